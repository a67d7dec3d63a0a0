package gallery

import "context"

// Shape is how wide and how high a photo is.
type Shape struct{ Width, Height int }

// Outline is the shape of every photo of an album, in the order of the album:
// with it a page knows the place of each before it knows the photo.
func (g *Gallery) Outline(ctx context.Context, v Viewer, album string) ([]Shape, error) {
	if _, err := g.Album(ctx, v, album); err != nil {
		return nil, err
	}
	return g.Store.Outline(ctx, v.User, album)
}

// Stretch is at most limit photos of an album, from one of its Outline on.
func (g *Gallery) Stretch(ctx context.Context, v Viewer, album string, from, limit int) ([]Photo, error) {
	if _, err := g.Album(ctx, v, album); err != nil {
		return nil, err
	}
	return g.Store.Stretch(ctx, v.User, album, max(0, from), max(0, limit))
}

// Rank is how many photos stand before one in its album.
func (g *Gallery) Rank(ctx context.Context, v Viewer, id string) (int, error) {
	p, err := g.Photo(ctx, v, id)
	if err != nil {
		return 0, err
	}
	return g.Store.Rank(ctx, p)
}
