package blobs_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/blobs/blobstest"
	"example.net/oauth1/photos/gallery"
)

// bucket is a place in a bucket, at the end of a line.
type bucket struct {
	*blobstest.Place
	raw     *objects.Bucket
	line    *objectstest.Line
	scratch string // of all who open it
	damage  sync.Map
}

// newBucket answers nil where there is no store to test with.
func newBucket(t *testing.T) *bucket {
	address := objectstest.Address(t)
	if address == "" {
		return nil
	}
	b := &bucket{raw: objectstest.Open(t, address), line: objectstest.NewLine(t, address), scratch: t.TempDir()}
	b.Place = &blobstest.Place{
		Open: b.open, Damage: b.flip, Remove: b.remove, Left: b.left, Crash: b.crash,
		Cut: b.line.Cut, Mend: b.line.Mend, Shared: true,
	}
	b.line.Spoil(b.spoil)
	return b
}

func (b *bucket) open(t testing.TB) gallery.Blobs { return b.bucket(t) }

// bucket opens it as a process of its own does.
func (b *bucket) bucket(t testing.TB) *blobs.Bucket {
	t.Helper()
	opened, err := blobs.OpenBucket(t.Context(), b.line.Address, b.scratch)
	if err != nil {
		t.Fatal(err)
	}
	if b.Wanted != nil {
		opened.Wanted = func(_ context.Context, sum string) (bool, error) { return b.Wanted(sum), nil }
	}
	t.Cleanup(func() { opened.Close() })
	return opened
}

func keyOf(sum string, size gallery.Size) string {
	at := "/" + sum[:2] + "/" + sum[2:4] + "/" + sum
	if size == gallery.Original {
		return "originals" + at
	}
	return "renditions" + at + "-" + string(size) + ".jpg"
}

// flip has a byte in the middle of an object come wrong from now on, as from a disk
// that has lost it, until the object is put again.
func (b *bucket) flip(t testing.TB, sum string, size gallery.Size) {
	t.Helper()
	info, err := b.raw.Head(t.Context(), keyOf(sum, size))
	if err != nil {
		t.Fatal(err)
	}
	b.damage.Store(keyOf(sum, size), info.Bytes/2)
}

func (b *bucket) spoil(r *http.Response) {
	b.damage.Range(func(key, at any) bool {
		switch {
		case !strings.HasSuffix(r.Request.URL.Path, key.(string)):
		case r.Request.Method == http.MethodPut:
			b.damage.Delete(key)
		case r.Request.Method == http.MethodGet && r.StatusCode == http.StatusOK:
			r.Body = &flipping{r.Body, at.(int64)}
		}
		return true
	})
}

// flipping flips the bits of one byte.
type flipping struct {
	io.ReadCloser
	in int64
}

func (f *flipping) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if f.in >= 0 && f.in < int64(n) {
		p[f.in] ^= 0xff
	}
	f.in -= int64(n)
	return n, err
}

func (b *bucket) remove(t testing.TB, sum string, size gallery.Size) {
	t.Helper()
	if err := b.raw.Delete(t.Context(), keyOf(sum, size)); err != nil {
		t.Fatal(err)
	}
}

func (b *bucket) left(t testing.TB) (names []string) {
	t.Helper()
	for info, err := range b.raw.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, info.Key)
	}
	return append(names, filesBelow(t, b.scratch)...)
}

func (b *bucket) crash(t testing.TB) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(b.scratch, "HALF"), []byte("half a pic"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestABucketKeepsPictures(t *testing.T) {
	if newBucket(t) == nil {
		return
	}
	blobstest.Run(t, func(t *testing.T) *blobstest.Place { return newBucket(t).Place })
}
