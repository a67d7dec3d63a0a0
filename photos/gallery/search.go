package gallery

import (
	"context"
	"regexp"
	"strings"
	"time"
)

// Finding is how a Store finds photos by words, and how much there is.
type Finding interface {
	// FindPhotos finds photos whose [Photo.Words] contain every one of these,
	// latest [Photo.Date] first, after a place in that order.
	FindPhotos(ctx context.Context, owner string, words []string, after Place, limit int) ([]Photo, error)
	Usage(ctx context.Context, owner string) (Usage, error)
}

// Usage is what a User keeps. An original counts once, however many photos
// show it; renditions do not count.
type Usage struct {
	Albums, Photos int   // those that are not deleted
	Bytes          int64 // of all originals
	Deleted        int64 // of that, what purging everything that is deleted would free
}

// Usage is what a User keeps.
func (g *Gallery) Usage(ctx context.Context, owner string) (Usage, error) {
	return g.Store.Usage(ctx, owner)
}

// A search has at most so many words; longer ones are cut.
const (
	maxWords = 8
	maxWord  = 60
)

// Search finds photos of a User by title, caption, description, file name and
// date (2024, 2024-07, July 2024): each word must be somewhere. next is the
// after of the following page, or "". Without a word it finds nothing.
func (g *Gallery) Search(ctx context.Context, owner, query, after string, limit int) (photos []Photo, next string, err error) {
	words := searchWords(query)
	if len(words) == 0 {
		return nil, "", nil
	}
	place, err := parsePlace(after)
	if err != nil {
		return nil, "", err
	}
	if limit <= 0 {
		limit = pageSize
	}
	photos, err = g.Store.FindPhotos(ctx, owner, words, place, limit+1)
	if len(photos) > limit {
		photos = photos[:limit]
		last := photos[limit-1]
		next = Place{last.Date().UnixMicro(), last.ID}.String()
	}
	return photos, next, err
}

// SearchAlbums are the User's albums whose title has every word of the query.
func (g *Gallery) SearchAlbums(ctx context.Context, owner, query string) (found []Album, err error) {
	words := searchWords(query)
	if len(words) == 0 {
		return nil, nil
	}
	albums, err := g.Store.Albums(ctx, owner)
	for _, a := range albums {
		if title := strings.ToLower(a.Title); containsAll(title, words) {
			found = append(found, a)
		}
	}
	return found, err
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// shortMonth is a month without its zero: 2024-7.
var shortMonth = regexp.MustCompile(`^(\d{4})[-/.](\d)$`)

// fullMonth is a month with another sign than the hyphen: 2024/07.
var fullMonth = regexp.MustCompile(`^(\d{4})[/.](\d\d)$`)

// searchWords are the words of a query as [Photo.Words] has them.
func searchWords(query string) (words []string) {
	for _, w := range strings.Fields(strings.ToLower(visible(strings.ToValidUTF8(query, " ")))) {
		if w = strings.Trim(w, `",;`); w == "" {
			continue
		}
		w = shortMonth.ReplaceAllString(w, "$1-0$2")
		w = fullMonth.ReplaceAllString(w, "$1-$2")
		if runes := []rune(w); len(runes) > maxWord {
			w = string(runes[:maxWord])
		}
		if words = append(words, w); len(words) == maxWords {
			break
		}
	}
	return words
}

// Date is when a photo was taken or, if it does not tell, uploaded.
func (p Photo) Date() time.Time {
	if !p.Taken.IsZero() {
		return p.Taken
	}
	return p.Created
}

// Words is everything that a search for the photo looks through, in lower case:
// its names and texts, and its date as 2024-07-15 and as 15 July 2024.
func (p Photo) Words() string {
	date := p.Date()
	return strings.ToLower(strings.Join([]string{
		p.Title, p.Caption, p.Alt, p.File, date.Format("2006-01-02"), date.Format("2 January 2006"),
	}, "\n"))
}
