package blobstest

import (
	"errors"
	"io"
	"strings"
	"testing"

	"example.net/oauth1/photos/gallery"
)

func damagedOriginal(t *testing.T, p *Place) {
	b := p.Open(t)
	for _, content := range []string{"a picture", text("large", 400_000)} {
		sum := keep(t, b, content)
		holds(t, b, sum, gallery.Original, content) // seen to be whole
		p.Damage(t, sum, gallery.Original)
		for name, b := range map[string]gallery.Blobs{"who has seen it whole": b, "who has never seen it": p.Open(t)} {
			got, err := read(t.Context(), b, sum, gallery.Original)
			if !errors.Is(err, gallery.ErrDamaged) {
				t.Errorf("%s reads %s, %v", name, short(got), err)
			}
			if len(got) == len(content) {
				t.Errorf("%s is given all %d bytes", name, len(got))
			}
			if err := b.Verify(t.Context(), sum); !errors.Is(err, gallery.ErrDamaged) {
				t.Errorf("%s: Verify: %v", name, err)
			}
		}
		mends(t, p, b, sum, content)
	}
}

// mends makes sure that the same upload again mends an original.
func mends(t *testing.T, p *Place, b gallery.Blobs, sum, content string) {
	t.Helper()
	keep(t, b, content)
	holds(t, b, sum, gallery.Original, content)
	holds(t, p.Open(t), sum, gallery.Original, content)
	if err := b.Verify(t.Context(), sum); err != nil {
		t.Errorf("after another upload: %v", err)
	}
}

// Whoever has not seen the original whole gives nothing away of its middle.
func damagedPart(t *testing.T, p *Place) {
	content := text("large", 1_000_000)
	sum := keep(t, p.Open(t), content)
	p.Damage(t, sum, gallery.Original)
	r, err := p.Open(t).Open(t.Context(), sum, gallery.Original)
	if err == nil {
		defer r.Close()
		if _, err = r.Seek(600_000, io.SeekStart); err == nil {
			_, err = io.ReadFull(r, make([]byte, 10))
		}
	}
	if !errors.Is(err, gallery.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func missingOriginal(t *testing.T, p *Place) {
	b, content := p.Open(t), text("large", 400_000)
	sum := keep(t, b, content)
	holds(t, b, sum, gallery.Original, content)
	p.Remove(t, sum, gallery.Original)
	lacks(t, b, sum, gallery.Original)
	lacks(t, p.Open(t), sum, gallery.Original)
	if err := b.Verify(t.Context(), sum); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("Verify: %v", err)
	}
	mends(t, p, b, sum, content)
	if err := b.Verify(t.Context(), sumOf(strings.Repeat("x", 3))); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("of what never was: %v", err)
	}
}
