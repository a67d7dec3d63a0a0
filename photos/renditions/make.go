package renditions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"time"

	"github.com/disintegration/imaging"

	"example.net/oauth1/photos/gallery"
)

// quality is that of the JPEG a rendition is encoded as.
//
// An album's first screens hold some fifty thumbs and shall cost no more than
// 600 KB in all. Of sixteen photographs a thumb of 320 pixels takes 13.9 KB at
// quality 75, 11.6 at 65 and 10.7 at 60. A larger picture of lower quality looks
// better on a dense screen than a smaller one of higher quality, so it is 60.
func quality(size gallery.Size) int {
	if size == gallery.Thumb {
		return 60
	}
	return 82
}

// deadline is how long a decoder may go on reading. Within the limits no
// picture takes nearly as long.
const deadline = 60 * time.Second

// render makes all renditions of an original: it is decoded once, and each is
// made from the one before. A decoder's panic is an error like any other.
func render(ctx context.Context, r io.ReadSeeker, f found) (made map[gallery.Size][]byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: panic: %v", gallery.ErrUnreadable, p)
		}
	}()
	img, err := decode(ctx, r, f)
	if err != nil {
		return nil, err
	}
	width, height := f.upright()
	photo := gallery.Photo{Width: width, Height: height}
	made = map[gallery.Size][]byte{}
	for i, size := range gallery.RenditionSizes {
		width, height := photo.Fit(size)
		if i == 0 {
			img = f.exif.orientation.upright(shrinkOriginal(img, f, width, height))
		} else {
			img = shrink(img, width, height)
		}
		if made[size], err = encode(img, size, f.profile); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// shrinkOriginal makes the decoded original smaller before it is turned upright,
// hence width and height may have to be exchanged.
func shrinkOriginal(img image.Image, f found, width, height int) image.Image {
	if f.exif.orientation.sideways() {
		width, height = height, width
	}
	return shrink(img, width, height)
}

// shrink makes a picture smaller by Lanczos' window, in the form it is in.
func shrink(img image.Image, width, height int) image.Image {
	if small := planar(img, width, height); small != nil {
		return small
	}
	return imaging.Resize(img, width, height, imaging.Lanczos)
}

// decode decodes the pixels of a picture: the first frame, on a white ground.
func decode(ctx context.Context, r io.ReadSeeker, f found) (image.Image, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, err := f.format.decode(&patient{ctx, r})
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case isIO(err):
		return nil, fmt.Errorf("reading a picture: %w", err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", gallery.ErrUnreadable, err)
	}
	return flatten(img, f), nil
}

// encode makes a JPEG of a picture, with the profile that its colours need.
func encode(img image.Image, size gallery.Size, p profile) ([]byte, error) {
	var b bytes.Buffer
	err := imaging.Encode(&b, img, imaging.JPEG, imaging.JPEGQuality(quality(size)))
	if err != nil {
		return nil, fmt.Errorf("encoding %s: %w", size, err)
	}
	return p.addTo(b.Bytes(), img), nil
}

// patient reads until its context ends, which is the only way to stop a decoder.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, p.ctx.Err()
	}
	return p.r.Read(b)
}
