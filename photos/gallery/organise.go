package gallery

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// Organising is what a Store does when a User brings order into pictures.
type Organising interface {
	// ReorderAlbums gives a User's albums the order that order puts them into.
	ReorderAlbums(ctx context.Context, owner string, order func([]Album) []Album) error
	// ReorderPhotos does the same for the photos of an album.
	ReorderPhotos(ctx context.Context, owner, album string, order func([]Photo) []Photo) error
	// SetCover answers [ErrNotFound] for a photo that is not in the album.
	SetCover(ctx context.Context, owner, album, photo string) error
	// MovePhotos moves photos to the end of another album. A file name that is in
	// use there gets a number; a picture that is there already stays where it is,
	// and is not counted. None that is the owner's and in that album: [ErrNotFound].
	MovePhotos(ctx context.Context, owner, from, to string, ids []string, at time.Time) (moved int, err error)
	// CopyPhotos adds copies likewise. fresh makes their IDs.
	CopyPhotos(ctx context.Context, owner, from, to string, ids []string, at time.Time, fresh func() string) (copied int, err error)

	Bin
	Finding
	Places
}

// Where a photo or an album goes when its owner moves it within its list.
const (
	First   = "first"
	Earlier = "earlier"
	Later   = "later"
	Last    = "last"
)

// ReorderAlbum moves an album among those of its owner: to [First], [Earlier]
// and so on, or to the place before another album.
func (g *Gallery) ReorderAlbum(ctx context.Context, owner, id, where string) error {
	if _, err := g.Store.Album(ctx, owner, id); err != nil {
		return err
	}
	return g.Store.ReorderAlbums(ctx, owner, func(albums []Album) []Album {
		return rearranged(albums, func(a Album) string { return a.ID }, []string{id}, where)
	})
}

// ReorderPhotos moves photos within their album, likewise; they stay in the
// order that they have among themselves.
func (g *Gallery) ReorderPhotos(ctx context.Context, owner, album string, ids []string, where string) error {
	return g.Store.ReorderPhotos(ctx, owner, album, func(photos []Photo) []Photo {
		return rearranged(photos, func(p Photo) string { return p.ID }, ids, where)
	})
}

// The orders that an album can be brought into.
const (
	ByTaken    = "taken"
	ByFile     = "file"
	ByUploaded = "uploaded"
)

// SortPhotos brings an album into one of the orders above, once: what is added
// later still comes last. An unknown order is a [*Refusal].
func (g *Gallery) SortPhotos(ctx context.Context, owner, album, by string) error {
	compare, ok := map[string]func(a, b Photo) int{
		ByTaken:    func(a, b Photo) int { return a.Date().Compare(b.Date()) },
		ByFile:     func(a, b Photo) int { return cmp.Compare(strings.ToLower(a.File), strings.ToLower(b.File)) },
		ByUploaded: func(a, b Photo) int { return a.Created.Compare(b.Created) },
	}[by]
	if !ok {
		return refuse("Photos can be sorted by the time they were taken, by file name and by upload.")
	}
	return g.Store.ReorderPhotos(ctx, owner, album, func(photos []Photo) []Photo {
		slices.SortStableFunc(photos, compare)
		return photos
	})
}

// rearranged takes the items with these ids out of a list and puts them where
// they shall be. Where that makes no sense, the list stays as it is.
func rearranged[T any](list []T, id func(T) string, ids []string, where string) []T {
	moves := make(map[string]bool, len(ids))
	for _, id := range ids {
		moves[id] = true
	}
	var block, rest []T
	first := -1 // where the block began
	for _, item := range list {
		if !moves[id(item)] {
			rest = append(rest, item)
			continue
		}
		if first < 0 {
			first = len(rest)
		}
		block = append(block, item)
	}
	at := -1
	switch where {
	case First:
		at = 0
	case Last:
		at = len(rest)
	case Earlier:
		at = max(first-1, 0)
	case Later:
		at = min(first+1, len(rest))
	default:
		at = slices.IndexFunc(rest, func(item T) bool { return id(item) == where })
	}
	if at < 0 || first < 0 {
		return list
	}
	return slices.Concat(rest[:at], block, rest[at:])
}

// SetCover chooses the photo that an album shows on its front.
func (g *Gallery) SetCover(ctx context.Context, owner, album, photo string) error {
	return g.Store.SetCover(ctx, owner, album, photo)
}

// MovePhotos moves photos of one album to the end of another, and answers how
// many: those that the other has already stay where they are.
func (g *Gallery) MovePhotos(ctx context.Context, owner, from, to string, ids []string) (moved int, err error) {
	if err := g.mayGo(from, to, ids); err != nil {
		return 0, err
	}
	return g.Store.MovePhotos(ctx, owner, from, to, ids, g.stamp())
}

// CopyPhotos copies photos of one album to the end of another, and answers how
// many. A copy has names and a caption of its own; the bytes are shared.
func (g *Gallery) CopyPhotos(ctx context.Context, owner, from, to string, ids []string) (copied int, err error) {
	if err := g.mayGo(from, to, ids); err != nil {
		return 0, err
	}
	g.keeping.RLock()
	defer g.keeping.RUnlock()
	copied, err = g.Store.CopyPhotos(ctx, owner, from, to, ids, g.stamp(), newID)
	if err == nil {
		g.Renditions.Wake()
	}
	return copied, err
}

func (g *Gallery) mayGo(from, to string, ids []string) error {
	switch {
	case len(ids) == 0:
		return refuse("No photo is chosen.")
	case from == to:
		return refuse("The photos are in this album already. Choose another one.")
	}
	return nil
}
