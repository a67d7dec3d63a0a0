package shelf_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/shelf"
)

// each runs a test on every kind of shelf: a bucket only where TEST_S3 names a store.
func each(t *testing.T, test func(t *testing.T, s shelf.Shelf)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) { test(t, shelf.Folder(t.TempDir())) })
	if address := objectstest.Address(t); address != "" {
		t.Run("bucket", func(t *testing.T) { test(t, bucket(t, address)) })
	}
}

func bucket(t *testing.T, address string) *shelf.Bucket {
	t.Helper()
	b, err := shelf.OpenBucket(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// put puts a text away, from a file that was just written.
func put(t *testing.T, s shelf.Shelf, name, text string) {
	t.Helper()
	f := file(t, text)
	size, err := s.Put(t.Context(), name, f)
	if err != nil || size != int64(len(text)) {
		t.Fatalf("putting %s away: %d bytes, %v", name, size, err)
	}
	if _, err := os.Stat(f.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still where it was made: %v", name, err)
	}
	if err := f.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("%s was not closed: %v", name, err)
	}
}

func file(t *testing.T, text string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "one.part"))
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(t *testing.T, s shelf.Shelf, name string) string {
	t.Helper()
	f, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAPrintFileIsPutAwayReadAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, s shelf.Shelf) {
		put(t, s, "one.pdf", "the first")
		put(t, s, "one.pdf", "the second") // replaces it
		put(t, s, "two.pdf", "")
		if size, err := s.Size(t.Context(), "one.pdf"); err != nil || size != 10 || read(t, s, "one.pdf") != "the second" || read(t, s, "two.pdf") != "" {
			t.Errorf("there are %d bytes (%v): %q", size, err, read(t, s, "one.pdf"))
		}
		for range 2 {
			if err := s.Remove(t.Context(), "one.pdf"); err != nil {
				t.Error(err)
			}
		}
		_, opening := s.Open(t.Context(), "one.pdf")
		_, sizing := s.Size(t.Context(), "one.pdf")
		if !errors.Is(opening, orders.ErrNotFound) || !errors.Is(sizing, orders.ErrNotFound) {
			t.Errorf("of what is removed: %v, %v", opening, sizing)
		}
	})
}

func TestAnyPieceCanBeRead(t *testing.T) {
	each(t, func(t *testing.T, s shelf.Shelf) {
		text := bytes.Repeat([]byte("0123456789"), 50_000)
		put(t, s, "one.pdf", string(text))
		f, err := s.Open(t.Context(), "one.pdf")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, at := range []int64{0, 499_999, 250_003, 250_003, 500_000, 7} {
			if _, err := f.Seek(at, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			got := make([]byte, min(5, 500_000-at))
			if _, err := io.ReadFull(f, got); err != nil || !bytes.Equal(got, text[at:at+int64(len(got))]) {
				t.Errorf("at %d there is %q, %v", at, got, err)
			}
		}
		if end, err := f.Seek(0, io.SeekEnd); end != 500_000 || err != nil {
			t.Errorf("it ends at %d, %v", end, err)
		}
		if n, err := f.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("after the end there are %d bytes, %v", n, err)
		}
	})
}

func TestOldOnesAreListed(t *testing.T) {
	each(t, func(t *testing.T, s shelf.Shelf) {
		var want []string
		for i := range 3 {
			want = append(want, fmt.Sprint(i, ".pdf"))
			put(t, s, want[i], "some")
		}
		if _, err := s.Mark(t.Context(), "a mark"); err != nil { // which is no print file
			t.Fatal(err)
		}
		list := func(than time.Duration) (names []string) {
			if err := s.Older(t.Context(), than, func(some []string) error { names = append(names, some...); return nil }); err != nil {
				t.Error(err)
			}
			slices.Sort(names)
			return names
		}
		if got := list(-time.Hour); !slices.Equal(got, want) {
			t.Errorf("there are %v, not %v", got, want)
		}
		if got := list(time.Hour); len(got) != 0 {
			t.Errorf("older than an hour are %v", got)
		}
		enough := errors.New("enough")
		if err := s.Older(t.Context(), -time.Hour, func([]string) error { return enough }); err != enough {
			t.Errorf("who has enough is answered %v", err)
		}
	})
}

