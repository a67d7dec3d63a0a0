package renditions

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/bep/imagemeta"
)

// exif is what we want to know from a picture's metadata.
type exif struct {
	orientation orientation
	taken       time.Time
}

// The metadata that is read; there is far more, and faulty metadata is common.
const (
	tagOrientation = "Orientation"
	tagTaken       = "DateTimeOriginal"
	tagOffset      = "OffsetTimeOriginal"
)

// readEXIF reads the metadata of a picture. Faulty metadata is none: it is no
// reason to refuse a picture that can be seen.
func readEXIF(r io.ReadSeeker, f imagemeta.ImageFormat) exif {
	if f == imagemeta.ImageFormatAuto {
		return exif{} // a GIF has none
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return exif{}
	}
	tags := map[string]any{}
	imagemeta.Decode(imagemeta.Options{
		R: r, ImageFormat: f, Sources: imagemeta.EXIF,
		LimitNumTags: 1000, LimitTagSize: 100,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return wanted(t) },
		HandleTag:       func(t imagemeta.TagInfo) error { tags[t.Tag] = t.Value; return nil },
	})
	return exif{orientation: parseOrientation(tags[tagOrientation]), taken: parseTaken(tags)}
}

// wanted leaves out the metadata of the embedded thumbnail (IFD1).
func wanted(t imagemeta.TagInfo) bool {
	switch t.Tag {
	case tagOrientation:
		return t.Namespace == "IFD0"
	case tagTaken, tagOffset:
		return strings.HasPrefix(t.Namespace, "IFD0/ExifIFD")
	}
	return false
}

func parseOrientation(v any) orientation {
	if n, ok := v.(uint16); ok && n >= 1 && n <= 8 {
		return orientation(n)
	}
	return 1
}

// parseTaken reads the time of the shutter. Most cameras do not say in which
// time zone; then it is kept as the camera's clock showed it.
func parseTaken(tags map[string]any) time.Time {
	taken, _ := tags[tagTaken].(string)
	offset, _ := tags[tagOffset].(string)
	if t, err := time.Parse("2006:01:02 15:04:05-07:00", taken+offset); err == nil {
		return t.UTC()
	}
	t, err := time.Parse("2006:01:02 15:04:05", taken)
	if err != nil {
		return time.Time{}
	}
	return t
}

// isIO tells whether reading failed in the disk, not in the picture.
func isIO(err error) bool {
	_, ok := errors.AsType[*fs.PathError](err)
	return ok
}
