package classroom

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/registry"
	"example.net/oauth1/photos/requestlog"
)

// A Workshop is one that a leader has opened.
type Workshop struct {
	Code    string // what participants type: letters and digits that are hard to mistake
	Owner   string // the leader's id
	Name    string
	Created time.Time
}

// A Seat is a participant of a workshop, with a Consumer of her own.
type Seat struct {
	ID       string // secret: the address of her page
	Workshop string // its code
	Name     string
	Language string // the id of a sample that she begins with
	Consumer string // the Consumer Key
	Taken    time.Time
}

// Store is what a Desk needs kept.
type Store interface {
	AddWorkshop(ctx context.Context, w Workshop) error
	Workshop(ctx context.Context, code string) (Workshop, error) // or gallery.ErrNotFound
	Workshops(ctx context.Context, owner string) ([]Workshop, error)
	DeleteWorkshop(ctx context.Context, code string) error // its seats too
	AddSeat(ctx context.Context, s Seat) error
	Seat(ctx context.Context, id string) (Seat, error)      // or gallery.ErrNotFound
	Seats(ctx context.Context, code string) ([]Seat, error) // in the order in which they were taken
	EmptySeats(ctx context.Context, code string) error
}

// Desk is where workshops are opened and seats are taken. Store, Registry and Requests must be set.
type Desk struct {
	Store    Store
	Registry *registry.Registry
	Requests *requestlog.Log
	Now      func() time.Time // nil means time.Now

	mu       sync.Mutex
	progress map[string]*Progress // by Consumer Key
}

// The bounds of a workshop.
const (
	MostSeats     = 60
	MostWorkshops = 10
	Lifetime      = 7 * 24 * time.Hour // after that nobody takes a seat any more
	maxName       = 40
)

// Open opens a workshop.
func (d *Desk) Open(ctx context.Context, owner, name string) (Workshop, error) {
	name, err := named(name, "Give the workshop a name.")
	if err != nil {
		return Workshop{}, err
	}
	others, err := d.Store.Workshops(ctx, owner)
	if err != nil {
		return Workshop{}, err
	}
	if len(others) >= MostWorkshops {
		return Workshop{}, &gallery.Refusal{Sentence: "You have opened as many workshops as one person may. End one that is over."}
	}
	w := Workshop{Code: newCode(), Owner: owner, Name: name, Created: d.now()}
	return w, d.Store.AddWorkshop(ctx, w)
}

// Own finds a workshop of a leader's, or gallery.ErrNotFound.
func (d *Desk) Own(ctx context.Context, owner, code string) (Workshop, error) {
	w, err := d.Store.Workshop(ctx, NormalizeCode(code))
	if err == nil && (owner == "" || w.Owner != owner) {
		return Workshop{}, gallery.ErrNotFound
	}
	return w, err
}

// Joinable finds a workshop that still takes participants, or gallery.ErrNotFound.
func (d *Desk) Joinable(ctx context.Context, code string) (Workshop, error) {
	w, err := d.Store.Workshop(ctx, NormalizeCode(code))
	if err == nil && d.now().After(w.Created.Add(Lifetime)) {
		return Workshop{}, gallery.ErrNotFound
	}
	return w, err
}

// Join is what a participant writes.
type Join struct {
	Name, Language string
	Callback       string // where her Consumer listens; empty for one that takes PINs alone
}

// Take gives a participant a seat and registers her Consumer: for PINs and for her callback, with the doctor's diagnosis in
// every refusal. A *gallery.Refusal says what she has to mend.
func (d *Desk) Take(ctx context.Context, code string, j Join) (Seat, error) {
	w, err := d.Joinable(ctx, code)
	if err != nil {
		return Seat{}, err
	}
	if j.Name, err = named(j.Name, "Say what the others shall call you."); err != nil {
		return Seat{}, err
	}
	seats, err := d.Store.Seats(ctx, w.Code)
	if err != nil {
		return Seat{}, err
	}
	if len(seats) >= MostSeats {
		return Seat{}, &gallery.Refusal{Sentence: "Every seat of this workshop is taken."}
	}
	r, err := d.Registry.RegisterFor(ctx, w.Owner, registry.Form{Name: j.Name, Callbacks: []string{j.Callback}, OutOfBand: true, Debug: true})
	if err != nil {
		return Seat{}, refused(err)
	}
	s := Seat{ID: oauthcore.NewSecret(), Workshop: w.Code, Name: j.Name, Language: j.Language, Consumer: r.Key, Taken: d.now()}
	if err := d.Store.AddSeat(ctx, s); err != nil {
		return Seat{}, err
	}
	d.Requests.Nudge(map[string]bool{s.Consumer: true})
	return s, nil
}

// refused makes one sentence of what is wrong with a registration.
func refused(err error) error {
	wrong, ok := errors.AsType[registry.Wrong](err)
	if !ok {
		return err
	}
	for _, field := range []string{"name", "callbacks"} {
		if sentence := wrong[field]; sentence != "" {
			return &gallery.Refusal{Sentence: sentence}
		}
	}
	return err
}

// Secret is the Consumer Secret of a seat, for its participant.
func (d *Desk) Secret(ctx context.Context, s Seat) (string, error) {
	r, err := d.Consumer(ctx, s)
	if err != nil {
		return "", err
	}
	return r.Secret, nil
}

// Consumer is the registration that belongs to a seat, of which Workshop and Consumer suffice, or gallery.ErrNotFound.
func (d *Desk) Consumer(ctx context.Context, s Seat) (*oauthcore.Registration, error) {
	w, err := d.Store.Workshop(ctx, s.Workshop)
	if err != nil {
		return nil, err
	}
	return d.Registry.Consumer(ctx, w.Owner, s.Consumer)
}

// Reset takes every seat away, and deletes their Consumers with all their tokens.
func (d *Desk) Reset(ctx context.Context, owner, code string) error {
	w, err := d.Own(ctx, owner, code)
	if err != nil {
		return err
	}
	seats, err := d.Store.Seats(ctx, w.Code)
	if err != nil {
		return err
	}
	for _, s := range seats {
		if err := d.Registry.Delete(ctx, owner, s.Consumer); err != nil && !errors.Is(err, gallery.ErrNotFound) {
			return err
		}
	}
	return d.Store.EmptySeats(ctx, w.Code)
}

// End is Reset, and the workshop is gone as well.
func (d *Desk) End(ctx context.Context, owner, code string) error {
	if err := d.Reset(ctx, owner, code); err != nil {
		return err
	}
	return d.Store.DeleteWorkshop(ctx, NormalizeCode(code))
}

// named trims a name, and refuses one that is empty or too long.
func named(name, absent string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", &gallery.Refusal{Sentence: absent}
	case utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name):
		return "", &gallery.Refusal{Sentence: "That name is too long: 40 letters will do."}
	}
	return name, nil
}

// alphabet has no letters or digits that look alike.
const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// newCode is six characters, about a billion: too many to try, and few enough to type.
func newCode() string {
	random := make([]byte, 6)
	rand.Read(random) // never fails
	for i, b := range random {
		random[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(random)
}

// NormalizeCode is a code as it is kept, of what somebody has typed.
func NormalizeCode(typed string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, typed))
}

func (d *Desk) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}
