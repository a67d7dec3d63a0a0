package blobs

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"example.net/oauth1/photos/gallery"
)

const arrival = "abcdefghijklm234"

// Pieces make up an original; those of a reader that fails in the middle stay.
func TestPiecesMakeUpAnOriginal(t *testing.T) {
	f := open(t, t.TempDir())
	ctx := t.Context()
	broken := io.MultiReader(strings.NewReader("in "), iotest.ErrReader(io.ErrUnexpectedEOF))
	if n, err := f.Append(ctx, arrival, 0, broken, 100); n != 3 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("appended %d, %v", n, err)
	}
	if n, err := f.Append(ctx, arrival, 2, strings.NewReader("x"), 100); n != 0 || err == nil {
		t.Errorf("appended %d in the middle, %v", n, err)
	}
	if n, err := f.Append(ctx, arrival, 3, strings.NewReader("pieces, and more"), 6); n != 6 || err != nil {
		t.Errorf("appended %d, %v", n, err)
	}
	s, err := f.StageArrived(ctx, arrival)
	if err != nil {
		t.Fatal(err)
	}
	sum, b := s.SHA256(), s.Bytes()
	if err := s.Close(); err != nil || b != 9 {
		t.Errorf("staged %d bytes, %v", b, err)
	}
	if n, err := f.Arrived(ctx, arrival); n != 9 || err != nil {
		t.Errorf("closing has left %d, %v", n, err)
	}
	if s, err = f.StageArrived(ctx, arrival); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Keep(), s.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := f.Open(ctx, sum, gallery.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if b, err := io.ReadAll(file); string(b) != "in pieces" || err != nil {
		t.Errorf("kept %q, %v", b, err)
	}
	if n, err := f.Arrived(ctx, arrival); n != 0 || err != nil {
		t.Errorf("keeping has left %d, %v", n, err)
	}
}

func TestNoStrangeIDBecomesAPath(t *testing.T) {
	f := open(t, t.TempDir())
	for _, id := range []string{"", ".", "..", "../belongs-to", "../originals/aaaa", "abcdefghijklm23", "abcdefghijklm2345", "ABCDEFGHIJKLM234", "abcdefghijklm23/", "abcdefghijklm23\x00"} {
		if n, err := f.Append(t.Context(), id, 0, strings.NewReader("x"), 1); n != 0 || !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("%q: appended %d, %v", id, n, err)
		}
		_, arrived := f.Arrived(t.Context(), id)
		_, staged := f.StageArrived(t.Context(), id)
		if dropped := f.Drop(t.Context(), id); !errors.Is(arrived, gallery.ErrNotFound) || !errors.Is(staged, gallery.ErrNotFound) || !errors.Is(dropped, gallery.ErrNotFound) {
			t.Errorf("%q: %v, %v, %v", id, arrived, staged, dropped)
		}
	}
}
