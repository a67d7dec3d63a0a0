package blobstest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

func sizes() []gallery.Size {
	return append([]gallery.Size{gallery.Placeless}, gallery.RenditionSizes...)
}

func putRendition(t testing.TB, b gallery.Blobs, sum string, size gallery.Size, content string) {
	t.Helper()
	if err := b.PutRendition(t.Context(), sum, size, []byte(content)); err != nil {
		t.Fatal(err)
	}
}

func renditionsGoWithIt(t *testing.T, p *Place) {
	b := p.Open(t)
	sum := keep(t, b, "a picture")
	for _, size := range sizes() {
		lacks(t, b, sum, size)
		putRendition(t, b, sum, size, "as "+string(size))
	}
	for _, size := range sizes() {
		holds(t, b, sum, size, "as "+string(size))
		holds(t, b, sum, size, "as "+string(size)) // from memory
		holds(t, p.Open(t), sum, size, "as "+string(size))
	}
	for range 2 { // deleting what is gone is fine
		if err := b.Delete(t.Context(), sum); err != nil {
			t.Fatal(err)
		}
		for _, size := range append(sizes(), gallery.Original) {
			lacks(t, b, sum, size)
		}
	}
	nothingNew(t, p, nil)
}

func renditionAgain(t *testing.T, p *Place) {
	b, sum := p.Open(t), sumOf("x")
	for _, content := range []string{"one", "another", text("large", 5<<20), text("medium", 500<<10)} {
		putRendition(t, b, sum, gallery.Large, content)
		holds(t, b, sum, gallery.Large, content)
		holds(t, p.Open(t), sum, gallery.Large, content)
	}
}

func renditionsAlone(t *testing.T, p *Place) {
	b := p.Open(t)
	sum := keep(t, b, "a picture")
	putRendition(t, b, sum, gallery.Thumb, "x")
	holds(t, b, sum, gallery.Thumb, "x")
	if err := b.DeleteRenditions(t.Context(), sum); err != nil {
		t.Fatal(err)
	}
	lacks(t, b, sum, gallery.Thumb)
	holds(t, b, sum, gallery.Original, "a picture")
}

func eachFindsAll(t *testing.T, p *Place) {
	b := p.Open(t)
	var sums []string
	for _, content := range []string{"a", "b", "c", "d", "e"} {
		sums = append(sums, keep(t, b, content))
	}
	slices.Sort(sums)
	lonely := sumOf("lonely")
	putRendition(t, b, lonely, gallery.Thumb, "x")
	if err := b.Claim(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	var found []string
	err := b.Each(t.Context(), func(sum string, age time.Duration) error {
		if age < 0 || age > time.Minute {
			t.Errorf("%s is said to be %v old", sum, age)
		}
		found = append(found, sum)
		return b.Delete(t.Context(), sum)
	})
	if err != nil || !slices.Equal(found, append(sums, lonely)) {
		t.Errorf("found %v, %v", found, err)
	}
	if err := b.Each(t.Context(), func(string, time.Duration) error { return errors.New("there is something") }); err != nil {
		t.Error(err)
	}
	keep(t, b, "a")
	enough := errors.New("enough")
	if err := b.Each(t.Context(), func(string, time.Duration) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

func hostileNames(t *testing.T, p *Place) {
	b := p.Open(t)
	if err := b.Claim(t.Context(), "one"); err != nil { // a file that is there
		t.Fatal(err)
	}
	before := p.Left(t)
	upper := strings.ToUpper(sumOf("x"))
	names := []string{"", ".", "..", "belongs-to", "../belongs-to", "../../belongs-to", "/etc/passwd", strings.Repeat("../", 21) + "x", upper, sumOf("x") + "0", sumOf("x")[:63] + "/", sumOf("x")[:63] + "\x00"}
	for _, name := range names {
		_, opened := b.Open(t.Context(), name, gallery.Original)
		_, thumb := b.Open(t.Context(), name, gallery.Thumb)
		for what, err := range map[string]error{
			"Open": opened, "Open thumb": thumb, "Delete": b.Delete(t.Context(), name), "Verify": b.Verify(t.Context(), name),
			"DeleteRenditions": b.DeleteRenditions(t.Context(), name), "PutRendition": b.PutRendition(t.Context(), name, gallery.Thumb, nil),
		} {
			if !errors.Is(err, gallery.ErrNotFound) {
				t.Errorf("%s(%q): %v", what, name, err)
			}
		}
	}
	if _, err := b.Open(t.Context(), sumOf("x"), "../../belongs-to"); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("a size that is none: %v", err)
	}
	nothingNew(t, p, before)
}

func oneDatabase(t *testing.T, p *Place) {
	for _, claim := range []struct {
		identity string
		want     error
	}{{"one", nil}, {"one", nil}, {"another", gallery.ErrForeign}, {"one", nil}} {
		if err := p.Open(t).Claim(t.Context(), claim.identity); !errors.Is(err, claim.want) {
			t.Errorf("claimed for %s: %v", claim.identity, err)
		}
	}
}

func cancelled(t *testing.T, p *Place) {
	b := p.Open(t)
	keep(t, b, "a picture")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := b.Each(ctx, func(string, time.Duration) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Each: %v", err)
	}
	if _, err := b.Append(ctx, arrival, 0, strings.NewReader("x"), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Append: %v", err)
	}
	if n, err := b.Arrived(t.Context(), arrival); n != 0 || err != nil {
		t.Errorf("appended %d, %v", n, err)
	}
}
