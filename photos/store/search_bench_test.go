package store

import (
	"fmt"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gallery"
)

// BenchmarkFindPhotos searches 5,000 photos of a User: for words that one photo
// has, that many have, and that none has.
func BenchmarkFindPhotos(b *testing.B) {
	for _, e := range sqldbtest.Engines() {
		b.Run(e.Name, func(b *testing.B) {
			s, _ := newStore(b, e)
			benchmarkFindPhotos(b, s)
		})
	}
}

func benchmarkFindPhotos(b *testing.B, s *Store) {
	owner, album := jane(b, s)
	for n := range 5000 {
		p := photo(n, owner, album, fmt.Sprintf("IMG_%04d.jpg", n))
		p.Title, p.Caption = fmt.Sprint("Picture ", n), "Words that somebody has written about it, as long as most captions are."
		p.Taken = noon.Add(-time.Duration(n) * 12 * time.Hour)
		if _, _, err := s.CreatePhoto(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
	for name, words := range map[string][]string{"one": {"img_2500"}, "many": {"words", "2025"}, "none": {"nothing", "here"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.FindPhotos(b.Context(), owner, words, gallery.Place{}, 121); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("usage", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Usage(b.Context(), owner); err != nil {
				b.Fatal(err)
			}
		}
	})
}
