package uploads

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// TestManyLargePicturesAtOnce: the most expensive pictures that are taken, all of them at once and ordinary ones between
// them, cost no more memory than one, and each gets its renditions.
func TestManyLargePicturesAtOnce(t *testing.T) {
	photos := programs.StartPhotos(t)
	eve := signUp(t, photos.URL, "eve")
	const full = "\x11\x11\x11"
	pictures := [][]byte{
		jpegOf(baseline, 9_500, 6_330, full, 0), pngOf(8_000, 5_000, 8, 6, 0), jpegOf(baseline, 5_000, 4_000, full+"\x11", 0),
		jpegOf(progressive, 6_000, 4_000, "\x22\x11\x11", 0), gifOf(8_000, 5_000, 1), webpOf(5_000, 4_000),
	}
	for i := range 4 {
		pictures = append(pictures, jpegOf(baseline, 4_000, 3_000+i, "\x22\x11\x11", 0))
	}
	photos.ForgetPeak()
	var all sync.WaitGroup
	for i, content := range pictures {
		all.Go(func() {
			status, what, err := eve.upload(fmt.Sprintf("%d.jpg", i), content)
			if err != nil || status != http.StatusCreated {
				t.Errorf("picture %d is answered %d %s, %v", i, status, what.Error.Message, err)
				return
			}
			answer, err := eve.client.Get(photos.URL + what.Photo.Href + "/thumb")
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("the thumb of picture %d is answered %d", i, answer.StatusCode)
			}
		})
	}
	all.Wait()
	peak := photos.PeakMemory()
	t.Logf("peak %d MB", peak>>20)
	if peak > mostMemory {
		t.Errorf("together they took %d MB", peak>>20)
	}
}
