package gallery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"
)

// Connection is a Consumer that a User has allowed to use photos, and that has
// at least one live Access Token for it.
type Connection struct {
	Consumer string // Consumer Key
	Name     string
	URL      string
	Verified bool
	Since    time.Time // of its oldest live token
	LastUsed time.Time // zero if it never was
	Tokens   int       // how many live ones it has
	Grants   []Grant   // what it may do; several if the User has allowed different things
}

// Grant is what a User has allowed a Consumer at one time, or several times in
// the same words: all its live tokens may do the same until the same time.
type Grant struct {
	Scope    string    // see [ParseScope]
	Until    time.Time // zero means until it is revoked
	Since    time.Time
	LastUsed time.Time // zero if it never was
	Address  string    // from where it was used last
	Uses     int64     // how often
	Tokens   int
}

// ID is a name for the Grant among those of its Connection, that gives no token
// away. It changes with what the Grant allows.
func (g Grant) ID() string {
	until := ""
	if !g.Until.IsZero() {
		until = strconv.FormatInt(g.Until.UnixMicro(), 10)
	}
	sum := sha256.Sum256([]byte(until + "\x00" + g.Scope))
	return hex.EncodeToString(sum[:8])
}

// Permission is what the Grant allows.
func (g Grant) Permission() Permission { return ParseScope(g.Scope) }

// Connections are the Consumers that a User is connected with, newest first.
func (g *Gallery) Connections(ctx context.Context, user string) ([]Connection, error) {
	return g.Store.Connections(ctx, user)
}

// Connection finds the Consumer that a User is connected with.
func (g *Gallery) Connection(ctx context.Context, user, consumerKey string) (Connection, error) {
	list, err := g.Store.Connections(ctx, user)
	if err != nil {
		return Connection{}, err
	}
	i := slices.IndexFunc(list, func(c Connection) bool { return c.Consumer == consumerKey })
	if i < 0 {
		return Connection{}, ErrNotFound
	}
	return list[i], nil
}

// Grant finds one of the Grants of a Connection.
func (c Connection) Grant(id string) (Grant, error) {
	i := slices.IndexFunc(c.Grants, func(g Grant) bool { return g.ID() == id })
	if i < 0 {
		return Grant{}, ErrNotFound
	}
	return c.Grants[i], nil
}

// Disconnect revokes every token that a Consumer has from a User. Once it has
// returned none of them opens anything.
func (g *Gallery) Disconnect(ctx context.Context, user, consumerKey string) error {
	return g.Store.Disconnect(ctx, user, consumerKey)
}

// DisconnectAll revokes every token that anybody has from a User.
func (g *Gallery) DisconnectAll(ctx context.Context, user string) error {
	return g.Store.DisconnectAll(ctx, user)
}

// EndGrant revokes the tokens of one Grant, and leaves the Consumer the others.
func (g *Gallery) EndGrant(ctx context.Context, user, consumerKey string, grant Grant) error {
	return g.Store.EndGrant(ctx, user, consumerKey, grant)
}

// ChangeGrant lets the living tokens of a Grant open other albums than before,
// from now on: all of them if albums is nil. Albums that are not the User's own
// are left away; no album at all is a [*Refusal].
func (g *Gallery) ChangeGrant(ctx context.Context, user, consumerKey string, grant Grant, albums []string) error {
	albums, err := g.OwnAlbums(ctx, user, albums)
	if err != nil {
		return err
	}
	permission := grant.Permission()
	permission.Albums = albums
	return g.Store.ChangeGrant(ctx, user, consumerKey, grant, permission.Scope())
}

// OwnAlbums are those of these albums that are the User's. It answers nil for
// nil, and a [*Refusal] where none is left.
func (g *Gallery) OwnAlbums(ctx context.Context, user string, albums []string) (own []string, err error) {
	if albums == nil {
		return nil, nil
	}
	list, err := g.Store.Albums(ctx, user)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if slices.Contains(albums, a.ID) {
			own = append(own, a.ID)
		}
	}
	if own == nil {
		return nil, refuse("Choose at least one album, or all of them.")
	}
	return own, nil
}

// Used notes that a token was used, and from which address.
func (g *Gallery) Used(token, address string) { g.Store.NoteUse(token, address) }
