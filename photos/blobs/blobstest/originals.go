package blobstest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"example.net/oauth1/photos/gallery"
)

func originalIsKept(t *testing.T, p *Place) {
	b := p.Open(t)
	for _, content := range []string{"a picture", "", text("large", 300_000)} {
		s, err := b.Stage(t.Context(), strings.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(s); string(got) != content || err != nil {
			t.Errorf("staged %s, %v", short(string(got)), err)
		}
		if s.SHA256() != sumOf(content) || s.Bytes() != int64(len(content)) {
			t.Errorf("hash %s of %d bytes", s.SHA256(), s.Bytes())
		}
		lacks(t, b, s.SHA256(), gallery.Original)
		if err := errors.Join(s.Keep(), s.Confirm(), s.Close()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			holds(t, p.Open(t), sumOf(content), gallery.Original, content)
			holds(t, b, sumOf(content), gallery.Original, content)
		}
		if err := b.Verify(t.Context(), sumOf(content)); err != nil {
			t.Error(err)
		}
	}
}

func partsOfAnOriginal(t *testing.T, p *Place) {
	content := text("parts", 1_000_000)
	sum := keep(t, p.Open(t), content)
	for name, b := range map[string]gallery.Blobs{"just opened": p.Open(t), "opened again": p.Open(t)} {
		t.Run(name, func(t *testing.T) {
			r, err := b.Open(t.Context(), sum, gallery.Original)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			for _, at := range []struct {
				offset int64
				whence int
				bytes  int
			}{{0, io.SeekStart, 10}, {5, io.SeekCurrent, 100}, {500_000, io.SeekStart, 200_000}, {-20, io.SeekEnd, 20},
				{1, io.SeekStart, 999_999}, {300_000, io.SeekStart, 1}, {-1_000_000, io.SeekEnd, 1_000_000}} {
				start, err := r.Seek(at.offset, at.whence)
				if err != nil {
					t.Fatal(err)
				}
				got := make([]byte, at.bytes)
				if _, err := io.ReadFull(r, got); err != nil || string(got) != content[start:int(start)+at.bytes] {
					t.Errorf("from %d: %s, %v", start, short(string(got)), err)
				}
			}
			if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("after the end: %d, %v", n, err)
			}
			if _, err := r.Seek(-1, io.SeekStart); err == nil {
				t.Error("before the beginning there is nothing")
			}
		})
	}
	r, err := p.Open(t).Open(t.Context(), sum, gallery.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	backAndForth(t, r, content)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(r, []byte(content)); err != nil {
		t.Error(short(err.Error()))
	}
}

// backAndForth reads as who looks into a picture does, before anything of it was read.
func backAndForth(t *testing.T, r io.ReadSeeker, content string) {
	t.Helper()
	for _, upTo := range []int{10, 5_000, 70_000, 40_000, 200_000, len(content)} {
		got := make([]byte, upTo)
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(r, got); err != nil || string(got) != content[:upTo] {
			t.Errorf("the first %d bytes are %s, %v", upTo, short(string(got)), err)
		}
	}
}

func servedByHTTP(t *testing.T, p *Place) {
	b, content := p.Open(t), text("served", 400_000)
	sum := keep(t, b, content)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		opened, err := b.Open(r.Context(), sum, gallery.Original)
		if err != nil {
			t.Error(err)
			return
		}
		defer opened.Close()
		http.ServeContent(w, r, "", time.Time{}, opened)
	}))
	defer server.Close()
	for asked, want := range map[string]string{
		"": content, "bytes=0-0": content[:1], "bytes=100000-100099": content[100_000:100_100], "bytes=-7": content[len(content)-7:], "bytes=399990-": content[399_990:],
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if asked != "" {
			request.Header.Set("Range", asked)
		}
		answer, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if string(got) != want || err != nil {
			t.Errorf("%q: %s, %v", asked, short(string(got)), err)
		}
	}
}

func sameBytesTwice(t *testing.T, p *Place) {
	b := p.Open(t)
	keep(t, b, "a picture")
	before := p.Left(t)
	sum := keep(t, b, "a picture")
	holds(t, b, sum, gallery.Original, "a picture")
	nothingNew(t, p, before)
}

func manyKeepTheSame(t *testing.T, p *Place) {
	content := text("same", 100_000)
	one := p.Open(t)
	others := []gallery.Blobs{one, one}
	if p.Shared {
		others = append(others, p.Open(t))
	}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() { keep(t, others[i%len(others)], content) })
	}
	all.Wait()
	holds(t, one, sumOf(content), gallery.Original, content)
	if left := p.Left(t); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
}

func tooManyBytes(t *testing.T, p *Place) {
	b := p.Open(t)
	if _, err := b.Stage(t.Context(), strings.NewReader("12345"), 4); !errors.Is(err, gallery.ErrTooLarge) {
		t.Errorf("five bytes of four: %v", err)
	}
	s, err := b.Stage(t.Context(), strings.NewReader("1234"), 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	nothingNew(t, p, nil)
}

func readerFails(t *testing.T, p *Place) {
	b, broken := p.Open(t), errors.New("the line is broken")
	if _, err := b.Stage(t.Context(), io.MultiReader(strings.NewReader("half a pic"), iotest.ErrReader(broken)), 1<<20); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Stage(ctx, strings.NewReader("x"), 1<<20); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled upload: %v", err)
	}
	nothingNew(t, p, nil)
}

func notKept(t *testing.T, p *Place) {
	b := p.Open(t)
	s, err := b.Stage(t.Context(), strings.NewReader("a picture"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	lacks(t, b, sumOf("a picture"), gallery.Original)
	nothingNew(t, p, nil)
}

func crashLeftovers(t *testing.T, p *Place) {
	sum := keep(t, p.Open(t), "a picture")
	before := p.Left(t)
	p.Crash(t)
	if len(p.Left(t)) == len(before) {
		t.Fatal("the crash has left nothing")
	}
	b := p.Open(t)
	if err := b.DiscardStaged(t.Context()); err != nil {
		t.Fatal(err)
	}
	nothingNew(t, p, before)
	holds(t, b, sum, gallery.Original, "a picture")
}

// zeros gives so many bytes that take no memory.
func zeros(n int64) io.Reader { return io.LimitReader(nothing{}, n) }

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func largeOriginal(t *testing.T, p *Place) {
	const size = 200 << 20
	b := p.Open(t)
	before := allocated()
	s, err := b.Stage(t.Context(), zeros(size), size)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Keep(), s.Confirm(), s.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := p.Open(t).Open(t.Context(), s.SHA256(), gallery.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	buffer, n := make([]byte, 64<<10), int64(0)
	for err == nil {
		var read int
		read, err = r.Read(buffer)
		if n += int64(read); len(bytes.Trim(buffer[:read], "\x00")) > 0 {
			t.Fatal("other bytes came than went")
		}
	}
	if n != size || err != io.EOF {
		t.Errorf("%d bytes, %v", n, err)
	}
	if took := allocated() - before; took > 8<<20 {
		t.Errorf("%d KB were allocated on the way", took>>10)
	}
}
