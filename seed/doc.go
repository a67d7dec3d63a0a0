// Package seed holds the demo: two Users with their albums, and the Consumers that are registered from the start.
//
// Load brings all of it in through the same doors as a visitor's data: a sign-up, an album, an upload, a registration.
// It knows no SQL and no folder. Begin with demo.json, which says everything there is; rsa-demo-private.pem is the key
// of the demo Consumer that signs with RSA. Password, secret and key are public: they protect nothing.
//
// The photographs are real, and other people's: demo.json names author and licence of each, and the page /credits of
// photos shows them.
package seed
