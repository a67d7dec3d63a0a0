package gallery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Arrival is a picture on its way in, in as many pieces as its connection breaks
// into. What has arrived stays, also over a restart, until it expires.
type Arrival struct {
	ID, Owner, Album string
	File             string // its name, as in a [Photo]
	SHA256           string // as its sender announced it; "" if she did not
	Bytes            int64  // as announced
	Arrived          int64  // how many are here
	Photo            string // ID of what it has become; "" until it is whole and kept
	Created, Expires time.Time
}

// Complete tells whether all that was announced is here.
func (a Arrival) Complete() bool { return a.Arrived == a.Bytes }

// Arrivals is what the Store remembers of pictures on their way in.
type Arrivals interface {
	// CreateArrival answers [ErrNotFound] if the album is not the owner's, and
	// [ErrTooMany] if with it she had more than so many unfinished, or more than
	// so many bytes announced.
	CreateArrival(ctx context.Context, a Arrival, most int, mostBytes int64) error
	// Arrival answers ErrNotFound for what has expired by now.
	Arrival(ctx context.Context, owner, id string, now time.Time) (Arrival, error)
	// SettleArrival notes which photo it has become.
	SettleArrival(ctx context.Context, owner, id, photo string) error
	DeleteArrival(ctx context.Context, owner, id string) error
	// ForgetArrivals deletes those that have expired by now.
	ForgetArrivals(ctx context.Context, now time.Time) error
	// Arriving are the IDs of those whose bytes are wanted.
	Arriving(ctx context.Context) (ids map[string]bool, err error)
	// PhotoOf is the photo of an album that has these bytes.
	PhotoOf(ctx context.Context, owner, album, sha256 string) (Photo, error)
}

// Pieces is where the bytes of an [Arrival] are kept meanwhile.
type Pieces interface {
	// Arrived is how many bytes of it are here: none if it is unknown.
	Arrived(ctx context.Context, id string) (int64, error)
	// Append adds bytes from an offset on, which must be where it ends, and
	// returns when as many as could be read are durable. Reading stops after limit.
	// Of several who append at the same place one does; the others get [ErrOffset].
	Append(ctx context.Context, id string, offset int64, r io.Reader, limit int64) (int64, error)
	// StageArrived makes an original of it. Closing that keeps the pieces.
	StageArrived(ctx context.Context, id string) (Staged, error)
	// Drop removes it.
	Drop(ctx context.Context, id string) error
	// EachArrived calls f with the ID of everything that is kept in pieces; f may
	// drop it.
	EachArrived(ctx context.Context, f func(id string) error) error
}

const (
	arrivalLifetime  = 24 * time.Hour
	maxArrivals      = 100     // unfinished ones of one User
	maxArrivingBytes = 2 << 30 // announced by them
)

// ErrTooMany means that a User has as many unfinished uploads as she may.
var ErrTooMany = errors.New("gallery: too many unfinished uploads")

// Known finds the photo of an album that has these bytes, so that they need not
// be sent.
func (g *Gallery) Known(ctx context.Context, owner, album, sha256 string) (Photo, error) {
	return g.Store.PhotoOf(ctx, owner, album, sha256)
}

// Announce begins an upload in pieces. sha256 may be "".
func (g *Gallery) Announce(ctx context.Context, owner, album, file, sha256 string, bytes int64) (Arrival, error) {
	file, err := cleanFile(file)
	if err != nil {
		return Arrival{}, err
	}
	if bytes > g.maxBytes() {
		return Arrival{}, g.refuseSize()
	}
	now := g.stamp()
	a := Arrival{
		ID: newID(), Owner: owner, Album: album, File: file, SHA256: sha256, Bytes: max(0, bytes),
		Created: now, Expires: now.Add(arrivalLifetime),
	}
	err = g.Store.CreateArrival(ctx, a, maxArrivals, maxArrivingBytes)
	if errors.Is(err, ErrTooMany) {
		return Arrival{}, refuse("Too many of your uploads are unfinished. Finish or cancel some of them, or wait a day.")
	}
	return a, err
}

