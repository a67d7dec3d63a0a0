package blobs_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
)

// onBucket runs a test where there is a store to test with.
func onBucket(t *testing.T, test func(t *testing.T, place *bucket, b *blobs.Bucket)) {
	t.Helper()
	if place := newBucket(t); place != nil {
		test(t, place, place.bucket(t))
	}
}

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func keep(t *testing.T, b gallery.Blobs, content string) (sum string) {
	t.Helper()
	s, err := b.Stage(t.Context(), strings.NewReader(content), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := errors.Join(s.Keep(), s.Confirm()); err != nil {
		t.Fatal(err)
	}
	return s.SHA256()
}

func read(t *testing.T, b gallery.Blobs, sum string, size gallery.Size) (string, error) {
	t.Helper()
	r, err := b.Open(t.Context(), sum, size)
	if err != nil {
		return "", err
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	return string(content), err
}

// What somebody has put in the place of an original is known for another before any of
// it is read, also if it claims to be the original.
func TestAnotherObjectInThePlaceOfAnOriginalIsNotOpened(t *testing.T) {
	for name, how := range map[string]objects.Put{"as itself": {}, "under the original's hash": {Meta: map[string]string{"sha256": sumOf("a picture")}}} {
		t.Run(name, func(t *testing.T) {
			onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
				sum := keep(t, b, "a picture")
				if err := place.raw.Put(t.Context(), keyOf(sum, gallery.Original), strings.NewReader("a pictura"), how); err != nil {
					t.Fatal(err)
				}
				if _, err := b.Open(t.Context(), sum, gallery.Original); !errors.Is(err, gallery.ErrDamaged) {
					t.Errorf("Open: %v", err)
				}
				if err := b.Verify(t.Context(), sum); !errors.Is(err, gallery.ErrDamaged) {
					t.Errorf("Verify: %v", err)
				}
			})
		})
	}
}

// A browser must never take a damaged picture for a whole one.
func TestADamagedOriginalBreaksOffAndIsWrittenDown(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		var log bytes.Buffer
		b.Log = slog.New(slog.NewTextHandler(&log, nil))
		sum := keep(t, b, strings.Repeat("a picture ", 100_000))
		place.flip(t, sum, gallery.Original)
		served := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(served)
			opened, err := b.Open(r.Context(), sum, gallery.Original)
			if err != nil {
				t.Error(err)
				return
			}
			defer opened.Close()
			http.ServeContent(w, r, "", time.Time{}, opened)
		}))
		defer server.Close()
		answer, err := server.Client().Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if n, err := io.Copy(io.Discard, answer.Body); err == nil || n >= answer.ContentLength {
			t.Errorf("%d of %d bytes came, and the end was %v", n, answer.ContentLength, err)
		}
		<-served
		if said := log.String(); !strings.Contains(said, "damaged") || !strings.Contains(said, sum) {
			t.Errorf("the log says %q", said)
		}
	})
}

// A rendition can be made again, so a damaged one is as good as none.
func TestADamagedRenditionIsTakenForMissing(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		sum := sumOf("x")
		for _, content := range []string{"small", strings.Repeat("medium", 100_000)} {
			if err := b.PutRendition(t.Context(), sum, gallery.Medium, []byte(content)); err != nil {
				t.Fatal(err)
			}
			place.flip(t, sum, gallery.Medium)
			if got, err := read(t, place.bucket(t), sum, gallery.Medium); !errors.Is(err, gallery.ErrNotFound) {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
		}
	})
}

func TestALargeDamagedRenditionBreaksOffAndIsMissingAfterwards(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		sum, content := sumOf("x"), strings.Repeat("large ", 1_000_000)
		if err := b.PutRendition(t.Context(), sum, gallery.Large, []byte(content)); err != nil {
			t.Fatal(err)
		}
		place.flip(t, sum, gallery.Large)
		if got, err := read(t, b, sum, gallery.Large); !errors.Is(err, gallery.ErrDamaged) || len(got) == len(content) {
			t.Errorf("read %d bytes, %v", len(got), err)
		}
		if _, err := read(t, b, sum, gallery.Large); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// An original that is put anew while somebody reads it is the same original.
func TestWhoReadsWhileAnOriginalIsPutAnewReadsOn(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		content := strings.Repeat("0123456789", 100_000)
		sum := keep(t, b, content)
		r, err := b.Open(t.Context(), sum, gallery.Original)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if err := place.raw.Delete(t.Context(), keyOf(sum, gallery.Original)); err != nil {
			t.Fatal(err)
		}
		keep(t, place.bucket(t), content)
		if _, err := r.Seek(500_000, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); string(got) != content[500_000:] || err != nil {
			t.Errorf("read %d bytes, %v", len(got), err)
		}
	})
}

// How often the bucket is asked is what reading costs.
func TestReadingAsksTheBucketSeldom(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		content := strings.Repeat("0123456789", 200_000)
		sum := keep(t, b, content)
		for _, c := range []struct {
			name string
			at   []int64
			most int
		}{
			{"from the beginning", []int64{0}, 1},
			{"from the middle", []int64{1_000_000}, 1},
			{"forward by a little", []int64{0, 50_000, 150_000}, 1},
			{"back to the beginning", []int64{0, 100, 0, 1000, 0}, 1},
			{"all over the place", []int64{0, 1_900_000, 3, 1_000_000, 700_000, 1_500_000, 20_000}, 4},
		} {
			before := place.line.Requests(http.MethodGet)
			r, err := b.Open(t.Context(), sum, gallery.Original)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range c.at {
				got := make([]byte, 10)
				if _, err := r.Seek(at, io.SeekStart); err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadFull(r, got); err != nil || string(got) != content[at:at+10] {
					t.Errorf("%s: at %d %q, %v", c.name, at, got, err)
				}
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if n := place.line.Requests(http.MethodGet) - before; n > c.most {
				t.Errorf("%s: %d requests, want %d at most", c.name, n, c.most)
			}
		}
		if left := filesBelow(t, place.scratch); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

func TestARenditionThatWasSeenIsNotAskedForAgain(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		sum := sumOf("x")
		if err := b.PutRendition(t.Context(), sum, gallery.Thumb, []byte("thumb")); err != nil {
			t.Fatal(err)
		}
		for name, who := range map[string]struct {
			bucket *blobs.Bucket
			most   int
		}{"who has put it": {b, 0}, "another": {place.bucket(t), 1}} {
			before := place.line.Requests(http.MethodGet)
			for range 5 {
				if got, err := read(t, who.bucket, sum, gallery.Thumb); got != "thumb" || err != nil {
					t.Errorf("%s: %q, %v", name, got, err)
				}
			}
			if n := place.line.Requests(http.MethodGet) - before; n != who.most {
				t.Errorf("%s: %d requests", name, n)
			}
		}
	})
}

func TestClearingLeavesWhatIsOthers(t *testing.T) {
	onBucket(t, func(t *testing.T, place *bucket, b *blobs.Bucket) {
		sum := keep(t, b, "a picture")
		if _, err := b.Append(t.Context(), "abcdefghijklm234", 0, strings.NewReader("x"), 1); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(b.PutRendition(t.Context(), sum, gallery.Thumb, []byte("x")), b.Claim(t.Context(), "one"),
			place.raw.Put(t.Context(), "orders/1.pdf", strings.NewReader("x"), objects.Put{}))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := place.left(t); len(left) != 1 || left[0] != "orders/1.pdf" {
			t.Errorf("left: %v", left)
		}
	})
}
