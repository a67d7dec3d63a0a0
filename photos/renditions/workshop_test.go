package renditions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
)

// list is a Pending in memory, which counts.
type list struct {
	mu      sync.Mutex
	photos  map[string]bool
	pending map[string]bool
	made    map[string][]bool
	shown   map[string]gallery.Placeholder
	changed chan struct{}
}

func newList(sums ...string) *list {
	l := &list{photos: map[string]bool{}, pending: map[string]bool{}, made: map[string][]bool{},
		shown: map[string]gallery.Placeholder{}, changed: make(chan struct{}, 1000)}
	for _, sum := range sums {
		l.add(sum)
	}
	return l
}

func (l *list) add(sum string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.photos[sum], l.pending[sum] = true, true
}

func (l *list) PendingRenditions(_ context.Context, after string, limit int) (sums []string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for sum := range l.pending {
		if sum > after {
			sums = append(sums, sum)
		}
	}
	slices.Sort(sums)
	return sums[:min(limit, len(sums))], nil
}

func (l *list) RenditionsMade(_ context.Context, sum string, made bool, p gallery.Placeholder) (wanted bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.pending, sum)
	l.made[sum] = append(l.made[sum], made)
	l.shown[sum] = p
	l.changed <- struct{}{}
	return l.photos[sum], nil
}

// wait waits until so many originals are off the list.
func (l *list) wait(n int) {
	for range n {
		<-l.changed
	}
}

func newFolder(t *testing.T) *blobs.Folder {
	t.Helper()
	f, err := blobs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func put(t *testing.T, f *blobs.Folder, content []byte) (sum string) {
	t.Helper()
	s, err := f.Stage(t.Context(), bytes.NewReader(content), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Keep(); err != nil {
		t.Fatal(err)
	}
	return s.SHA256()
}

// picture is a small PNG, another one for each n.
func picture(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 20, 10))
	copy(img.Pix, fmt.Sprint(n))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func start(t *testing.T, f *blobs.Folder, l *list) *Workshop {
	t.Helper()
	w := &Workshop{Blobs: f, Pending: l, Workers: 2}
	w.Start()
	t.Cleanup(func() { w.Close() })
	return w
}

func TestWhatWasPendingIsMadeAfterARestart(t *testing.T) {
	f, l := newFolder(t), newList()
	const n = batchSize + 10
	for i := range n {
		l.add(put(t, f, picture(i)))
	}
	start(t, f, l)
	l.wait(n)
	for sum := range l.made {
		for _, size := range gallery.RenditionSizes {
			content, err := f.Open(t.Context(), sum, size)
			if err != nil {
				t.Fatal(err)
			}
			content.Close()
		}
	}
}

func TestANewPhotoWakesTheWorkshop(t *testing.T) {
	f, l := newFolder(t), newList()
	w := start(t, f, l)
	for i := range 3 {
		l.add(put(t, f, picture(i)))
		w.Wake()
		l.wait(1)
	}
}

func TestARenditionIsMadeOnceForAllWhoWait(t *testing.T) {
	f := &countingBlobs{Folder: newFolder(t)}
	sum := put(t, f.Folder, picture(1))
	w := &Workshop{Blobs: f, Pending: newList(sum), Workers: 2}
	w.Start()
	defer w.Close()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			content, err := w.Open(t.Context(), sum, gallery.Medium)
			if err != nil {
				t.Error(err)
				return
			}
			defer content.Close()
			if _, err := jpeg.DecodeConfig(content); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := f.puts.Load(); n != int64(len(gallery.RenditionSizes)) {
		t.Errorf("%d renditions were made", n)
	}
}

// countingBlobs counts the renditions that are put.
type countingBlobs struct {
	*blobs.Folder
	puts atomic.Int64
}

func (c *countingBlobs) PutRendition(ctx context.Context, sum string, size gallery.Size, jpeg []byte) error {
	c.puts.Add(1)
	return c.Folder.PutRendition(ctx, sum, size, jpeg)
}

func TestWhatCannotBeDecodedIsTriedOnce(t *testing.T) {
	f := newFolder(t)
	broken := picture(1)
	copy(broken[45:], "damaged data")
	sum := put(t, f, broken)
	l := newList(sum)
	w := start(t, f, l)
	for range 3 {
		if _, err := w.Open(t.Context(), sum, gallery.Thumb); !errors.Is(err, gallery.ErrUnreadable) {
			t.Errorf("got %v", err)
		}
	}
	l.wait(1)
	if made := l.made[sum]; len(made) != 1 || made[0] {
		t.Errorf("list was told %v", made)
	}
}

func TestAMissingOriginalIsNotFound(t *testing.T) {
	w := start(t, newFolder(t), newList())
	if _, err := w.Open(t.Context(), strings.Repeat("a", 64), gallery.Thumb); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestRenditionsOfADeletedPhotoDoNotStay(t *testing.T) {
	f := newFolder(t)
	sum := put(t, f, picture(1))
	w := start(t, f, newList()) // the list knows no photo with this original
	if _, err := w.Open(t.Context(), sum, gallery.Thumb); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestWaitingEndsWithTheRequestAndWithTheWorkshop(t *testing.T) {
	f := newFolder(t)
	sum := put(t, f, picture(1))
	blocked := &blockedBlobs{Folder: f, reached: make(chan struct{}), free: make(chan struct{})}
	w := &Workshop{Blobs: blocked, Pending: newList(sum), Workers: 1}
	w.Start()
	<-blocked.reached
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan error)
	go func() { _, err := w.Open(ctx, sum, gallery.Thumb); answers <- err }()
	cancel()
	if err := <-answers; !errors.Is(err, context.Canceled) {
		t.Errorf("a request that ended: %v", err)
	}
	go func() { _, err := w.Open(t.Context(), sum, gallery.Thumb); answers <- err }()
	go w.Close()
	if err := <-answers; !errors.Is(err, ErrClosed) {
		t.Errorf("a workshop that closed: %v", err)
	}
	close(blocked.free)
	w.Close()
}

// blockedBlobs does not give an original away before it is free.
type blockedBlobs struct {
	*blobs.Folder
	once    sync.Once
	reached chan struct{}
	free    chan struct{}
}

func (b *blockedBlobs) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	if size == gallery.Original {
		b.once.Do(func() { close(b.reached) })
		<-b.free
	}
	return b.Folder.Open(ctx, sum, size)
}

func TestNoMoreThanTheBudgetIsDecodedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(10, 0)
		giveBack, err := b.take(t.Context(), 6)
		if err != nil {
			t.Fatal(err)
		}
		var large bool
		go func() { // more than there ever is: waits until it is alone
			giveBack, err := b.take(context.Background(), 100)
			if err != nil {
				t.Error(err)
			}
			large = true
			giveBack()
		}()
		small, err := b.take(t.Context(), 4)
		if err != nil {
			t.Fatal(err)
		}
		giveBack()
		synctest.Wait()
		if large {
			t.Error("the large one did not wait for the small one")
		}
		small()
		synctest.Wait()
		if !large {
			t.Error("the large one waits for ever")
		}
		full, _ := b.take(t.Context(), 10)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := b.take(ctx, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting after the end: %v", err)
		}
		full()
	})
}

func BenchmarkRender(b *testing.B) {
	r, err := os.Open("testdata/progressive.jpg")
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	f, err := Limits{}.withDefaults().look(r)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := render(b.Context(), r, f); err != nil {
			b.Fatal(err)
		}
	}
}
