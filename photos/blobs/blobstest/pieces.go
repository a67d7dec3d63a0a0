package blobstest

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"example.net/oauth1/photos/gallery"
)

const arrival, another = "abcdefghijklm234", "zyxwvutsrqpon765"

// appends makes sure of what an Append answers.
func appends(t *testing.T, b gallery.Blobs, offset int64, r io.Reader, limit, want int64, wantErr error) {
	t.Helper()
	if n, err := b.Append(t.Context(), arrival, offset, r, limit); n != want || !errors.Is(err, wantErr) {
		t.Errorf("at %d it appended %d, %v", offset, n, err)
	}
}

func arrived(t *testing.T, b gallery.Blobs, want int64) {
	t.Helper()
	if n, err := b.Arrived(t.Context(), arrival); n != want || err != nil {
		t.Errorf("%d bytes have arrived, want %d; %v", n, want, err)
	}
}

// Those of a reader that fails in the middle stay.
func piecesMakeUp(t *testing.T, p *Place) {
	b := p.Open(t)
	arrived(t, b, 0)
	broken := io.MultiReader(strings.NewReader("in "), iotest.ErrReader(io.ErrUnexpectedEOF))
	appends(t, b, 0, broken, 100, 3, io.ErrUnexpectedEOF)
	appends(t, b, 2, strings.NewReader("x"), 100, 0, gallery.ErrOffset)
	appends(t, b, 4, strings.NewReader("x"), 100, 0, gallery.ErrOffset)
	appends(t, b, 3, strings.NewReader(""), 100, 0, nil)
	appends(t, b, 3, strings.NewReader("pieces, and more"), 6, 6, nil)
	s, err := b.StageArrived(t.Context(), arrival)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil || s.Bytes() != 9 || s.SHA256() != sumOf("in pieces") {
		t.Errorf("staged %d bytes, %v", s.Bytes(), err)
	}
	arrived(t, b, 9) // closing has left them
	if s, err = b.StageArrived(t.Context(), arrival); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Keep(), s.Confirm(), s.Close(), b.Drop(t.Context(), arrival)); err != nil {
		t.Fatal(err)
	}
	holds(t, b, sumOf("in pieces"), gallery.Original, "in pieces")
	arrived(t, b, 0)
	if left := p.Left(t); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
}

// Requests of one upload may reach different processes; of one process each request is
// a new one, so this must hold for those that are not shared too.
func piecesOfTwo(t *testing.T, p *Place) {
	one, two := p.Open(t), p.Open(t)
	content := text("long", 18<<20) // of more than one piece for who cuts requests up
	appends(t, one, 0, strings.NewReader(content[:9<<20]), 18<<20, 9<<20, nil)
	arrived(t, two, 9<<20)
	broken := errors.New("broken")
	appends(t, two, 9<<20, io.MultiReader(strings.NewReader(content[9<<20:9<<20+5]), iotest.ErrReader(broken)), 9<<20, 5, broken)
	arrived(t, one, 9<<20+5)
	appends(t, one, 9<<20+5, strings.NewReader(content[9<<20+5:]), 9<<20-5, 9<<20-5, nil)
	s, err := two.StageArrived(t.Context(), arrival)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.SHA256() != sumOf(content) || s.Bytes() != 18<<20 {
		t.Errorf("put together are %d bytes, %s", s.Bytes(), s.SHA256())
	}
}

func samePiece(t *testing.T, p *Place) {
	if !p.Shared {
		return // the gallery lets one in at a time
	}
	all := []gallery.Blobs{p.Open(t), p.Open(t), p.Open(t)}
	var accepted, refused atomic.Int32
	var sending sync.WaitGroup
	for i := range 12 {
		sending.Go(func() {
			n, err := all[i%len(all)].Append(t.Context(), arrival, 0, strings.NewReader(text("piece", 1000+i)), 1<<20)
			switch {
			case err == nil && n == int64(1000+i):
				accepted.Add(1)
			case errors.Is(err, gallery.ErrOffset) && n == 0:
				refused.Add(1)
			default:
				t.Errorf("appended %d, %v", n, err)
			}
		})
	}
	sending.Wait()
	if accepted.Load() != 1 || refused.Load() != 11 {
		t.Errorf("%d were accepted, %d refused", accepted.Load(), refused.Load())
	}
}

func eachArrived(t *testing.T, p *Place) {
	b := p.Open(t)
	for _, id := range []string{another, arrival} {
		for offset := range int64(3) {
			if _, err := b.Append(t.Context(), id, offset, strings.NewReader("x"), 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	var found []string
	err := b.EachArrived(t.Context(), func(id string) error {
		found = append(found, id)
		return b.Drop(t.Context(), id)
	})
	if err != nil || !slices.Equal(found, []string{arrival, another}) {
		t.Errorf("found %v, %v", found, err)
	}
	nothingNew(t, p, nil)
	if err := b.Drop(t.Context(), arrival); err != nil {
		t.Errorf("dropping what is gone: %v", err)
	}
}

func strangeIDs(t *testing.T, p *Place) {
	b := p.Open(t)
	for _, id := range []string{"", ".", "..", "../belongs-to", "../originals/aaaa", "abcdefghijklm23", "abcdefghijklm2345", "ABCDEFGHIJKLM234", "abcdefghijklm23/", "abcdefghijklm23\x00"} {
		if n, err := b.Append(t.Context(), id, 0, strings.NewReader("x"), 1); n != 0 || !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("%q: appended %d, %v", id, n, err)
		}
		_, arrived := b.Arrived(t.Context(), id)
		_, staged := b.StageArrived(t.Context(), id)
		if dropped := b.Drop(t.Context(), id); !errors.Is(arrived, gallery.ErrNotFound) || !errors.Is(staged, gallery.ErrNotFound) || !errors.Is(dropped, gallery.ErrNotFound) {
			t.Errorf("%q: %v, %v, %v", id, arrived, staged, dropped)
		}
	}
	nothingNew(t, p, nil)
}
