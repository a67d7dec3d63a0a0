// Package photos is the Service Provider as a value: New makes its rooms from a Config, and Main is the whole program.
//
// It only assembles. What photos does is in gallery (the domain), store and blobs (what it remembers), renditions (smaller
// pictures), passkeys (WebAuthn), web (every URL), and in oauthcore (the protocol). Begin with app.go, which opens them in
// the order in which they stand on each other.
package photos
