package gallery

import (
	"context"
	"time"
)

// Photo is one picture in an album.
type Photo struct {
	ID, Album, Owner string
	File             string    // its name, unique within the album; data, never a path
	Title, Alt       string    // Alt describes the picture to those who do not see it; it may be empty
	SHA256           string    // of the original, in hexadecimal
	ContentType      string    // of the original, as found in its bytes
	Bytes            int64     // of the original
	Width, Height    int       // as displayed, upright
	Taken            time.Time // by the camera's clock; zero if the picture does not tell
	Created          time.Time // when it was uploaded
}

// Photos lists an album in the order of upload, at most limit at a time
// (limit ≤ 0 means 200). next is the after of the following page, or "".
func (g *Gallery) Photos(ctx context.Context, v Viewer, album, after string, limit int) (photos []Photo, next string, err error) {
	return nil, "", ErrNotFound
}

// Photo finds a photo that the Viewer may see.
func (g *Gallery) Photo(ctx context.Context, v Viewer, id string) (Photo, error) {
	return Photo{}, ErrNotFound
}

// Neighbours are the IDs of the photos before and after one in its album, ""
// where there is none.
func (g *Gallery) Neighbours(ctx context.Context, v Viewer, id string) (prev, next string, err error) {
	return "", "", ErrNotFound
}

// FindFile finds a photo by its file name among what the Viewer may see: the
// specification's GET /photos?file=vacation.jpg (OAuth Core 1.0a appendix A.5).
// When several albums have one of that name it is the one uploaded first.
func (g *Gallery) FindFile(ctx context.Context, v Viewer, file string) (Photo, error) {
	return Photo{}, ErrNotFound
}

// DescribePhoto sets a photo's title and its description for those who do not
// see it.
func (g *Gallery) DescribePhoto(ctx context.Context, owner, id, title, alt string) error {
	return ErrNotFound
}

// DeletePhoto deletes a photo, and its original and renditions unless another
// photo has the same bytes.
func (g *Gallery) DeletePhoto(ctx context.Context, owner, id string) error {
	return ErrNotFound
}
