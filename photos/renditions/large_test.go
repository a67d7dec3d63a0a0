package renditions

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"example.net/oauth1/photos/gallery"
)

// A large picture that is worked on, and others that wait for it, leave a share of the memory to small ones; and small
// ones, however many, do not keep a large one waiting.
func TestSmallPicturesGoOnBesideLargeOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100, 20)
		first, ok := b.takeNow(80)
		if !ok {
			t.Fatal("an empty budget has no room for a large one")
		}
		var second atomic.Pointer[func()]
		go func() {
			giveBack, err := b.take(context.Background(), 80)
			if err != nil {
				t.Error(err)
			}
			second.Store(&giveBack)
		}()
		synctest.Wait()
		small, ok := b.takeNow(15)
		if !ok {
			t.Fatal("a small one has to wait for the large ones")
		}
		if _, ok := b.takeNow(15); ok {
			t.Fatal("small ones take what the waiting large one needs")
		}
		if _, ok := b.takeNow(30); ok {
			t.Fatal("another large one overtakes the one that waits")
		}
		first()
		synctest.Wait()
		if second.Load() == nil {
			t.Fatal("the second large one waits for the small one")
		}
		(*second.Load())()
		small()
		if b.used != 0 || b.small != 0 || b.waiting != 0 {
			t.Errorf("left over: %d, %d, %d", b.used, b.small, b.waiting)
		}
	})
}

// What waits for memory does not keep a worker: the only one there is goes on with the next picture.
func TestAWaitingLargePictureKeepsNoWorker(t *testing.T) {
	f, l := newFolder(t), newList()
	large, small := put(t, f, wide(3000, 2000)), put(t, f, picture(2))
	w := &Workshop{Blobs: f, Pending: idle{l}, Workers: 1, Memory: 48 << 20}
	w.Start()
	t.Cleanup(func() { w.Close() })
	giveBack, err := w.budget.take(t.Context(), 36<<20) // as if another were being worked on
	if err != nil {
		t.Fatal(err)
	}
	l.add(large)
	l.add(small)
	j, _, err := w.join(large)
	if err != nil {
		t.Fatal(err)
	}
	w.queue(t.Context(), j)
	content, err := w.Open(t.Context(), small, gallery.Thumb) // the worker comes to it after the large one
	if err != nil {
		t.Fatal(err)
	}
	content.Close()
	select {
	case <-j.done:
		t.Error("the large one did not wait for memory")
	default:
	}
	giveBack()
	<-j.done
	if j.err != nil {
		t.Error(j.err)
	}
}

// idle is a list from which nothing is taken before somebody asks for it.
type idle struct{ *list }

func (idle) PendingRenditions(context.Context, string, int) ([]string, error) { return nil, nil }

func wide(width, height int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return b.Bytes()
}
