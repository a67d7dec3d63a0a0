package gallery

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Metadata reads and removes what a picture tells beside its pixels.
type Metadata interface {
	// Details reads what a picture says about how it was taken.
	Details(r io.ReadSeeker, contentType string) Details
	// RemovePlace writes a picture without anything that may say where it was
	// taken, its pixels untouched. It answers false, having written anything or
	// nothing, if there was nothing to remove.
	RemovePlace(w io.Writer, r io.ReadSeeker, contentType string) (removed bool, err error)
}

// Details is what a picture says about how it was taken; what it does not say
// is empty.
type Details struct {
	Camera, Lens string
	Exposure     string // "1/250 s"
	Aperture     string // "f/2.8"
	Focal        string // "35 mm"
	ISO          string
	Located      bool // whether it tells a place
	Latitude     float64
	Longitude    float64
}

// PlaceRule says whether others get the originals of an album with the place
// where they were taken.
type PlaceRule string

// The rules for a place.
const (
	PlaceAsUser PlaceRule = "" // as the User has set for all albums
	PlaceShown  PlaceRule = "shown"
	PlaceHidden PlaceRule = "hidden"
)

// Places is what a Store remembers about places.
type Places interface {
	HidePlace(ctx context.Context, user string, hide bool) error
	SetPlaceRule(ctx context.Context, owner, album string, rule PlaceRule) error
	// HidesPlace tells what holds for an album, by its rule and its owner's.
	HidesPlace(ctx context.Context, album string) (bool, error)

	// Placeless answers [ErrNotFound] for an original that nobody has looked at.
	Placeless(ctx context.Context, original string) (PlacelessOriginal, error)
	KeepPlaceless(ctx context.Context, p PlacelessOriginal) error
	// Unlooked are photos whose place is hidden and at whose original nobody has
	// looked, by its hash, after one.
	Unlooked(ctx context.Context, after string, limit int) ([]Photo, error)
	// ForgetPlaceless forgets about originals that no photo points to any more.
	ForgetPlaceless(ctx context.Context) error
}

// PlacelessOriginal is what is left of an original without its place.
type PlacelessOriginal struct {
	Original string // SHA-256
	Kind     PlacelessKind
	SHA256   string // of what is left
	Bytes    int64
}

// PlacelessKind says what removing the place came to.
type PlacelessKind string

// What removing the place can come to.
const (
	PlacelessMade PlacelessKind = "made"
	PlacelessSame PlacelessKind = "same" // there is nothing to remove
	PlacelessNone PlacelessKind = "none" // it cannot be done: others do not get the original
)

// HidePlace sets whether others get a User's originals without the place where
// they were taken.
func (g *Gallery) HidePlace(ctx context.Context, user string, hide bool) error {
	defer g.tidying.nudge()
	return g.Store.HidePlace(ctx, user, hide)
}

// SetPlaceRule sets the same for one album. A rule that there is none of is a
// [*Refusal].
func (g *Gallery) SetPlaceRule(ctx context.Context, owner, album string, rule PlaceRule) error {
	if rule != PlaceAsUser && rule != PlaceShown && rule != PlaceHidden {
		return refuse("Choose whether the place is shown, hidden, or as your account says.")
	}
	defer g.tidying.nudge()
	return g.Store.SetPlaceRule(ctx, owner, album, rule)
}

// Details reads what a photo says about how it was taken.
func (g *Gallery) Details(ctx context.Context, v Viewer, id string) (Details, error) {
	p, err := g.find(ctx, v, id)
	if err != nil || g.Metadata == nil {
		return Details{}, err
	}
	content, err := g.Blobs.Open(ctx, p.SHA256, Original)
	if err != nil {
		return Details{}, fmt.Errorf("opening photo %s: %w", p.ID, err)
	}
	defer content.Close()
	return g.Metadata.Details(content, p.ContentType), nil
}

// AsReceived is a photo as the Viewer gets it: to others, where its owner hides
// the place, hash and length are those of what is left without it, since that
// is what they are given.
func (g *Gallery) AsReceived(ctx context.Context, v Viewer, p Photo) (Photo, error) {
	list := []Photo{p}
	err := g.asReceived(ctx, v, list)
	return list[0], err
}

