// Package web is every page of the printer: the shop as its customers see it,
// and the Consumer's half of the dance as their browsers see it.
//
// A handler parses, calls one method, renders. What may be ordered, by whom and
// for how much belongs to orders; signing belongs to oauthcore. No page, cookie,
// address or log line has a token, a secret or a verifier in it.
//
// inspector.go shows what travels, where that is recorded: the inspector's pages
// name tokens, since base strings hold them, and nothing that is secret.
//
// Begin with the route table in routes.go, then follow Jane: home.go,
// connect.go (OAuth Core 1.0a sections 6.1 and 6.2.1), callback.go (6.2.3 and
// 6.3), pick.go, basket.go, crop.go (a photo on its paper), checkout.go, orders.go,
// history.go, events.go, pdf.go.
package web
