package gallery

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Photo is one picture in an album.
type Photo struct {
	ID, Album, Owner string
	File             string    // its name, unique within the album; data, never a path
	Title, Alt       string    // Alt describes the picture to those who do not see it; it may be empty
	Caption          string    // what its owner tells about it; it may have lines
	SHA256           string    // of the original, in hexadecimal
	ContentType      string    // of the original, as found in its bytes
	Bytes            int64     // of the original
	Width, Height    int       // as displayed, upright
	Taken            time.Time // by the camera's clock; zero if the picture does not tell
	Created          time.Time // when it was uploaded
	Placeholder      Placeholder
	Unreadable       bool  // renditions of it cannot be made
	Position         int64 // in its album

	original string // if SHA256 and Bytes are of what is left without the place: the hash of the original
}

// pageSize is how many photos a page of a list has if nobody says.
const pageSize = 200

// Photos lists an album in its order, at most limit at a time
// (limit ≤ 0 means 200). next is the after of the following page, or "".
func (g *Gallery) Photos(ctx context.Context, v Viewer, album, after string, limit int) (photos []Photo, next string, err error) {
	if _, err := g.Album(ctx, v, album); err != nil {
		return nil, "", err
	}
	place, err := parsePlace(after)
	if err != nil {
		return nil, "", err
	}
	if limit <= 0 {
		limit = pageSize
	}
	photos, err = g.Store.Photos(ctx, v.User, album, place, limit+1)
	if len(photos) > limit {
		photos = photos[:limit]
		next = photos[limit-1].place().String()
	}
	if err != nil {
		return nil, "", err
	}
	return photos, next, g.asReceived(ctx, v, photos)
}

// Photo finds a photo that the Viewer may see.
func (g *Gallery) Photo(ctx context.Context, v Viewer, id string) (Photo, error) {
	p, err := g.find(ctx, v, id)
	if err != nil {
		return Photo{}, err
	}
	return g.AsReceived(ctx, v, p)
}

func (g *Gallery) find(ctx context.Context, v Viewer, id string) (Photo, error) {
	p, err := g.Store.Photo(ctx, v.User, id)
	if err == nil && !v.sees(p.Album) {
		return Photo{}, ErrNotFound
	}
	return p, err
}

// Neighbours are the IDs of the photos before and after one in its album, ""
// where there is none.
func (g *Gallery) Neighbours(ctx context.Context, v Viewer, id string) (prev, next string, err error) {
	p, err := g.Photo(ctx, v, id)
	if err != nil {
		return "", "", err
	}
	return g.Store.Neighbours(ctx, p)
}

// FindFile finds a photo by its file name among what the Viewer may see: the
// specification's GET /photos?file=vacation.jpg (OAuth Core 1.0a appendix A.5).
// When several albums have one of that name it is the one uploaded first.
func (g *Gallery) FindFile(ctx context.Context, v Viewer, file string) (Photo, error) {
	photos, err := g.Store.PhotosByFile(ctx, v.User, file)
	if err != nil {
		return Photo{}, err
	}
	for _, p := range photos {
		if v.sees(p.Album) {
			return g.AsReceived(ctx, v, p)
		}
	}
	return Photo{}, ErrNotFound
}

// Description is what the owner of a photo says about it.
type Description struct {
	Title   string
	Alt     string // for those who do not see it
	Caption string
}

// DescribePhoto sets what is said about a photo.
func (g *Gallery) DescribePhoto(ctx context.Context, owner, id string, d Description) (err error) {
	if d.Title, err = cleanTitle(d.Title, "photo", maxTitle); err != nil {
		return err
	}
	d.Alt = visible(strings.ToValidUTF8(d.Alt, "\uFFFD"))
	if utf8.RuneCountInString(d.Alt) > maxAlt {
		return refuse(fmt.Sprintf("The description is longer than %d characters.", maxAlt))
	}
	if d.Caption = lines(d.Caption); utf8.RuneCountInString(d.Caption) > maxCaption {
		return refuse(fmt.Sprintf("The caption is longer than %d characters.", maxCaption))
	}
	return g.Store.DescribePhoto(ctx, owner, id, d)
}

// forget deletes rows first, then the originals that no row points to any more.
// A crash in between leaves originals to [Gallery.Sweep], never a row that
// points to nothing.
func (g *Gallery) forget(ctx context.Context, rows func() (orphans []string, err error)) error {
	if !g.Shared {
		g.keeping.Lock()
		defer g.keeping.Unlock()
	}
	orphans, err := rows()
	if err != nil {
		return err
	}
	return g.deleteAll(context.WithoutCancel(ctx), orphans) // the rows are gone: finish
}

// deleteAll deletes originals, a few at a time: they may lie far away.
func (g *Gallery) deleteAll(ctx context.Context, sums []string) error {
	const atOnce = 8
	errs := make([]error, min(atOnce, len(sums)))
	var working sync.WaitGroup
	for i := range errs {
		working.Go(func() {
			for j := i; j < len(sums); j += len(errs) {
				errs[i] = errors.Join(errs[i], g.Blobs.Delete(ctx, sums[j]))
			}
		})
	}
	working.Wait()
	return errors.Join(errs...)
}

// place is where a photo stands in its album.
func (p Photo) place() Place { return Place{p.Position, p.ID} }

// String is the place as it stands in a URL.
func (p Place) String() string {
	return strconv.FormatInt(p.Position, 36) + "-" + p.ID
}

// parsePlace reads a place from a URL; "" is before the first photo.
func parsePlace(s string) (Place, error) {
	if s == "" {
		return Place{}, nil
	}
	i := strings.LastIndexByte(s, '-') // the first one may be the sign of a position
	if i < 0 {
		return Place{}, refuse("There is no such page of the list.")
	}
	position, err := strconv.ParseInt(s[:i], 36, 64)
	if err != nil {
		return Place{}, refuse("There is no such page of the list.")
	}
	return Place{position, s[i+1:]}, nil
}
