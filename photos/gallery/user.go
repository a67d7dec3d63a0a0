package gallery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

// User owns albums (OAuth Core 1.0a section 3.1; RFC 5849: resource owner).
type User struct {
	ID         string // a decimal number, in no order
	ScreenName string // lower case letters, digits and _, unique
	Name       string // as they want to be called
	Created    time.Time
	HidePlace  bool // whether others get originals without the place, where an album does not say otherwise
}

var screenNames = regexp.MustCompile(`^[a-z0-9_]{2,30}$`)

// SignUp makes a new User. The screen name is lower-cased; a name that is
// missing is the screen name. It answers [ErrTaken] or a [*Refusal].
func (g *Gallery) SignUp(ctx context.Context, screenName, name, password string) (User, error) {
	u, err := g.newUser(screenName, name)
	if err != nil {
		return User{}, err
	}
	if err := checkPassword(password); err != nil {
		return User{}, err
	}
	hash, err := g.Passwords.hash(ctx, password)
	if err != nil {
		return User{}, fmt.Errorf("hashing a password: %w", err)
	}
	if err := g.Store.CreateUser(ctx, u, hash); err != nil {
		return User{}, err
	}
	return u, nil
}

func (g *Gallery) newUser(screenName, name string) (User, error) {
	screenName = fold(screenName)
	if !screenNames.MatchString(screenName) {
		return User{}, refuse("A screen name has 2 to 30 letters from a to z, digits or _.")
	}
	if visible(name) == "" {
		name = screenName
	}
	name, err := cleanTitle(name, "account", maxTitle)
	if err != nil {
		return User{}, err
	}
	return User{ID: newUserID(), ScreenName: screenName, Name: name, Created: g.stamp()}, nil
}

// fold is the one spelling of a screen name.
func fold(screenName string) string {
	return strings.ToLower(strings.TrimSpace(screenName))
}

// newUserID is a number of 12 digits without order, so that it tells nobody how
// many Users there are.
func newUserID() string {
	n, err := rand.Int(rand.Reader, big.NewInt(9e11))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return n.Add(n, big.NewInt(1e11)).String()
}

// SignIn finds the User with this screen name and password, or answers
// [ErrWrongPassword]. An unknown screen name takes the same time as a wrong
// password.
func (g *Gallery) SignIn(ctx context.Context, screenName, password string) (User, error) {
	u, hash, err := g.Store.UserByScreenName(ctx, fold(screenName))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	ok, err := g.Passwords.matches(ctx, password, hash)
	if err != nil {
		return User{}, fmt.Errorf("checking the password of user %s: %w", u.ID, err)
	}
	if !ok {
		return User{}, ErrWrongPassword
	}
	return u, nil
}

// User finds a User by ID.
func (g *Gallery) User(ctx context.Context, id string) (User, error) {
	return g.Store.User(ctx, id)
}
