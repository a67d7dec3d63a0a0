package orders

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"
)

// Shop is the print shop. Store, Provider, Composer, Shelf and Dir must be set; the rest has working zero values.
type Shop struct {
	Store    Store
	Provider Provider
	Composer Composer
	Shelf    Shelf            // finished PDFs
	Dir      string           // originals on their way, and PDFs while they are made
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: discard
	Press    Press            // the shop's own printer; nil: a print is a PDF to download
	Replicas Replicas         // other running programs of the same shop; nil: there are none

	// Name gives a piece of work on an order a name that goes with its context, into the log and along with what is asked
	// of the Service Provider; nil gives none.
	Name func(context.Context) context.Context

	// Ended is told of every order that has come to its end, and which; nil is not.
	Ended func(State)

	Fetches   int           // originals fetched at once; 0: 4
	Backoff   Backoff       // when the Service Provider or the printer is down
	Lease     time.Duration // how long an order is a replica's without a word from it; 0: 30 s
	LookAgain time.Duration // how long a replica trusts that it would hear of work from the others; 0: 10 s
	Poll      time.Duration // between two looks at a job of the printer; 0: 1 s
	Argon2    Argon2        // cost of passwords; zero: OWASP's minimum
	MaxPhotos int           // in one order; 0: 500

	live live
}

// Backoff is the pause after a failed try: First, doubled each time, at most Cap.
type Backoff struct{ First, Cap time.Duration } // zero: 2 s, 5 min

// Choice is what a customer asks for.
type Choice struct {
	Album, AlbumTitle string   // where the photos were chosen, for the way back; may be empty
	Photos            []string // ids at the Service Provider
	Paper, Finish     string
	Fit               Fit // "": FitWhole
	Copies            int
	Key               string // idempotency key, from NewKey, carried by the form
}

// PDF is a finished print file.
type PDF struct {
	io.ReadSeekCloser // the caller closes it
	Name              string
	Modified          time.Time
	Bytes             int64
	ETag              string // quoted
}

// NewKey makes an idempotency key for a form.
func NewKey() string { return rand.Text() }

func newID() string { return rand.Text() }

func (s *Shop) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

func (s *Shop) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.New(slog.DiscardHandler)
}

func (s *Shop) named(ctx context.Context) context.Context {
	if s.Name != nil {
		return s.Name(ctx)
	}
	return ctx
}

// Order finds an order of the customer's own.
func (s *Shop) Order(ctx context.Context, customer, id string) (Order, error) {
	o, err := s.Store.Order(ctx, id)
	if err == nil && (o.Customer != customer || customer == "") {
		return Order{}, ErrNotFound
	}
	return o, err
}

// Orders lists the customer's orders, the newest first, without Items.
func (s *Shop) Orders(ctx context.Context, customer string) ([]Order, error) {
	return s.Store.Orders(ctx, customer, Filter{})
}
