// Package store is all SQL of photos. Its [Store] remembers for three who each
// say what they need in an interface of their own: the gallery
// (gallery.Store), the Service Provider (oauthcore.Store and
// oauthcore.SessionStore) and the workshop of renditions. Browser sessions are
// remembered through [Store.Sessions].
//
// Three habits run through it. A rule of "only once" (a nonce, the exchange of
// a Request Token, its authorization) is one statement whose changed rows are
// counted, never a look followed by a write. What opens doors (Consumer
// Secrets, Token Secrets, verifiers) is sealed before it is written. And what
// is looked up for every request is kept in memory by a cache (cache.go) that
// a revocation empties before it returns; other processes that share the
// database are told with its commit (changes.go).
//
// The statements run on SQLite and on PostgreSQL, and every test of the store
// does so too.
//
// It leaves the database itself to internal/sqldb and the cipher to
// internal/seal. Begin with migrations/0001_init.sql, then store.go; one file
// for each kind of thing follows.
package store
