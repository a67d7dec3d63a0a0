package metadata_test

import (
	"bytes"
	"math"
	"testing"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/metadata"
)

func TestDetailsAreRead(t *testing.T) {
	d := metadata.Reader{}.Details(bytes.NewReader(photo(t, "vacation.jpg")), "image/jpeg")
	want := gallery.Details{Camera: "Example Demo Camera D1", Lens: "18-55mm f/3.5-5.6", Exposure: "1/500 s", Aperture: "f/8",
		Focal: "24 mm", ISO: "ISO 100", Located: true, Latitude: d.Latitude, Longitude: d.Longitude}
	if d != want || math.Abs(d.Latitude-43.1547) > 1e-4 || math.Abs(d.Longitude+4.8053) > 1e-4 {
		t.Errorf("details %+v", d)
	}
	for name, contentType := range map[string]string{"coffee.png": "image/png", "cat.jpg": "image/jpeg"} {
		if d := (metadata.Reader{}).Details(bytes.NewReader(photo(t, name)), contentType); d.Located || d.Exposure != "" {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if d := (metadata.Reader{}).Details(bytes.NewReader([]byte("GIF89a")), "image/gif"); d != (gallery.Details{}) {
		t.Errorf("a GIF: %+v", d)
	}
}
