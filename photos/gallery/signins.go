package gallery

import (
	"context"
	"time"
)

// SignIn is one try to sign in, as the User is told of it later.
type SignIn struct {
	Time     time.Time
	How      How
	Address  string // of the network, as far as we can know it
	Browser  string // its family and system, as it says itself
	Accepted bool
}

// How somebody says who they are.
type How string

// The ways to sign in.
const (
	BySignUp   How = "sign-up" // the account was made
	ByPassword How = "password"
	ByPasskey  How = "passkey"
)

// keepSignIns is how many successes, and as many failures, a User's history
// keeps. They do not count together: guesses must not push out what succeeded.
const keepSignIns = 50

// NoteSignIn adds a try to the history of the User of this screen name, if
// there is one. That takes the same time for a name that nobody has.
func (g *Gallery) NoteSignIn(ctx context.Context, screenName string, s SignIn) error {
	s.Time = g.stamp()
	return g.Store.NoteSignIn(ctx, newID(), fold(screenName), s, keepSignIns)
}

// SignIns are the tries to sign in as this User, latest first.
func (g *Gallery) SignIns(ctx context.Context, user string) ([]SignIn, error) {
	return g.Store.SignIns(ctx, user)
}
