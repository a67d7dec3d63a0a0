package gallery

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Passkey is a key pair that a User's device keeps for this site and no other
// (Web Authentication Level 2 section 4, "public key credential"). We have the
// public half.
type Passkey struct {
	ID         string // of the credential, base64url
	User       string
	Name       string // the User's own word for it
	PublicKey  []byte // COSE_Key
	Flags      byte   // of the authenticator data at registration (section 6.1)
	Counter    uint32 // of signatures (section 6.1.1); 0 for ever where the device has none
	Transports []string
	Created    time.Time
	LastUsed   time.Time // zero if it never was
}

// Challenge is a question to an authenticator. Options go to the browser; State
// stays here until the answer comes, and counts once.
type Challenge struct {
	Options []byte // JSON
	State   string
}

// RelyingParty asks authenticators and checks their answers (Web
// Authentication Level 2 section 7). An answer that is not right is
// [ErrPasskey].
type RelyingParty interface {
	// Create asks for a new key, on a device that has none of these.
	Create(u User, has []Passkey) (Challenge, error)
	Created(u User, state, answer string) (Passkey, error)
	// Ask asks for a signature with any key of this site; the answer says whose.
	Ask() (Challenge, error)
	// Answered looks for the credential and answers it with its new counter.
	Answered(state, answer string, find func(id string) (Passkey, error)) (Passkey, error)
}

// ErrPasskey means that an authenticator's answer is not accepted. It does not
// say why.
var ErrPasskey = errors.New("gallery: passkey is not accepted")

// maxPasskeys is how many passkeys a User may have: one for each device, and
// then some.
const maxPasskeys = 20

// NewPasskey begins to add a passkey for a User who has just given the password
// again: a browser that was left alone must not become a key for ever. It
// answers [ErrWrongPassword] or a [*Refusal].
func (g *Gallery) NewPasskey(ctx context.Context, u User, name, password string) (Challenge, error) {
	if _, err := cleanTitle(name, "passkey", maxTitle); err != nil {
		return Challenge{}, err
	}
	if _, err := g.passwordOf(ctx, u, password); err != nil {
		return Challenge{}, err
	}
	has, err := g.Store.Passkeys(ctx, u.ID)
	switch {
	case err != nil:
		return Challenge{}, err
	case len(has) >= maxPasskeys:
		return Challenge{}, refuse(fmt.Sprintf("You have %d passkeys. Remove one before you add another.", maxPasskeys))
	}
	return g.RelyingParty.Create(u, has)
}

// AddPasskey keeps the passkey that a device has made for the challenge of
// [Gallery.NewPasskey]. It answers [ErrPasskey] or a [*Refusal].
func (g *Gallery) AddPasskey(ctx context.Context, u User, name, state, answer string) (Passkey, error) {
	name, err := cleanTitle(name, "passkey", maxTitle)
	if err != nil {
		return Passkey{}, err
	}
	p, err := g.RelyingParty.Created(u, state, answer)
	if err != nil {
		return Passkey{}, err
	}
	p.User, p.Name, p.Created = u.ID, name, g.stamp()
	err = g.Store.CreatePasskey(ctx, p)
	if errors.Is(err, ErrTaken) { // section 7.1 step 22
		return Passkey{}, ErrPasskey
	}
	return p, err
}

// AskPasskey begins a sign-in with a passkey. The question is the same for
// everybody.
func (g *Gallery) AskPasskey() (Challenge, error) { return g.RelyingParty.Ask() }

// SignInWithPasskey finds the User whose passkey has signed the challenge of
// [Gallery.AskPasskey], or answers [ErrPasskey], then with the User whose
// passkey it claims to be, if there is one.
func (g *Gallery) SignInWithPasskey(ctx context.Context, state, answer string) (User, error) {
	var owner User
	p, err := g.RelyingParty.Answered(state, answer, func(id string) (p Passkey, err error) {
		if p, err = g.Store.Passkey(ctx, id); err == nil {
			owner, err = g.Store.User(ctx, p.User)
		}
		return p, err
	})
	if err != nil {
		return owner, err
	}
	p.LastUsed = g.stamp()
	err = g.Store.UsePasskey(ctx, p)
	if errors.Is(err, ErrNotFound) { // removed, or its counter used, in this moment
		err = ErrPasskey
	}
	return owner, err
}

// Passkeys are the passkeys of a User, oldest first.
func (g *Gallery) Passkeys(ctx context.Context, user string) ([]Passkey, error) {
	return g.Store.Passkeys(ctx, user)
}

// RemovePasskey makes a passkey worthless.
func (g *Gallery) RemovePasskey(ctx context.Context, user, id string) error {
	return g.Store.DeletePasskey(ctx, user, id)
}
