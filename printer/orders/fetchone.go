package orders

import (
	"context"
	"errors"
	"os"
)

// Fetch brings one original into a file, verified as strictly as the ones of an order: the bytes and the hash that were
// announced, and a picture that can be printed. It tells what is known of the photo.
func Fetch(ctx context.Context, p Provider, check Composer, c Connection, photo string, to *os.File) (Item, error) {
	found, err := p.Photo(ctx, c, photo)
	if err != nil {
		return Item{}, err
	}
	it := Item{Photo: photo}
	it.describe(found)
	if it.Bytes > maxOriginal {
		return it, refuse("its file is too large (more than %d MB)", maxOriginal>>20)
	}
	r, err := p.OpenFile(ctx, c, photo, Original)
	if err != nil {
		return it, err
	}
	defer r.Close()
	if err := receive(to, r, &it); errors.Is(err, errOther) {
		return it, refuse("What arrived is not the file that was announced.")
	} else if err != nil {
		return it, err
	}
	return it, check.Check(ctx, to.Name())
}
