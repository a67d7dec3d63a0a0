package objects_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/objects/objectstest"
)

func TestAStoreThatIsAwayIsAwayAndNothingElse(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		put(t, b, "k", "x")
		line.Cut()
		tries := map[string]error{"Put": b.Put(t.Context(), "k", strings.NewReader("y"), objects.Put{}), "Delete": b.Delete(t.Context(), "k")}
		_, tries["Get"] = get(t, b, "k", objects.Want{})
		_, tries["Head"] = b.Head(t.Context(), "k")
		_, tries["Open"] = objects.Open(t.Context(), line.Address)
		for _, err := range b.List(t.Context(), "") {
			tries["List"] = err
		}
		for name, err := range tries {
			if !errors.Is(err, objects.ErrAway) || errors.Is(err, objects.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		line.Mend()
		if got, err := get(t, b, "k", objects.Want{}); got != "x" || err != nil {
			t.Errorf("afterwards: %q, %v", got, err)
		}
	})
}

func TestAnAnswerFromNobodyInParticularIsAway(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		put(t, b, "k", "x")
		line.Spoil(func(r *http.Response) {
			r.StatusCode, r.Body = http.StatusServiceUnavailable, io.NopCloser(strings.NewReader("<html>come back later"))
			r.ContentLength = -1
			r.Header.Del("Content-Length")
		})
		if _, err := get(t, b, "k", objects.Want{}); !errors.Is(err, objects.ErrAway) {
			t.Errorf("got %v", err)
		}
	})
}

// Somebody on the way who knows nothing of the store must not make a picture lost.
func TestA404ThatDoesNotSayWhatIsMissingIsNotBelieved(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		put(t, b, "k", "x")
		line.Spoil(func(r *http.Response) {
			r.StatusCode, r.Body = http.StatusNotFound, io.NopCloser(strings.NewReader("404 page not found"))
			r.ContentLength = -1
			r.Header = http.Header{}
		})
		if _, err := get(t, b, "k", objects.Want{}); err == nil || errors.Is(err, objects.ErrNotFound) {
			t.Errorf("Get: %v", err)
		}
		if _, err := b.Head(t.Context(), "k"); err == nil || errors.Is(err, objects.ErrNotFound) {
			t.Errorf("Head: %v", err)
		}
	})
}

func TestARequestThatBreaksOffIsMadeAgain(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		var failed atomic.Int32
		line.Fail(func(r *http.Request) bool { return failed.Add(1)%3 != 0 })
		put(t, b, "k", "x")
		if got, err := get(t, b, "k", objects.Want{}); got != "x" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	})
}

// cutAfter has each answer break off after so many bytes.
func cutAfter(bytes int64) func(*http.Response) {
	return func(r *http.Response) {
		if r.Request.Method == http.MethodGet && r.ContentLength > bytes {
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.LimitReader(r.Body, bytes), r.Body}
		}
	}
}

func TestATransferThatBreaksOffIsTakenUpWhereItBroke(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		const size = 100_000
		text := strings.Repeat("0123456789", size/10)
		put(t, b, "k", text)
		line.Spoil(cutAfter(size / 3))
		before := line.Requests(http.MethodGet)
		if got, err := get(t, b, "k", objects.Want{}); got != text || err != nil {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if n := line.Requests(http.MethodGet) - before; n != 4 {
			t.Errorf("%d requests", n)
		}
		line.Spoil(cutAfter(size / 10))
		got, err := get(t, b, "k", objects.Want{})
		if !errors.Is(err, objects.ErrAway) || !strings.HasPrefix(text, got) {
			t.Errorf("that breaks off for ever: %d bytes, %v", len(got), err)
		}
	})
}

func TestATransferIsNotTakenUpInAnotherObject(t *testing.T) {
	onS3(t, func(t *testing.T, b *objects.Bucket, line *objectstest.Line) {
		put(t, b, "k", strings.Repeat("a", 100_000))
		line.Spoil(cutAfter(50_000))
		o, err := b.Get(t.Context(), "k", objects.Want{})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		put(t, b, "k", strings.Repeat("b", 100_000))
		if got, err := io.ReadAll(o); !errors.Is(err, objects.ErrChanged) || strings.Contains(string(got), "b") {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
}

func TestWhatIsWrongAtTheStartIsASentence(t *testing.T) {
	address := objectstest.Address(t)
	if address == "" {
		return
	}
	at, rest, _ := strings.Cut(address, "?")
	for _, wrong := range []struct {
		name, id, secret, address string
		kind                      error
		says                      string
	}{
		{"no bucket", "", "", "s3://no-such-bucket?" + rest, objects.ErrNoBucket, "bucket no-such-bucket"},
		{"unknown key", "nobody", "", address, objects.ErrRefused, "AWS_ACCESS_KEY_ID"},
		{"wrong secret", "", "hush-hush", address, objects.ErrRefused, "AWS_SECRET_ACCESS_KEY is not the secret"},
		{"nobody there", "", "", at + "?region=x&endpoint=http://127.0.0.1:1", objects.ErrAway, "is it running"},
	} {
		t.Run(wrong.name, func(t *testing.T) {
			if wrong.id != "" {
				t.Setenv("AWS_ACCESS_KEY_ID", wrong.id)
			}
			if wrong.secret != "" {
				t.Setenv("AWS_SECRET_ACCESS_KEY", wrong.secret)
			}
			_, err := objects.Open(t.Context(), wrong.address)
			if !errors.Is(err, wrong.kind) || !strings.Contains(err.Error(), wrong.says) || strings.Contains(err.Error(), "hush") {
				t.Errorf("got: %v", err)
			}
		})
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	if _, err := objects.Open(t.Context(), address); err == nil || !strings.Contains(err.Error(), "set AWS_ACCESS_KEY_ID") {
		t.Errorf("without credentials: %v", err)
	}
}
