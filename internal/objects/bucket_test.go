package objects_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/objects/objectstest"
)

// onS3 runs a test on a bucket of its own, over a line that can be cut.
func onS3(t *testing.T, test func(t *testing.T, b *objects.Bucket, line *objectstest.Line)) {
	t.Helper()
	address := objectstest.Address(t)
	if address == "" {
		return
	}
	line := objectstest.NewLine(t, address)
	test(t, objectstest.Open(t, line.Address), line)
}

func put(t *testing.T, b *objects.Bucket, key, content string) {
	t.Helper()
	if err := b.Put(t.Context(), key, strings.NewReader(content), objects.Put{}); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, b *objects.Bucket, key string, want objects.Want) (string, error) {
	t.Helper()
	o, err := b.Get(t.Context(), key, want)
	if err != nil {
		return "", err
	}
	defer o.Close()
	content, err := io.ReadAll(o)
	return string(content), err
}

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func TestWhatIsPutCanBeGotWholeAndInPart(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		r := strings.NewReader("xx0123456789")
		if _, err := r.Seek(2, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if err := b.Put(t.Context(), "a/b", r, objects.Put{ContentType: "image/jpeg", Meta: map[string]string{"size": "thumb"}}); err != nil {
			t.Fatal(err)
		}
		for _, part := range []struct {
			want objects.Want
			text string
		}{
			{objects.Want{}, "0123456789"}, {objects.Want{From: 7}, "789"}, {objects.Want{From: 2, Bytes: 3}, "234"},
			{objects.Want{Bytes: 1}, "0"}, {objects.Want{From: 8, Bytes: 100}, "89"},
		} {
			if got, err := get(t, b, "a/b", part.want); got != part.text || err != nil {
				t.Errorf("%+v: %q, %v", part.want, got, err)
			}
		}
		info, err := b.Head(t.Context(), "a/b")
		if err != nil || info.Bytes != 10 || info.SHA256 != sumOf("0123456789") || info.Checksum != info.SHA256 || info.ContentType != "image/jpeg" {
			t.Errorf("%+v, %v", info, err)
		}
		if fmt.Sprint(info.Meta) != "map[size:thumb]" || info.Age < 0 || info.Age > time.Minute || info.Modified.IsZero() {
			t.Errorf("%+v", info)
		}
		if o, err := b.Get(t.Context(), "a/b", objects.Want{From: 3, Bytes: 1}); err != nil || o.Bytes != 10 || o.SHA256 != info.SHA256 || o.Close() != nil {
			t.Errorf("%+v, %v", o, err)
		}
	})
}

func TestWhatIsNotThereIsSaidToBeNotThere(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		if _, err := get(t, b, "nothing", objects.Want{}); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("Get: %v", err)
		}
		if _, err := b.Head(t.Context(), "nothing"); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("Head: %v", err)
		}
		if err := b.Delete(t.Context(), "nothing"); err != nil {
			t.Errorf("Delete: %v", err)
		}
		put(t, b, "two", "x")
		put(t, b, "three", "x")
		if err := b.Delete(t.Context(), "one", "two", "three"); err != nil {
			t.Errorf("Delete of several: %v", err)
		}
		for info := range b.List(t.Context(), "") {
			t.Errorf("left: %s", info.Key)
		}
		put(t, b, "something", "x")
		if err := b.Delete(t.Context(), "something"); err != nil {
			t.Error(err)
		}
		if _, err := b.Head(t.Context(), "something"); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("after Delete: %v", err)
		}
	})
}

func TestAConditionIsKept(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		put(t, b, "k", "one")
		before, err := b.Head(t.Context(), "k")
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Put(t.Context(), "k", strings.NewReader("two"), objects.Put{Absent: true}); !errors.Is(err, objects.ErrExists) {
			t.Errorf("put over another: %v", err)
		}
		put(t, b, "k", "three")
		if got, err := get(t, b, "k", objects.Want{ETag: before.ETag}); !errors.Is(err, objects.ErrChanged) {
			t.Errorf("got %q, %v", got, err)
		}
		if err := b.Put(t.Context(), "k2", strings.NewReader("two"), objects.Put{Absent: true}); err != nil {
			t.Error(err)
		}
	})
}

