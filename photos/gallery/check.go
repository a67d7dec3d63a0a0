package gallery

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"
)

// Report is what [Gallery.Check] found. Originals are named by their SHA-256.
type Report struct {
	Originals int      // how many were read
	Bytes     int64    // of those that were whole
	Damaged   []string // whose bytes have changed
	Missing   []string // that are not there
	Lengths   []string // that are whole, and of another length than their photos say
	Placeless []string // whose version without the place is not what was written down about it
	Unmade    int      // whose renditions are lost, all or some; they are made again when they are asked for
	Orphans   []Orphan // what is kept although no photo points to it; sweeping removes it
}

// Orphan is an original, or renditions, that no photo points to.
type Orphan struct {
	SHA256 string
	Age    time.Duration // since it was put there, or the youngest of its renditions
}

// Young tells whether it may just be on its way in.
func (o Orphan) Young() bool { return o.Age < onItsWay }

// Wrong is how many originals are not as they should be.
func (r Report) Wrong() int {
	return len(r.Damaged) + len(r.Missing) + len(r.Lengths) + len(r.Placeless)
}

// Sound tells whether every original was whole, and everything agrees about it.
func (r Report) Sound() bool { return r.Wrong() == 0 }

// KeptOriginal is what the rows say of one original.
type KeptOriginal struct {
	SHA256    string
	Bytes     int64 // -1 if its photos do not agree
	Made      bool  // whether it has its renditions
	Placeless PlacelessOriginal
}

// checking is a check on its way.
type checking struct {
	*Gallery
	there map[string]found

	mu sync.Mutex
	Report
}

// looks is how many originals are read at a time.
const looks = 4

// found is what is kept under a hash.
type found struct {
	files int
	age   time.Duration
}

// Check reads every original that a photo points to, and compares it with its
// hash and with what its photos say; looks at what is made of it; and looks for
// what no photo points to. Others may use the Gallery meanwhile.
func (g *Gallery) Check(ctx context.Context) (Report, error) {
	c := &checking{Gallery: g, there: map[string]found{}}
	if err := c.list(ctx); err != nil {
		return Report{}, err
	}
	orphans := maps.Clone(c.there)
	err := c.lookAtAll(ctx, func(sum string) { delete(orphans, sum) })
	for sum, f := range orphans {
		c.Orphans = append(c.Orphans, Orphan{sum, f.age})
	}
	slices.SortFunc(c.Orphans, func(a, b Orphan) int { return cmp.Compare(b.Age, a.Age) })
	for _, list := range [][]string{c.Damaged, c.Missing, c.Lengths, c.Placeless} {
		slices.Sort(list)
	}
	return c.Report, err
}

// lookAtAll looks at every original that a photo points to, some at a time, and
// ends with the first that could not be looked at.
func (c *checking) lookAtAll(ctx context.Context, wanted func(sum string)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var looking sync.WaitGroup
	next := make(chan KeptOriginal)
	for range looks {
		looking.Go(func() {
			for o := range next {
				if err := c.look(ctx, o); err != nil {
					stop(err)
				}
			}
		})
	}
	err := c.eachKept(ctx, func(o KeptOriginal) { wanted(o.SHA256); next <- o })
	close(next)
	looking.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// list finds out what is kept, whoever points to it. That is done before the rows
// are read: an upload that comes meanwhile writes its row last.
func (c *checking) list(ctx context.Context) error {
	return c.Blobs.Each(ctx, func(sum string, age time.Duration) error {
		f, known := c.there[sum]
		if !known || age < f.age {
			f.age = age
		}
		f.files++
		c.there[sum] = f
		return nil
	})
}

// eachKept calls f with every original that a photo points to.
func (g *Gallery) eachKept(ctx context.Context, f func(KeptOriginal)) error {
	const batch = 500
	for after := ""; ; {
		list, err := g.Store.KeptOriginals(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("listing originals: %w", err)
		}
		for _, o := range list {
			f(o)
		}
		if len(list) < batch || ctx.Err() != nil {
			return nil
		}
		after = list[len(list)-1].SHA256
	}
}

// note changes the Report.
func (c *checking) note(f func(r *Report)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.Report)
}

// look looks at one original and what is made of it.
func (c *checking) look(ctx context.Context, o KeptOriginal) error {
	c.note(func(r *Report) { r.Originals++ })
	switch err := c.Blobs.Verify(ctx, o.SHA256); {
	case errors.Is(err, ErrDamaged):
		c.note(func(r *Report) { r.Damaged = append(r.Damaged, o.SHA256) })
		return nil
	case errors.Is(err, ErrNotFound):
		return c.missing(ctx, o.SHA256)
	case err != nil:
		return fmt.Errorf("reading original %s: %w", o.SHA256, err)
	}
	if err := c.length(ctx, o); err != nil {
		return err
	}
	return c.made(ctx, o)
}

// missing notes an original that is not there, unless its photo was deleted
// while this went on.
func (c *checking) missing(ctx context.Context, sum string) error {
	still, err := c.Wanted(ctx, sum)
	c.note(func(r *Report) {
		if still {
			r.Missing = append(r.Missing, sum)
		} else {
			r.Originals--
		}
	})
	return err
}

// length compares the length of a whole original with what is said of it.
func (c *checking) length(ctx context.Context, o KeptOriginal) error {
	content, err := c.Blobs.Open(ctx, o.SHA256, Original)
	if errors.Is(err, ErrNotFound) { // deleted since
		return nil
	}
	if err != nil {
		return fmt.Errorf("opening original %s: %w", o.SHA256, err)
	}
	defer content.Close()
	length, err := content.Seek(0, io.SeekEnd)
	c.note(func(r *Report) {
		if r.Bytes += length; length != o.Bytes {
			r.Lengths = append(r.Lengths, o.SHA256)
		}
	})
	return err
}

// made looks at what was made of an original: whether all of it is there, and
// whether what others get in its stead is what they are told.
func (c *checking) made(ctx context.Context, o KeptOriginal) error {
	want := 1
	if o.Made {
		want += len(RenditionSizes)
	}
	if o.Placeless.Kind == PlacelessMade {
		want++
		if err := c.placeless(ctx, o.Placeless); err != nil {
			return err
		}
	}
	if c.there[o.SHA256].files < want {
		c.note(func(r *Report) { r.Unmade++ })
	}
	return nil
}

func (c *checking) placeless(ctx context.Context, p PlacelessOriginal) error {
	content, err := c.Blobs.Open(ctx, p.Original, Placeless)
	if errors.Is(err, ErrNotFound) { // it is made again
		return nil
	}
	if err != nil {
		return fmt.Errorf("opening original %s without its place: %w", p.Original, err)
	}
	defer content.Close()
	h := sha256.New()
	length, err := io.Copy(h, content)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("reading original %s without its place: %w", p.Original, err)
	}
	if err != nil || length != p.Bytes || hex.EncodeToString(h.Sum(nil)) != p.SHA256 {
		c.note(func(r *Report) { r.Placeless = append(r.Placeless, p.Original) })
	}
	return nil
}

// Wanted tells whether a photo points to an original.
func (g *Gallery) Wanted(ctx context.Context, sum string) (bool, error) {
	const digits = 16 // so many hashes differ in the last digit alone
	near, err := g.Store.Originals(ctx, sum[:len(sum)-1], digits)
	if err != nil {
		return false, fmt.Errorf("looking for the photo of original %s: %w", sum, err)
	}
	return slices.Contains(near, sum), nil
}