func (g *Gallery) refuseSize() error {
	return refuse(fmt.Sprintf("The picture is larger than %d MB.", g.maxBytes()>>20))
}

// Arrival finds an upload in pieces of its owner.
func (g *Gallery) Arrival(ctx context.Context, owner, id string) (Arrival, error) {
	a, err := g.Store.Arrival(ctx, owner, id, g.stamp())
	if err != nil {
		return Arrival{}, err
	}
	if a.Photo != "" {
		a.Arrived = a.Bytes
		return a, nil
	}
	a.Arrived, err = g.Blobs.Arrived(ctx, id)
	return a, err
}

// Append adds a piece, and tells how many of its bytes are safe. Of one that
// breaks off, these are those that came.
func (g *Gallery) Append(ctx context.Context, a Arrival, offset int64, r io.Reader) (n int64, err error) {
	if a.Photo != "" || offset != a.Arrived {
		return 0, ErrOffset
	}
	return g.Blobs.Append(ctx, a.ID, offset, r, a.Bytes-offset)
}

// Complete makes a photo of an upload whose last piece has come; again, if it
// has been asked before and the answer was lost.
func (g *Gallery) Complete(ctx context.Context, owner, id string) (p Photo, existed bool, err error) {
	a, err := g.Arrival(ctx, owner, id)
	if err != nil {
		return Photo{}, false, err
	}
	if a.Photo != "" {
		p, err = g.Photo(ctx, Viewer{User: owner}, a.Photo)
		return p, false, err
	}
	if !a.Complete() {
		return Photo{}, false, ErrOffset
	}
	p, existed, err = g.takeArrived(ctx, a)
	var refusal *Refusal
	if errors.As(err, &refusal) || errors.Is(err, ErrNotFound) { // no other try will end better
		err = errors.Join(err, g.Abandon(ctx, owner, id))
	}
	if err != nil {
		return Photo{}, false, err
	}
	if err := g.Store.SettleArrival(ctx, owner, id, p.ID); err != nil {
		return Photo{}, false, err
	}
	return p, existed, g.Blobs.Drop(ctx, id)
}

func (g *Gallery) takeArrived(ctx context.Context, a Arrival) (Photo, bool, error) {
	staged, err := g.Blobs.StageArrived(ctx, a.ID)
	if err != nil {
		return Photo{}, false, fmt.Errorf("putting an upload together: %w", err)
	}
	defer staged.Close()
	if a.SHA256 != "" && staged.SHA256() != a.SHA256 {
		return Photo{}, false, refuse("The picture did not arrive as it was sent. Please send it again.")
	}
	return g.take(ctx, a.Owner, a.Album, a.File, arrived{staged, a.Created})
}

// arrived is an original that has its place in the album since its upload began,
// so that those that are sent side by side stand in the order of their sender.
type arrived struct {
	Staged
	since time.Time
}

// Abandon ends an upload in pieces, and removes what has come of it.
func (g *Gallery) Abandon(ctx context.Context, owner, id string) error {
	if err := g.Store.DeleteArrival(ctx, owner, id); err != nil {
		return err
	}
	return g.Blobs.Drop(ctx, id)
}

// ForgetArrivals removes uploads that have expired, and pieces that belong to
// none: of deleted albums, or left by a crash.
func (g *Gallery) ForgetArrivals(ctx context.Context) (removed int, err error) {
	if err := g.Store.ForgetArrivals(ctx, g.stamp()); err != nil {
		return 0, err
	}
	var found []string // before the rows are read: a row is there before the first piece
	err = g.Blobs.EachArrived(ctx, func(id string) error { found = append(found, id); return nil })
	if err != nil {
		return 0, err
	}
	wanted, err := g.Store.Arriving(ctx)
	for _, id := range found {
		if err == nil && !wanted[id] {
			removed++
			err = g.Blobs.Drop(ctx, id)
		}
	}
	return removed, err
}
