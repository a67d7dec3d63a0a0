package metadata

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/bep/imagemeta"

	"example.net/oauth1/photos/gallery"
)

var formats = map[string]imagemeta.ImageFormat{"image/jpeg": imagemeta.JPEG, "image/png": imagemeta.PNG, "image/webp": imagemeta.WebP}

// detailTags are the fields that are read; a picture may have hundreds.
var detailTags = map[string]bool{
	"Make": true, "Model": true, "LensModel": true, "LensMake": true, "ExposureTime": true, "FNumber": true, "FocalLength": true, "ISO": true,
	"GPSLatitude": true, "GPSLatitudeRef": true, "GPSLongitude": true, "GPSLongitudeRef": true,
}

// Details implements [gallery.Metadata]. Faulty metadata is none.
func (Reader) Details(r io.ReadSeeker, contentType string) (d gallery.Details) {
	format, known := formats[contentType]
	if _, err := r.Seek(0, io.SeekStart); err != nil || !known {
		return d
	}
	defer func() {
		if recover() != nil { // a field of another type than the library takes for granted
			d.Located = false
		}
	}()
	var tags imagemeta.Tags
	imagemeta.Decode(imagemeta.Options{
		R: r, ImageFormat: format, Sources: imagemeta.EXIF, LimitNumTags: 1000, LimitTagSize: 200,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			return detailTags[t.Tag] && strings.HasPrefix(t.Namespace, "IFD0")
		},
		HandleTag: func(t imagemeta.TagInfo) error { tags.Add(t); return nil },
	})
	exif := tags.EXIF()
	d.Camera = named(text(exif["Make"]), text(exif["Model"]))
	d.Lens = named(text(exif["LensMake"]), text(exif["LensModel"]))
	d.Exposure = exposure(number(exif["ExposureTime"]))
	d.Aperture = amount("f/%s", number(exif["FNumber"]))
	d.Focal = amount("%s mm", number(exif["FocalLength"]))
	d.ISO = amount("ISO %s", number(exif["ISO"]))
	d.Latitude, d.Longitude, _ = tags.GetLatLong()
	_, has := exif["GPSLatitude"]
	d.Located = has && onEarth(d.Latitude, 90) && onEarth(d.Longitude, 180)
	return d
}

func onEarth(degrees, limit float64) bool { return math.Abs(degrees) <= limit }

// named is a maker and a model, the maker only once.
func named(maker, model string) string {
	if strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
		return model
	}
	return strings.TrimSpace(maker + " " + model)
}

// text is what can be seen of a field.
func text(t imagemeta.TagInfo) string {
	s, _ := t.Value.(string)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

// number is a field as a number; 0 if it is none.
func number(t imagemeta.TagInfo) float64 {
	switch v := t.Value.(type) {
	case interface{ Float64() float64 }:
		return finite(v.Float64())
	case float64:
		return finite(v)
	case uint16:
		return float64(v)
	case uint32:
		return float64(v)
	}
	return 0
}

func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

// amount writes a number with at most one decimal.
func amount(format string, n float64) string {
	if n <= 0 || n > 1e6 {
		return ""
	}
	return fmt.Sprintf(format, strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0"))
}

// exposure writes a time as photographers do: 1/250 s, 0.8 s, 2 s.
func exposure(seconds float64) string {
	switch {
	case seconds <= 0 || seconds > 1e5:
		return ""
	case seconds < 0.4:
		return fmt.Sprintf("1/%.0f s", 1/seconds)
	}
	return amount("%s s", seconds)
}
