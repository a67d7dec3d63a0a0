package gallery

import (
	"context"
	"time"
)

// User owns albums (OAuth Core 1.0a section 3.1; RFC 5849: resource owner).
type User struct {
	ID         string // a decimal number, in no order
	ScreenName string // lower case letters, digits and _, unique
	Name       string // as they want to be called
	Created    time.Time
}

// SignUp makes a new User. The screen name is lower-cased; a name that is
// missing is the screen name. It answers [ErrTaken] or a [*Refusal].
func (g *Gallery) SignUp(ctx context.Context, screenName, name, password string) (User, error) {
	return User{}, ErrNotFound
}

// SignIn finds the User with this screen name and password, or answers
// [ErrWrongPassword]. An unknown screen name takes the same time as a wrong
// password.
func (g *Gallery) SignIn(ctx context.Context, screenName, password string) (User, error) {
	return User{}, ErrWrongPassword
}

// User finds a User by ID.
func (g *Gallery) User(ctx context.Context, id string) (User, error) {
	return g.Store.User(ctx, id)
}
