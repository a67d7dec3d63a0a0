package gallery

import "context"

// Store is what a Gallery must remember. Every method is one atomic step, and
// what it acknowledged survives a crash. Whatever does not belong to the owner
// named is [ErrNotFound].
type Store interface {
	// Identity is a name that no other Store has, and always the same.
	Identity(ctx context.Context) (string, error)

	// CreateUser answers [ErrTaken] when the screen name is in use.
	CreateUser(ctx context.Context, u User, passwordHash string) error
	User(ctx context.Context, id string) (User, error)
	UserByScreenName(ctx context.Context, screenName string) (u User, passwordHash string, err error)

	CreateAlbum(ctx context.Context, a Album) error
	Albums(ctx context.Context, owner string) ([]Album, error) // in their order
	Album(ctx context.Context, owner, id string) (Album, error)
	RenameAlbum(ctx context.Context, owner, id, title string) error

	// CreatePhoto adds p to its album. If the album has these bytes already, it
	// answers the photo that has them; if it has the file name already, it takes
	// a [NumberedName] that is free.
	CreatePhoto(ctx context.Context, p Photo) (kept Photo, existed bool, err error)
	Photo(ctx context.Context, owner, id string) (Photo, error)
	// Photos are the photos of an album in its order, after a place.
	Photos(ctx context.Context, owner, album string, after Place, limit int) ([]Photo, error)
	Neighbours(ctx context.Context, p Photo) (prev, next string, err error)
	// In the same order: the shape of every photo of an album, some of its photos,
	// and how many stand before one.
	Outline(ctx context.Context, owner, album string) ([]Shape, error)
	Stretch(ctx context.Context, owner, album string, from, limit int) ([]Photo, error)
	Rank(ctx context.Context, p Photo) (int, error)
	PhotosByFile(ctx context.Context, owner, file string) ([]Photo, error) // by (Created, ID)
	DescribePhoto(ctx context.Context, owner, id string, d Description) error
	// Originals are the originals that photos point to, deleted ones included, each
	// once, by hash.
	Originals(ctx context.Context, after string, limit int) ([]string, error)
	// KeptOriginals are the same, with what the rows say of each.
	KeptOriginals(ctx context.Context, after string, limit int) ([]KeptOriginal, error)

	Organising
	Accounts
	Arrivals

	Connections(ctx context.Context, user string) ([]Connection, error)
	// The following return once no token, in whatever cache, opens more than it
	// still may. What was allowed and not yet fetched changes or dies as well.
	Disconnect(ctx context.Context, user, consumerKey string) error
	DisconnectAll(ctx context.Context, user string) error
	EndGrant(ctx context.Context, user, consumerKey string, g Grant) error
	// ChangeGrant answers [ErrNotFound] if the Grant is not what it was.
	ChangeGrant(ctx context.Context, user, consumerKey string, g Grant, scope string) error
	// NoteUse notes that a token was used; it is written down soon.
	NoteUse(token, address string)
}

// Place is where a photo stands in the order of its album.
type Place struct {
	Position int64
	ID       string
}
