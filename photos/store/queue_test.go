package store

import (
	"fmt"
	"testing"
)

func TestHowManyWaitForRenditions(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		if count, oldest, err := s.RenditionsWaiting(t.Context()); err != nil || count != 0 || !oldest.IsZero() {
			t.Errorf("of none, %d wait since %v, %v", count, oldest, err)
		}
		for n := range 3 {
			if _, _, err := s.CreatePhoto(t.Context(), photo(n, owner, album, fmt.Sprint(n))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.RenditionsMade(t.Context(), photo(0, "", "", "").SHA256, true, ""); err != nil {
			t.Fatal(err)
		}
		count, oldest, err := s.RenditionsWaiting(t.Context())
		if want := photo(1, "", "", "").Created; err != nil || count != 2 || !oldest.Equal(want) {
			t.Errorf("%d wait since %v, want 2 since %v, %v", count, oldest, want, err)
		}
	})
}
