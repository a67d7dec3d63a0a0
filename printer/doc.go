// Package printer is the Consumer as a value: New makes its rooms from a Config,
// and Main is the whole program.
//
// It only assembles. What printer does is in orders (the domain), store (what it
// remembers), provider (the Service Provider, and how to speak to one), photosapi
// (its API), sheet (the PDF), shelf (where PDFs lie), ipp (the shop's own printer), web (every URL), and in
// oauthcore (the protocol).
// Begin with app.go, which opens them in the order in which they stand on each
// other.
package printer