// asReceived changes photos of one album.
func (g *Gallery) asReceived(ctx context.Context, v Viewer, photos []Photo) error {
	if !v.Other || len(photos) == 0 {
		return nil
	}
	hides, err := g.Store.HidesPlace(ctx, photos[0].Album)
	if err != nil || !hides {
		return err
	}
	for i, p := range photos {
		left, err := g.placeless(ctx, p)
		if err != nil && !isLost(err) {
			return err
		}
		if err != nil || left.Kind != PlacelessSame { // what is lost now may be mended in a moment: it stays hidden
			photos[i].original, photos[i].SHA256, photos[i].Bytes = p.SHA256, left.SHA256, left.Bytes
		}
	}
	return nil
}

// isLost tells whether an original cannot be read, now or ever.
func isLost(err error) bool { return errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotFound) }

// placeless is what is left of a photo without its place. It is made once.
func (g *Gallery) placeless(ctx context.Context, p Photo) (PlacelessOriginal, error) {
	left, err := g.Store.Placeless(ctx, p.SHA256)
	if errors.Is(err, ErrNotFound) {
		return g.removePlace(ctx, p)
	}
	return left, err
}

// removePlace makes it, unless somebody was faster. A deletion waits meanwhile.
func (g *Gallery) removePlace(ctx context.Context, p Photo) (left PlacelessOriginal, err error) {
	g.stripping.Lock()
	defer g.stripping.Unlock()
	if left, err = g.Store.Placeless(ctx, p.SHA256); !errors.Is(err, ErrNotFound) {
		return left, err
	}
	g.keeping.RLock()
	defer g.keeping.RUnlock()
	return g.writePlaceless(ctx, p)
}

func (g *Gallery) writePlaceless(ctx context.Context, p Photo) (left PlacelessOriginal, err error) {
	content, err := g.Blobs.Open(ctx, p.SHA256, Original)
	if err != nil {
		return left, fmt.Errorf("opening photo %s: %w", p.ID, err)
	}
	defer content.Close()
	left = PlacelessOriginal{Original: p.SHA256, Kind: PlacelessMade}
	rest := bytes.NewBuffer(make([]byte, 0, p.Bytes))
	removed, err := g.withoutPlace(rest, content, p.ContentType)
	switch {
	case err != nil:
		left.Kind = PlacelessNone // safe: it is not given to others
	case !removed:
		left.Kind, left.SHA256, left.Bytes = PlacelessSame, p.SHA256, p.Bytes
	default:
		sum := sha256.Sum256(rest.Bytes())
		left.SHA256, left.Bytes = hex.EncodeToString(sum[:]), int64(rest.Len())
		if err := g.Blobs.PutRendition(ctx, p.SHA256, Placeless, rest.Bytes()); err != nil {
			return left, err
		}
	}
	return left, g.Store.KeepPlaceless(ctx, left)
}

var errNoMetadata = errors.New("gallery: nothing here can remove a place")

func (g *Gallery) withoutPlace(w io.Writer, r io.ReadSeeker, contentType string) (bool, error) {
	if g.Metadata == nil {
		return false, errNoMetadata
	}
	return g.Metadata.RemovePlace(w, r, contentType)
}

// ErrPlace means that others do not get this original, because its place cannot
// be removed.
var ErrPlace = errors.New("gallery: the place cannot be removed from this picture")

// openPlaceless opens what is left of an original without its place.
func (g *Gallery) openPlaceless(ctx context.Context, p Photo) (io.ReadSeekCloser, error) {
	if p.SHA256 == "" {
		return nil, ErrPlace
	}
	content, err := g.Blobs.Open(ctx, p.original, Placeless)
	if !errors.Is(err, ErrNotFound) {
		return content, err
	}
	original := p // the file is lost: it can be made again
	original.SHA256, original.Bytes = p.original, 0
	g.stripping.Lock()
	defer g.stripping.Unlock()
	if _, err := g.writePlaceless(ctx, original); err != nil {
		return nil, err
	}
	return g.Blobs.Open(ctx, p.original, Placeless)
}
