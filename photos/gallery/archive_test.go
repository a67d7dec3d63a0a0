package gallery_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gallery"
)

func (s *shelf) zip(v gallery.Viewer, ids []string) *zip.Reader {
	s.t.Helper()
	var b bytes.Buffer
	s.must(s.WriteZip(s.t.Context(), v, s.album, ids, &b))
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	s.must(err)
	return r
}

func content(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r) // and compares the checksum
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnArchiveHoldsTheOriginals(t *testing.T) {
	eachShelf(t, 3, func(t *testing.T, s *shelf) {
		located := s.upload(t, s.owner, s.album, "vacation.jpg", located(t))
		jane := gallery.Viewer{User: s.owner}
		for i, f := range s.zip(jane, nil).File[:3] {
			if !bytes.Equal(content(t, f), picture(i)) {
				t.Errorf("%s is not what was uploaded", f.Name)
			}
		}
		s.must(s.HidePlace(t.Context(), s.owner, true))
		jane.Other = true
		one := s.zip(jane, []string{located.ID, "another's"})
		if len(one.File) != 1 || tellsPlace(t, content(t, one.File[0])) {
			t.Errorf("the archive holds %d files, or tells the place", len(one.File))
		}
		if err := s.WriteZip(t.Context(), jane, s.album, []string{"another's"}, io.Discard); err != gallery.ErrNotFound {
			t.Errorf("none of these photos: %v", err)
		}
		if err := s.WriteZip(t.Context(), gallery.Viewer{User: "another"}, s.album, nil, io.Discard); err != gallery.ErrNotFound {
			t.Errorf("another's album: %v", err)
		}
		wantRefusal(t, s.WriteZip(t.Context(), jane, s.another("Empty"), nil, io.Discard), "no photo")
	})
}

func TestAnArchiveNamesWhatItCouldNotHold(t *testing.T) {
	eachShelf(t, 2, func(t *testing.T, s *shelf) {
		p, err := s.Photo(t.Context(), gallery.Viewer{User: s.owner}, s.ids[0])
		s.must(err)
		s.must(os.Remove(filepath.Join(s.dir, "blobs", "originals", p.SHA256[:2], p.SHA256[2:4], p.SHA256)))
		r := s.zip(gallery.Viewer{User: s.owner}, nil)
		if len(r.File) != 2 || r.File[1].Name != "Missing photos.txt" || !strings.Contains(string(content(t, r.File[1])), "\r\n0\r\n") {
			t.Errorf("the archive holds %+v", r.File)
		}
	})
}

// heapWatch is a writer that notes the highest heap on the way.
type heapWatch struct {
	written, next int64
	highest       uint64
}

func (w *heapWatch) Write(b []byte) (int, error) {
	if w.written += int64(len(b)); w.written >= w.next {
		w.next = w.written + 4<<20
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		w.highest = max(w.highest, m.HeapAlloc)
	}
	return len(b), nil
}

// large is a picture of so many bytes, most of them behind its end.
func large(n int, bytes int) []byte {
	return append(picture(n), make([]byte, bytes)...)
}

// However much an album holds, its archive needs the memory of a few pieces.
func TestAnArchiveNeedsLittleMemory(t *testing.T) {
	s := newShelf(t, newHouse(t, sqldbtest.Engines()[0]), 0) // whichever keeps the rows
	for n := range 12 {
		s.upload(t, s.owner, s.album, "large.png", large(n, 8<<20))
	}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	w := new(heapWatch)
	s.must(s.WriteZip(t.Context(), gallery.Viewer{User: s.owner}, s.album, nil, w))
	if w.written < 12*8<<20 || w.highest > before.HeapAlloc+4<<20 {
		t.Errorf("%d bytes took %d bytes of memory more", w.written, int64(w.highest)-int64(before.HeapAlloc))
	}
}

// cutWriter breaks after some bytes, as a client does that goes away.
type cutWriter struct{ left int }

var errGone = errors.New("the client is gone")

func (w *cutWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errGone
	}
	return len(b), nil
}

func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		list, err = os.ReadDir("/dev/fd")
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestAClientThatGoesAwayLeavesNothingOpen(t *testing.T) {
	eachShelf(t, 3, func(t *testing.T, s *shelf) {
		s.upload(t, s.owner, s.album, "large.png", large(9, 1<<20))
		for _, id := range s.ids { // so that no worker has one open any more
			read(t, s.house, gallery.Viewer{User: s.owner}, id, gallery.Thumb)
		}
		jane := gallery.Viewer{User: s.owner}
		if err := s.WriteZip(t.Context(), jane, s.album, nil, &cutWriter{left: 100_000}); !errors.Is(err, errGone) {
			t.Errorf("a broken line: %v", err)
		}
		before := openFiles(t)
		for range 20 {
			if err := s.WriteZip(t.Context(), jane, s.album, nil, &cutWriter{left: 100_000}); !errors.Is(err, errGone) {
				t.Errorf("a broken line: %v", err)
			}
		}
		if after := openFiles(t); after > before+5 {
			t.Errorf("%d files were open, and %d are", before, after)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.WriteZip(ctx, jane, s.album, nil, io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("an end before the beginning: %v", err)
		}
	})
}
