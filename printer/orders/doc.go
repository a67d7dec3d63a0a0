// Package orders is what the print shop knows: its customers, their connections to a Service Provider, papers
// and prices, and orders, which go from placed to ready, and on to paper, whatever happens on the way.
//
// It owns the rules and the durable queue's worker. It leaves SQL to printer/store (behind [Store]), the
// Service Provider's API to printer/photosapi (behind [Provider]), the PDF to printer/sheet (behind
// [Composer]), the place of finished PDFs to printer/shelf (behind [Shelf]), the shop's own printer to printer/ipp
// (behind [Press]) and pages to printer/web; nothing here knows HTTP or OAuth.
//
// Begin with order.go (the states in one drawing), then basket.go, geometry.go (a photo on its paper), checkout.go
// and worker.go; printout.go and print.go are the way to the printer, lease.go and replicas.go how several running programs
// share the work.
package orders
