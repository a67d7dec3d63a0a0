package renditions

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/disintegration/imaging"

	"example.net/oauth1/photos/gallery"
)

// placeholder makes the Placeholder of an original out of its thumb, which is
// there by now.
func (w *Workshop) placeholder(ctx context.Context, sum string) (gallery.Placeholder, error) {
	thumb, err := w.Blobs.Open(ctx, sum, gallery.Thumb)
	if err != nil {
		return "", fmt.Errorf("opening a thumb: %w", err)
	}
	defer thumb.Close()
	img, err := jpeg.Decode(thumb)
	if err != nil {
		return "", fmt.Errorf("decoding a thumb: %w", err)
	}
	return placeholderOf(img), nil
}

// placeholderOf averages what lies below each colour.
func placeholderOf(img image.Image) gallery.Placeholder {
	columns, rows := gallery.PlaceholderGrid(img.Bounds().Dx(), img.Bounds().Dy())
	tiny := imaging.Resize(img, columns, rows, imaging.Box)
	var colours [12]color.RGBA
	for i := range colours {
		colours[i] = color.RGBA(tiny.NRGBAAt(i%columns, i/columns)) // a JPEG is not transparent, so they mean the same
	}
	return gallery.NewPlaceholder(colours)
}
