package renditions

import (
	"errors"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

// TestWhoWantsToKnowIsTold of what was made, and of what cannot be made, once each.
func TestWhoWantsToKnowIsTold(t *testing.T) {
	f := newFolder(t)
	good, text, cut := put(t, f, picture(1)), put(t, f, []byte("no picture")), put(t, f, picture(2)[:60])
	l := newList(good, text, cut)
	told := make(chan error, 10)
	w := &Workshop{Blobs: f, Pending: l, Workers: 1, Made: func(took time.Duration, err error) {
		if took <= 0 {
			t.Error("no time has passed")
		}
		told <- err
	}}
	w.Start()
	defer w.Close()
	l.wait(3)
	made := 0
	for range 3 {
		err := <-told
		if err == nil {
			made++
		} else if !errors.Is(err, gallery.ErrUnreadable) {
			t.Errorf("told %v", err)
		}
	}
	if made != 1 || len(told) != 0 {
		t.Errorf("%d of 3 are told to be made, and %d more", made, len(told))
	}
}