func TestOfManyWhoPutWhatIsNotThereOneDoes(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		var done atomic.Int32
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				err := b.Put(t.Context(), "k", strings.NewReader(fmt.Sprint(i)), objects.Put{Absent: true})
				if err == nil {
					done.Add(1)
				} else if !errors.Is(err, objects.ErrExists) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := done.Load(); n != 1 {
			t.Errorf("%d of 20 were the first", n)
		}
	})
}

// A condition must not turn against the one who fulfilled it, when only the answer was lost.
func TestALostAnswerDoesNotMakeOneSomebodyElse(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		var lost atomic.Int32
		line.Spoil(func(r *http.Response) {
			if r.Request.Method == http.MethodPut && lost.Add(1) == 1 {
				r.StatusCode, r.Body = http.StatusBadGateway, http.NoBody
				r.Header.Set("Content-Length", "0")
			}
		})
		if err := b.Put(t.Context(), "k", strings.NewReader("mine"), objects.Put{Absent: true}); err != nil {
			t.Error(err)
		}
		if n := line.Requests(http.MethodPut); n != 2 {
			t.Errorf("%d requests, where the first answer was lost", n)
		}
	})
}

func TestWhatDoesNotHaveTheHashItWasAnnouncedWithIsNotKept(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		for name, how := range map[string]objects.Put{"another's": {SHA256: sumOf("y")}, "none": {SHA256: "beef"}} {
			if err := b.Put(t.Context(), "k", strings.NewReader("x"), how); err == nil {
				t.Errorf("kept under the hash %s", name)
			}
			if _, err := b.Head(t.Context(), "k"); !errors.Is(err, objects.ErrNotFound) {
				t.Errorf("something is there: %v", err)
			}
		}
	})
}

func TestAListHasAllInOrderOverManyPages(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		const many = 1_050
		var all sync.WaitGroup
		for worker := range 10 {
			all.Go(func() {
				for i := worker; i < many; i += 10 {
					put(t, b, fmt.Sprintf("list/%05d", i), "x")
				}
			})
		}
		all.Wait()
		put(t, b, "other", "x")
		before, n := line.Requests(http.MethodGet), 0
		for info, err := range b.List(t.Context(), "list/") {
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("list/%05d", n); info.Key != want || info.Bytes != 1 || info.Age > time.Hour || info.ETag == "" {
				t.Fatalf("%+v, want %s", info, want)
			}
			n++
		}
		if pages := line.Requests(http.MethodGet) - before; n != many || pages != 2 {
			t.Errorf("%d objects in %d pages", n, pages)
		}
		for range b.List(t.Context(), "") {
			break // whoever has enough may go
		}
	})
}

func TestAPrefixIsAWorldOfItsOwn(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		at, rest, _ := strings.Cut(line.Address, "?")
		inner := objectstest.Open(t, at+"/inner?"+rest)
		put(t, b, "k", "outside")
		put(t, inner, "k", "inside")
		if got, err := get(t, b, "inner/k", objects.Want{}); got != "inside" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		for info, err := range inner.List(t.Context(), "") {
			if err != nil || info.Key != "k" {
				t.Errorf("%+v, %v", info, err)
			}
		}
	})
}

func TestACancelledRequestSaysSo(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		cancel(enough)
		err := b.Put(ctx, "k", strings.NewReader("x"), objects.Put{})
		if !errors.Is(err, enough) || errors.Is(err, objects.ErrAway) {
			t.Errorf("Put: %v", err)
		}
		for _, err := range b.List(ctx, "") {
			if !errors.Is(err, enough) {
				t.Errorf("List: %v", err)
			}
		}
	})
}

func TestEachRequestIsObserved(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, _ *objectstest.Line) {
		var seen bytes.Buffer
		b.Observe = func(operation string, took time.Duration, err error) {
			fmt.Fprintln(&seen, operation, took > 0, err == nil)
		}
		put(t, b, "k", "x")
		if _, err := b.Head(t.Context(), "nothing"); err == nil {
			t.Error("there is nothing")
		}
		if want := "put true true\nhead true false\n"; seen.String() != want {
			t.Errorf("observed %q", seen.String())
		}
	})
}
