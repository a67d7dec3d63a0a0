package oauthcore

import (
	"context"
	"crypto/rsa"
	"errors"
	"time"
)

// Errors that a [Store] answers with, and that a [ServiceProvider] branches on.
var (
	// ErrNotFound means that there is no such Registration or token.
	ErrNotFound = errors.New("oauthcore: not found")
	// ErrConflict means that the token was no longer in the state that the
	// step starts from: somebody else was faster, and has won.
	ErrConflict = errors.New("oauthcore: state conflict")
)

// Store is what a [ServiceProvider] must remember. Whoever implements it
// promises two things: each method is atomic, also against other processes,
// and what it has acknowledged is still there after a crash. The rules of
// OAuth that say "only once" rest on that.
//
// Package oauthtest/storetest holds a conformance suite for implementations.
type Store interface {
	// Registration finds a Consumer by its Consumer Key, or ErrNotFound.
	Registration(ctx context.Context, key string) (*Registration, error)

	// CreateRequestToken remembers a new Request Token (section 6.1.2).
	CreateRequestToken(ctx context.Context, t *IssuedRequestToken) error
	// RequestToken finds a Request Token, or ErrNotFound. Denied and exchanged
	// ones stay findable for a while, so that a refusal can say which it was.
	RequestToken(ctx context.Context, token string) (*IssuedRequestToken, error)
	// AuthorizeRequestToken moves a token from issued to authorized and keeps
	// the grant and the verifier with it (section 6.2.3), in one step. It
	// answers ErrConflict when the token was in any other state.
	AuthorizeRequestToken(ctx context.Context, token string, g Grant, verifier string) error
	// DenyRequestToken moves a token from issued to denied, in one step;
	// ErrConflict when it was in any other state. A token that has been
	// authorized is not denied any more: only the first decision counts.
	DenyRequestToken(ctx context.Context, token, user string) error
	// CountVerifierTry adds one to the verifiers presented for a token and
	// answers how many there are now. It is called before the verifier is
	// compared, so that no number of requests at once gets more tries.
	CountVerifierTry(ctx context.Context, token string) (tries int, err error)
	// ExchangeRequestToken moves a token from authorized to exchanged and
	// remembers the Access Token, both or neither (section 6.3.2). It answers
	// ErrConflict when the Request Token was in any other state.
	ExchangeRequestToken(ctx context.Context, token string, at *IssuedAccessToken) error

	// AccessToken finds an Access Token, or ErrNotFound. Revoked ones stay
	// findable for a while, with Revoked set.
	AccessToken(ctx context.Context, token string) (*IssuedAccessToken, error)
	// RevokeAccessToken withdraws a token. Once it has returned, nobody is
	// answered an unrevoked one, whatever caches there are.
	RevokeAccessToken(ctx context.Context, token string) error

	// UseNonce uses a nonce up: true means that it is fresh and now remembered,
	// false that it has been used before (section 8). It is called last of all
	// checks, so only a correctly signed request can use up a nonce.
	UseNonce(ctx context.Context, n Nonce) (fresh bool, err error)
}

// SessionStore is a [Store] for a Service Provider that issues short-lived
// Access Tokens (OAuth Session extension). A Store without this method works
// for every other one; what it issues cannot be renewed.
type SessionStore interface {
	Store
	// RenewAccessToken remembers the successor of an Access Token and takes the
	// old one out of use: its Session becomes empty and its Expires that of the
	// successor's Issued. Both or neither. It answers ErrConflict when the old
	// token is revoked or has no Session (any more): somebody else was faster,
	// or the User has said stop.
	RenewAccessToken(ctx context.Context, old string, successor *IssuedAccessToken) error
}

// Registration is the Service Provider's record of a Consumer (OAuth Core 1.0a
// section 4.2).
type Registration struct {
	Key    string // Consumer Key
	Secret string // Consumer Secret; of no use to a Consumer that signs with RSA
	// PreviousSecret is what the Consumer Secret was before its last change. Until
	// PreviousUntil both are right, so that a Consumer that runs in many places
	// can move from one to the other without a gap.
	PreviousSecret string
	PreviousUntil  time.Time

	Name        string         // as the User reads it on the consent page
	Description string         // one sentence about it
	URL         string         // its home page
	Owner       string         // the User who registered it
	Callbacks   []string       // where it may send Users back to; see [CheckCallback]
	OutOfBand   bool           // whether it may use [OutOfBand]
	Methods     []string       // names of the signature methods it may use; nil means all that fit its kind of key: Secret, or PublicKey
	PublicKey   *rsa.PublicKey // registered beforehand for the RSA methods (section 9.3)
	Verified    bool           // whether the Service Provider knows who is behind it (section 6.2.2)
	Suspended   bool           // whether its developer has taken it out of service for now
	Barred      bool           // whether the Service Provider has, which its developer cannot undo
	Debug       bool           // whether refusals may show the server's base string
	BodyHash    bool           // whether a body that is no form must come with oauth_body_hash
	// TokenLifetime makes the Consumer's Access Tokens short-lived: it has to
	// renew them (OAuth Session extension). Zero: they live as long as the grant.
	TokenLifetime time.Duration
	Created       time.Time
}

// stopped tells whether whatever it signs is refused.
func (r *Registration) stopped() bool { return r.Suspended || r.Barred }

// Nonce is what must never occur twice: the same nonce under another
// timestamp, token or Consumer is another one (RFC 5849 section 3.3).
type Nonce struct {
	Consumer, Token string
	Timestamp       int64 // seconds since 1970
	Nonce           string
}
