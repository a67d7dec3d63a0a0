package inspector

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound says that there is no such Message, or that it is somebody else's.
var ErrNotFound = errors.New("there is no such message")

// Store is where the printer keeps Messages.
type Store interface {
	// SaveMessage inserts a Message or replaces the one of the same Owner and ID,
	// and forgets all but the newest of its Owner.
	SaveMessage(ctx context.Context, m Message, newest int) error
	// Messages lists the Messages of an owner, or of everybody if owner is "", the
	// oldest first.
	Messages(ctx context.Context, owner string, newest int) ([]Message, error)
	// Message finds one of an owner's, or of anybody's if owner is ""; ErrNotFound
	// otherwise.
	Message(ctx context.Context, owner, id string) (Message, error)
	// AdoptMessages gives what one owner has to another, who has signed in.
	AdoptMessages(ctx context.Context, from, to string) error
	// ForgetMessages forgets what began before a moment.
	ForgetMessages(ctx context.Context, before time.Time) error
}
