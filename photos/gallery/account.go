package gallery

import (
	"context"
	"fmt"
)

// Accounts is what a Store remembers of a User beside pictures.
type Accounts interface {
	RenameUser(ctx context.Context, id, name string) error
	// SetPassword replaces one hash by another, if it is still that one: of two
	// changes at the same time the second is [ErrWrongPassword].
	SetPassword(ctx context.Context, id, oldHash, newHash string) error
	// DeleteUser deletes a User with all that is theirs: albums, photos, passkeys,
	// sign-ins, sessions and the Consumers they have registered. Tokens they have
	// given, and those of their Consumers, are dead when it returns. It answers the
	// originals that no photo points to any more.
	DeleteUser(ctx context.Context, id string) (orphans []string, err error)

	// NoteSignIn adds to the history of the User of this screen name, and forgets
	// what is beyond the latest keep of the same outcome. For a screen name that
	// nobody has it does as much work, and nobody sees the result.
	NoteSignIn(ctx context.Context, id, screenName string, s SignIn, keep int) error
	SignIns(ctx context.Context, user string) ([]SignIn, error) // latest first

	// CreatePasskey answers [ErrTaken] when the credential is known already.
	CreatePasskey(ctx context.Context, p Passkey) error
	Passkeys(ctx context.Context, user string) ([]Passkey, error) // by creation
	Passkey(ctx context.Context, id string) (Passkey, error)
	// UsePasskey notes a use. The counter must have grown, unless the authenticator
	// has none and it is zero for ever; otherwise it is [ErrNotFound].
	UsePasskey(ctx context.Context, p Passkey) error
	DeletePasskey(ctx context.Context, user, id string) error
}

// Rename changes what a User is called. It answers a [*Refusal] or nil.
func (g *Gallery) Rename(ctx context.Context, user, name string) error {
	name, err := cleanTitle(name, "account", maxTitle)
	if err != nil {
		return err
	}
	return g.Store.RenameUser(ctx, user, name)
}

// ChangePassword replaces the old password by a new one. It answers
// [ErrWrongPassword] or a [*Refusal].
func (g *Gallery) ChangePassword(ctx context.Context, u User, old, new string) error {
	if err := checkPassword(new); err != nil {
		return err
	}
	oldHash, err := g.passwordOf(ctx, u, old)
	if err != nil {
		return err
	}
	newHash, err := g.Passwords.hash(ctx, new)
	if err != nil {
		return fmt.Errorf("hashing a password: %w", err)
	}
	return g.Store.SetPassword(ctx, u.ID, oldHash, newHash)
}

// passwordOf makes sure that it is the User's password, and answers its hash.
func (g *Gallery) passwordOf(ctx context.Context, u User, password string) (hash string, err error) {
	_, hash, err = g.Store.UserByScreenName(ctx, u.ScreenName)
	if err != nil {
		return "", err
	}
	ok, err := g.Passwords.matches(ctx, password, hash)
	switch {
	case err != nil:
		return "", fmt.Errorf("checking the password of user %s: %w", u.ID, err)
	case !ok:
		return "", ErrWrongPassword
	}
	return hash, nil
}

// DeleteUser deletes a User with all that is theirs, pictures included, once
// they have typed their screen name and their password. It answers
// [ErrWrongPassword] or a [*Refusal].
func (g *Gallery) DeleteUser(ctx context.Context, u User, typed, password string) error {
	if fold(typed) != u.ScreenName {
		return refuse("That is not your screen name, so nothing was deleted.")
	}
	if _, err := g.passwordOf(ctx, u, password); err != nil {
		return err
	}
	return g.forget(ctx, func() ([]string, error) { return g.Store.DeleteUser(ctx, u.ID) })
}
