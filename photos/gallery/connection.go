package gallery

import (
	"context"
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
}

// Connections are the Consumers that a User is connected with, newest first.
func (g *Gallery) Connections(ctx context.Context, user string) ([]Connection, error) {
	return g.Store.Connections(ctx, user)
}

// Disconnect revokes every token that a Consumer has from a User. Once it has
// returned none of them opens anything.
func (g *Gallery) Disconnect(ctx context.Context, user, consumerKey string) error {
	return g.Store.Disconnect(ctx, user, consumerKey)
}
