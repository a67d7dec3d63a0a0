package orders

import (
	"context"
	"log/slog"
	"time"
)

// A Customer of the shop: anonymous (known by a browser session only) or with an account of the shop's own.
type Customer struct {
	ID      string
	Email   string // "" while anonymous
	Name    string
	Account bool
	Created time.Time
}

// Credentials are an Access Token and its Token Secret, and the session handle of one that lives shortly. They print as nothing, so that no page or log can tell them.
type Credentials struct{ Token, Secret, Session string }

func (Credentials) String() string               { return "[credentials]" }
func (Credentials) GoString() string             { return "[credentials]" }
func (Credentials) LogValue() slog.Value         { return slog.StringValue("[credentials]") }
func (Credentials) MarshalText() ([]byte, error) { return []byte("[credentials]"), nil }

// ConnectionState tells whether a Connection can be used.
type ConnectionState string

// The states of a Connection.
const (
	Live     ConnectionState = "live"
	Replaced ConnectionState = "replaced" // a newer one took its place; orders on the way may still finish with it
	Closed   ConnectionState = "closed"   // revoked at the Service Provider or disconnected here; its credentials are wiped
)

// A Connection is a customer's link to a User of the Service Provider. A customer has at most one live one.
type Connection struct {
	ID, Customer       string
	UserID, ScreenName string
	Credentials        Credentials
	State              ConnectionState
	Created            time.Time
	Way                Way
	Signing            Signing
	Lifetime
}

// Access is what a finished dance gives: OAuth Core 1.0a section 6.3.2.
type Access struct {
	Credentials        Credentials
	UserID, ScreenName string // empty: asked of the Service Provider
	Way                Way
	Signing            Signing
	ExpiresIn, EndsIn  time.Duration // of the token and the permission (OAuth Session extension); 0: not told
}

// A PendingToken is a Request Token on its way through the User's browser (OAuth Core 1.0a section 6.2).
type PendingToken struct {
	Browser       string // what ties it to one browser session: the callback must come from the same one
	Token, Secret string
	Customer      string
	Return        string // the page to go to afterwards
	Created       time.Time
	Way           Way
	Signing       Signing
}

// NewCustomer makes an anonymous customer.
func (s *Shop) NewCustomer(ctx context.Context) (Customer, error) {
	c := Customer{ID: newID(), Created: s.now()}
	return c, s.Store.CreateCustomer(ctx, c)
}

// Customer finds a customer.
func (s *Shop) Customer(ctx context.Context, id string) (Customer, error) {
	return s.Store.Customer(ctx, id)
}
