package gallery

import (
	"context"
	"time"
)

// Album holds photos of one User.
type Album struct {
	ID, Owner, Title string
	Private          bool // always true for now
	PhotoCount       int
	Cover            string // ID of its first photo, or ""
	Created          time.Time
}

// Albums are the albums that the Viewer may see, oldest first.
func (g *Gallery) Albums(ctx context.Context, v Viewer) ([]Album, error) {
	return nil, nil
}

// Album finds an album that the Viewer may see.
func (g *Gallery) Album(ctx context.Context, v Viewer, id string) (Album, error) {
	return Album{}, ErrNotFound
}

// CreateAlbum makes an empty, private album, or answers a [*Refusal].
func (g *Gallery) CreateAlbum(ctx context.Context, owner, title string) (Album, error) {
	return Album{}, ErrNotFound
}

// RenameAlbum gives an album another title.
func (g *Gallery) RenameAlbum(ctx context.Context, owner, id, title string) error {
	return ErrNotFound
}

// DeleteAlbum deletes an album with all its photos.
func (g *Gallery) DeleteAlbum(ctx context.Context, owner, id string) error {
	return ErrNotFound
}
