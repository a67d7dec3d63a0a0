package orders

import (
	"context"
	"time"
)

// Signing is how requests are signed: as which of the shop's registrations, with which method, and where the protocol
// parameters travel. What is empty is as the shop usually does it.
type Signing struct {
	Consumer string // Consumer Key: a token works with the one that it was issued to
	Method   string // oauth_signature_method
	Place    string // "header", "body" or "query" (OAuth Core 1.0a section 5.2)
}

// Way is how a permission was asked for.
type Way string

// The ways to connect.
const (
	WayRedirect Way = ""         // OAuth Core 1.0a section 6: there, and back by a callback
	WayOneStep  Way = "one-step" // a signed approval address
	WayPopup    Way = "popup"    // the same, in a window of its own
	WayPIN      Way = "pin"      // out-of-band: back by hand
)

// Lifetime is what is known of how long a token and its permission last (OAuth Session extension).
type Lifetime struct {
	Issued   time.Time // the present token
	Expires  time.Time // the present token; zero: it lasts as long as the permission
	Ends     time.Time // the permission; zero: not told
	Renewals int       // how often the token was renewed
}

// Next is the lifetime of a token that is issued now.
func (l Lifetime) Next(now time.Time, expiresIn, endsIn time.Duration) Lifetime {
	l.Issued, l.Expires = now, time.Time{}
	if expiresIn > 0 {
		l.Expires = now.Add(expiresIn)
	}
	if endsIn > 0 {
		l.Ends = now.Add(endsIn)
	}
	return l
}

// Due tells whether a token should be renewed now: a tenth of its life before it ends, at most a minute.
func (l Lifetime) Due(now time.Time) bool {
	if l.Expires.IsZero() {
		return false
	}
	early := min(l.Expires.Sub(l.Issued)/10, time.Minute)
	return !now.Before(l.Expires.Add(-early))
}

// Signing is what the customer has chosen; the zero value if nothing.
func (s *Shop) Signing(ctx context.Context, customer string) (Signing, error) {
	return s.Store.Signing(ctx, customer)
}

// ChooseSigning keeps a choice for the connections that the customer makes from now on.
func (s *Shop) ChooseSigning(ctx context.Context, customer string, choice Signing) error {
	return s.Store.SaveSigning(ctx, customer, choice)
}
