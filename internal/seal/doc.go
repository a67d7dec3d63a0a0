// Package seal keeps secrets at rest: what a store writes into its database
// (Token Secrets, Consumer Secrets) is encrypted and authenticated under one
// key that lives beside the database, never in it.
//
// It owns the cipher and the derivation of keys, nothing else: finding or
// making the key file is webapp.SecretKey, and deciding what is a secret is
// the store's business. Standard library only. Begin with seal.go.
package seal
