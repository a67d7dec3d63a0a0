package gallery

import (
	"context"
	"slices"
	"time"
)

// Album holds photos of one User.
type Album struct {
	ID, Owner, Title string
	Private          bool // always true for now
	PhotoCount       int
	Cover            string // ID of the photo on its front: the chosen one, else the first, or ""
	Place            PlaceRule
	Created          time.Time
}

// Albums are the albums that the Viewer may see, in the order that their User
// has given them.
func (g *Gallery) Albums(ctx context.Context, v Viewer) ([]Album, error) {
	albums, err := g.Store.Albums(ctx, v.User)
	return slices.DeleteFunc(albums, func(a Album) bool { return !v.sees(a.ID) }), err
}

// Album finds an album that the Viewer may see.
func (g *Gallery) Album(ctx context.Context, v Viewer, id string) (Album, error) {
	if !v.sees(id) {
		return Album{}, ErrNotFound
	}
	return g.Store.Album(ctx, v.User, id)
}

// CreateAlbum makes an empty, private album, or answers a [*Refusal].
func (g *Gallery) CreateAlbum(ctx context.Context, owner, title string) (Album, error) {
	title, err := cleanTitle(title, "album", maxTitle)
	if err != nil {
		return Album{}, err
	}
	a := Album{ID: newID(), Owner: owner, Title: title, Private: true, Created: g.stamp()}
	return a, g.Store.CreateAlbum(ctx, a)
}

// RenameAlbum gives an album another title.
func (g *Gallery) RenameAlbum(ctx context.Context, owner, id, title string) error {
	title, err := cleanTitle(title, "album", maxTitle)
	if err != nil {
		return err
	}
	return g.Store.RenameAlbum(ctx, owner, id, title)
}
