package objects_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/objects/objectstest"
)

// largeFile makes a file of chance bytes.
func largeFile(t *testing.T, bytes int64) (file *os.File, sum string) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "large"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(file, h), rand.NewChaCha8([32]byte{1}), bytes); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return file, hex.EncodeToString(h.Sum(nil))
}

// allocated is how many bytes have been asked of the heap so far.
func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

// Of 200 MB, sent in parts and read again, hardly any is ever in memory: all that
// is allocated meanwhile, even if it is given back, is less than a fourth of one
// part.
func TestALargeObjectIsNotHeldInMemory(t *testing.T) {
	onS3(t, func(t *testing.T, _ *objects.Bucket, line *objectstest.Line) {
		b := objectstest.Open(t, direct(t, line))
		file, sum := largeFile(t, 200<<20)
		before := allocated()
		if err := b.Put(t.Context(), "large", file, objects.Put{SHA256: sum}); err != nil {
			t.Fatal(err)
		}
		o, err := b.Get(t.Context(), "large", objects.Want{})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		h := sha256.New()
		if n, err := io.Copy(h, o); n != 200<<20 || err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != sum || o.SHA256 != sum {
			t.Errorf("put %s, got %s, noted %s", sum, got, o.SHA256)
		}
		if took := allocated() - before; took > 4<<20 {
			t.Errorf("%d KB were allocated on the way", took>>10)
		}
	})
}

// direct is the address without the line, whose own memory shall not count.
func direct(t *testing.T, line *objectstest.Line) string {
	at, _, _ := strings.Cut(line.Address, "?")
	_, rest, _ := strings.Cut(os.Getenv("TEST_S3"), "?")
	return at + "?" + rest
}

func TestALargeObjectIsThereWholeOrNotAtAll(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		file, sum := largeFile(t, 65<<20)
		ctx, cancel := context.WithCancel(t.Context())
		var parts atomic.Int32
		line.Fail(func(r *http.Request) bool {
			if r.Method == http.MethodPut && parts.Add(1) == 3 {
				cancel()
			}
			return false
		})
		if err := b.Put(ctx, "large", file, objects.Put{SHA256: sum}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		nothingIsLeft(t, b, line)
		line.Fail(nil)
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if err := b.Put(t.Context(), "large", file, objects.Put{SHA256: sumOf("another")}); !errors.Is(err, objects.ErrDamaged) {
			t.Errorf("with another hash: %v", err)
		}
		nothingIsLeft(t, b, line)
		for _, want := range []error{nil, objects.ErrExists} {
			if _, err := file.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if err := b.Put(t.Context(), "large", file, objects.Put{Absent: true}); !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
	})
}

// nothingIsLeft looks for the object and for parts of it.
func nothingIsLeft(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
	t.Helper()
	if _, err := b.Head(t.Context(), "large"); !errors.Is(err, objects.ErrNotFound) {
		t.Errorf("something is there: %v", err)
	}
	before := line.Requests(http.MethodDelete)
	if err := b.Tidy(t.Context(), 0); err != nil {
		t.Error(err)
	}
	if n := line.Requests(http.MethodDelete) - before; n != 0 {
		t.Errorf("parts of %d uploads are left", n)
	}
}

func TestPartsOfACrashAreTidiedAway(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		file, sum := largeFile(t, 65<<20)
		line.Fail(func(r *http.Request) bool { // as if the power failed after the first part
			return r.Method == http.MethodDelete || strings.Contains(r.URL.RawQuery, "partNumber=2")
		})
		if err := b.Put(t.Context(), "large", file, objects.Put{SHA256: sum}); !errors.Is(err, objects.ErrAway) {
			t.Errorf("got %v", err)
		}
		line.Fail(nil)
		before := line.Requests(http.MethodDelete)
		for _, step := range []struct {
			older time.Duration
			want  int
		}{{time.Hour, 0}, {0, 1}, {0, 0}} {
			if err := b.Tidy(t.Context(), step.older); err != nil {
				t.Fatal(err)
			}
			n := line.Requests(http.MethodDelete)
			if n-before != step.want {
				t.Errorf("of what is older than %s, %d removed, want %d", step.older, n-before, step.want)
			}
			before = n
		}
	})
}
