package gallery

import (
	"context"
	"io"
)

// Upload keeps a picture in an album of its owner. It answers once the original
// is safe, before there are renditions.
//
// file is the name it shall have; if another picture of the album has it, " (2)"
// or so is added. The same bytes again in the same album are the photo that is
// there already, with existed true. What is not a picture we take is answered
// with a [*Refusal].
func (g *Gallery) Upload(ctx context.Context, owner, album, file string, r io.Reader) (p Photo, existed bool, err error) {
	return Photo{}, false, ErrNotFound
}
