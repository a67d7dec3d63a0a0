// Package provider is the Service Provider that the shop is configured for, as a good Consumer deals with it: where it
// is (by discovery or by hand), as which of the shop's registrations its requests are signed, and what to do when it
// refuses one.
//
// It learns the other clock, repeats what may be repeated, and renews tokens that live shortly; the shop above it sees
// none of that. Signing itself is oauthcore's, the photo API is photosapi's.
//
// Begin with provider.go, then signing.go (how), patience.go (once more) and renewal.go (before a token ends).
package provider