func TestAShelfIsMarkedOnce(t *testing.T) {
	each(t, func(t *testing.T, s shelf.Shelf) {
		found := make([]string, 8)
		var marking sync.WaitGroup
		for i := range found {
			marking.Go(func() {
				var err error
				if found[i], err = s.Mark(t.Context(), fmt.Sprint("mark ", i)); err != nil {
					t.Error(err)
				}
			})
		}
		marking.Wait()
		for _, m := range found {
			if m == "" || m != found[0] {
				t.Errorf("it is marked %q", found)
			}
		}
	})
}

func TestNoNameLeadsOutOfTheFolder(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret.pdf")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := shelf.Folder(filepath.Join(dir, "prints"))
	if err := s.Make(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../secret.pdf", secret, "a/b.pdf", ".shelf", "one.part"} {
		if _, err := s.Open(t.Context(), name); !errors.Is(err, orders.ErrNotFound) {
			t.Errorf("opening %q: %v", name, err)
		}
		if _, err := s.Put(t.Context(), name, file(t, "x")); err == nil {
			t.Errorf("something was put at %q", name)
		}
		if err := s.Remove(t.Context(), name); err != nil {
			t.Errorf("removing %q: %v", name, err)
		}
	}
	if data, err := os.ReadFile(secret); string(data) != "secret" {
		t.Errorf("outside there is %q, %v", data, err)
	}
}

// TestAFolderThatIsGone is out of reach, and not empty: orders wait for it.
func TestAFolderThatIsGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "prints")
	s := shelf.Folder(dir)
	if err := s.Make(); err != nil {
		t.Fatal(err)
	}
	put(t, s, "one.pdf", "some")
	if err := os.Rename(dir, dir+" elsewhere"); err != nil {
		t.Fatal(err)
	}
	_, opening := s.Open(t.Context(), "one.pdf")
	_, sizing := s.Size(t.Context(), "one.pdf")
	_, putting := s.Put(t.Context(), "one.pdf", file(t, "other"))
	for what, err := range map[string]error{"opening": opening, "asking for the size": sizing, "putting": putting} {
		var down *orders.ShelfDown
		if !errors.As(err, &down) || errors.Is(err, orders.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestAStoreThatIsAway: the shop is told so, and nothing of it is taken for an answer.
func TestAStoreThatIsAway(t *testing.T) {
	address := objectstest.Address(t)
	if address == "" {
		return // tested where there is a store
	}
	line := objectstest.NewLine(t, address)
	s := bucket(t, line.Address)
	put(t, s, "one.pdf", "the first")
	far, err := s.Open(t.Context(), "one.pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	line.Cut()
	_, reading := far.Read(make([]byte, 9))
	_, opening := s.Open(t.Context(), "one.pdf")
	_, sizing := s.Size(t.Context(), "one.pdf")
	_, putting := s.Put(t.Context(), "one.pdf", file(t, "the second"))
	_, marking := s.Mark(t.Context(), "mark")
	listing := s.Older(t.Context(), 0, func([]string) error { return nil })
	removing := s.Remove(t.Context(), "one.pdf")
	again, beginning := shelf.OpenBucket(t.Context(), line.Address)
	for what, err := range map[string]error{"reading": reading, "opening": opening, "asking for the size": sizing, "putting": putting,
		"marking": marking, "listing": listing, "removing": removing, "beginning": beginning} {
		var down *orders.ShelfDown
		if !errors.As(err, &down) || errors.Is(err, orders.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	line.Mend()
	if got := read(t, again, "one.pdf"); got != "the first" {
		t.Errorf("afterwards there is %q", got)
	}
}
