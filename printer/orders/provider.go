package orders

import (
	"context"
	"io"
	"time"
)

// Size names a rendition of a photo.
type Size string

// The sizes that a Service Provider serves.
const (
	Original Size = "original"
	Large    Size = "large"
	Medium   Size = "medium"
	Thumb    Size = "thumb"
)

// An Album of the User at the Service Provider.
type Album struct {
	ID, Title  string
	Private    bool
	PhotoCount int
	Cover      string // id of a photo to show for it, or ""
}

// A Photo as the Service Provider records it.
type Photo struct {
	ID, Album, File, Title, ContentType, SHA256 string
	Alt                                         string // what can be seen, for those who cannot; may be empty
	Bytes                                       int64
	Width, Height                               int // upright
	Taken                                       time.Time
}

// An AlbumPage is an album with some of its photos.
type AlbumPage struct {
	Album
	Photos []Photo
	Next   string // opaque; "" at the end
}

// A Profile tells who the User is.
type Profile struct{ UserID, ScreenName, Name string }

// A Picture is a small rendition, whole in memory.
type Picture struct {
	Bytes       []byte
	ContentType string // image/jpeg, image/png, image/gif or image/webp, sniffed
	ETag        string // quoted
}

// Provider is the Service Provider's photo API, asked with a Connection's token. Its errors are ErrRevoked,
// ErrNotFound, *Unavailable, *Refused and *NotAnAnswer. printer/photosapi implements it.
type Provider interface {
	Profile(ctx context.Context, c Connection) (Profile, error)
	Albums(ctx context.Context, c Connection) ([]Album, error)
	Album(ctx context.Context, c Connection, id, after string) (AlbumPage, error)
	Photo(ctx context.Context, c Connection, id string) (Photo, error)
	// OpenFile streams one size of a photo; reading ends with an error if the answer was cut short.
	OpenFile(ctx context.Context, c Connection, id string, size Size) (io.ReadCloser, error)
	// Picture gives a small size, cached.
	Picture(ctx context.Context, c Connection, id string, size Size) (Picture, error)
	// Revoke ends the Access Token at the Service Provider.
	Revoke(ctx context.Context, c Connection) error
}
