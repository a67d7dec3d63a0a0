package gallery

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Deletion is what a User has deleted in one go: an album, or some photos of
// one. Nobody sees any of it, its owner included, except that it is there. It
// can be taken back until it is purged.
type Deletion struct {
	ID     string
	Title  string // of the album
	Whole  bool   // the album itself was deleted, with what was in it
	Photos int
	Bytes  int64  // of their originals
	Sample string // title of the first photo
	Time   time.Time
}

// KeepDeleted is how long a deletion can be taken back.
const KeepDeleted = 30 * 24 * time.Hour

// Until is when the Deletion becomes final.
func (d Deletion) Until() time.Time { return d.Time.Add(KeepDeleted) }

// Bin is how a Store deletes and takes back.
type Bin interface {
	// DeletePhotos puts photos of an album aside, under the id of a new Deletion.
	// None that is there: [ErrNotFound].
	DeletePhotos(ctx context.Context, owner, album string, ids []string, id string, at time.Time) error
	// DeleteAlbum puts an album aside, under its own id.
	DeleteAlbum(ctx context.Context, owner, id string, at time.Time) error
	Deletions(ctx context.Context, owner string) ([]Deletion, error) // latest first
	Deletion(ctx context.Context, owner, id string) (Deletion, error)
	// Restore takes a Deletion back, and answers the album where its photos are.
	Restore(ctx context.Context, owner, id string) (album string, err error)
	// Purge makes a Deletion final, and answers the originals that no photo points
	// to any more.
	Purge(ctx context.Context, owner, id string) (orphans []string, err error)
	// Overdue are Deletions from before a time, at most limit, with their owners.
	Overdue(ctx context.Context, before time.Time, limit int) (ids, owners []string, err error)
}

// DeletePhotos deletes photos of an album: from now on nobody finds them. It can
// be taken back with [Gallery.Restore] for [KeepDeleted].
func (g *Gallery) DeletePhotos(ctx context.Context, owner, album string, ids []string) (Deletion, error) {
	if len(ids) == 0 {
		return Deletion{}, refuse("No photo is chosen.")
	}
	id := newID()
	if err := g.Store.DeletePhotos(ctx, owner, album, ids, id, g.stamp()); err != nil {
		return Deletion{}, err
	}
	return g.Store.Deletion(ctx, owner, id)
}

// DeletePhoto deletes one photo, likewise.
func (g *Gallery) DeletePhoto(ctx context.Context, owner, id string) (Deletion, error) {
	p, err := g.Store.Photo(ctx, owner, id)
	if err != nil {
		return Deletion{}, err
	}
	return g.DeletePhotos(ctx, owner, p.Album, []string{id})
}

// DeleteAlbum deletes an album with all its photos, likewise.
func (g *Gallery) DeleteAlbum(ctx context.Context, owner, id string) (Deletion, error) {
	if err := g.Store.DeleteAlbum(ctx, owner, id, g.stamp()); err != nil {
		return Deletion{}, err
	}
	return g.Store.Deletion(ctx, owner, id)
}

// Deletions are what a User can still take back, latest first.
func (g *Gallery) Deletions(ctx context.Context, owner string) ([]Deletion, error) {
	return g.Store.Deletions(ctx, owner)
}

// Restore takes a Deletion back: its photos are again where they were. If the
// album has got the same picture since, one of the two is enough; if it is gone
// itself, they are in a new one of the same name.
func (g *Gallery) Restore(ctx context.Context, owner, id string) (Album, error) {
	album, err := g.Store.Restore(ctx, owner, id)
	if err != nil {
		return Album{}, err
	}
	g.Renditions.Wake()
	return g.Store.Album(ctx, owner, album)
}

// Purge makes a Deletion final. The bytes go with it, unless another photo has
// the same.
func (g *Gallery) Purge(ctx context.Context, owner, id string) error {
	return g.forget(ctx, func() ([]string, error) { return g.Store.Purge(ctx, owner, id) })
}

// PurgeOverdue makes final what was deleted longer than [KeepDeleted] ago, and
// answers how many Deletions that were.
func (g *Gallery) PurgeOverdue(ctx context.Context) (purged int, err error) {
	const batch = 100
	for {
		ids, owners, err := g.Store.Overdue(ctx, g.stamp().Add(-KeepDeleted), batch)
		if err != nil {
			return purged, fmt.Errorf("looking for what was deleted long ago: %w", err)
		}
		for i, id := range ids {
			err := g.Purge(ctx, owners[i], id)
			if err != nil && !errors.Is(err, ErrNotFound) { // its owner was faster
				return purged, fmt.Errorf("purging deletion %s: %w", id, err)
			}
			purged++
		}
		if len(ids) < batch {
			return purged, nil
		}
	}
}
