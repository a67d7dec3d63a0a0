package blobstest

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

func outOfReach(t *testing.T, p *Place) {
	if p.Cut == nil {
		return
	}
	b := p.Open(t)
	sum := keep(t, b, "a picture")
	putRendition(t, b, sum, gallery.Thumb, "thumb")
	holds(t, b, sum, gallery.Thumb, "thumb")
	p.Cut()
	_, original := read(t.Context(), b, sum, gallery.Original)
	_, medium := read(t.Context(), b, sum, gallery.Medium)
	for what, err := range map[string]error{
		"an original": original, "a rendition": medium, "Verify": b.Verify(t.Context(), sum), "Delete": b.Delete(t.Context(), sum),
		"PutRendition": b.PutRendition(t.Context(), sum, gallery.Large, []byte("x")), "Claim": b.Claim(t.Context(), "one"),
		"Each":        b.Each(t.Context(), func(string, time.Duration) error { return nil }),
		"EachArrived": b.EachArrived(t.Context(), func(string) error { return nil }),
	} {
		if !errors.Is(err, gallery.ErrAway) || errors.Is(err, gallery.ErrNotFound) || errors.Is(err, gallery.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	holds(t, b, sum, gallery.Thumb, "thumb") // which was seen a moment ago
	p.Mend()
	holds(t, b, sum, gallery.Original, "a picture")
	lacks(t, b, sum, gallery.Large)
}

func uploadOutOfReach(t *testing.T, p *Place) {
	if p.Cut == nil {
		return
	}
	b := p.Open(t)
	p.Cut()
	s, err := b.Stage(t.Context(), strings.NewReader("a picture"), 1<<20)
	if err == nil {
		err = errors.Join(s.Keep(), s.Close())
	}
	p.Mend()
	if !errors.Is(err, gallery.ErrAway) {
		t.Errorf("got %v", err)
	}
	lacks(t, b, sumOf("a picture"), gallery.Original)
	nothingNew(t, p, nil)
	holds(t, b, keep(t, b, "a picture"), gallery.Original, "a picture")
}

func pieceOutOfReach(t *testing.T, p *Place) {
	if p.Cut == nil {
		return
	}
	b := p.Open(t)
	appends(t, b, 0, strings.NewReader("one"), 10, 3, nil)
	p.Cut()
	appends(t, b, 3, strings.NewReader("two"), 10, 0, gallery.ErrAway)
	_, staged := b.StageArrived(t.Context(), arrival)
	if _, err := b.Arrived(t.Context(), arrival); !errors.Is(err, gallery.ErrAway) || !errors.Is(staged, gallery.ErrAway) {
		t.Errorf("Arrived: %v, StageArrived: %v", err, staged)
	}
	p.Mend()
	arrived(t, b, 3)
	appends(t, b, 3, strings.NewReader("two"), 10, 3, nil)
}

// Whoever has kept bytes and confirmed it has them, however often others delete the
// same because no photo of theirs points to it.
func deletingAndKeeping(t *testing.T, p *Place) {
	if !p.Shared {
		return // the gallery lets nobody keep while it deletes
	}
	content := text("contested", 1000)
	var row atomic.Bool // whether a photo points to it
	p.Wanted = func(string) bool { return row.Load() }
	keeper, deleter := p.Open(t), p.Open(t)
	done := make(chan struct{})
	var deleting sync.WaitGroup
	for range 2 {
		deleting.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if err := deleter.Delete(t.Context(), sumOf(content)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 8 {
		row.Store(false)
		s, err := keeper.Stage(t.Context(), strings.NewReader(content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Keep()
		row.Store(true)
		if err := errors.Join(err, s.Confirm(), s.Close()); err != nil {
			t.Fatal(err)
		}
		holds(t, keeper, sumOf(content), gallery.Original, content)
	}
	close(done)
	deleting.Wait()
	holds(t, keeper, sumOf(content), gallery.Original, content)
}
