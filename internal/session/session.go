package session

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound says that there is no such session, or that it has expired.
var ErrNotFound = errors.New("no such session")

// Record is one browser session as it is stored.
type Record struct {
	ID      string // a hash of the id in the cookie: a stolen database opens no session
	UserID  string // "" until somebody signs in
	Data    []byte // the session's values, encoded by the web
	Created time.Time
	Expires time.Time
}

// Store remembers browser sessions.
type Store interface {
	// LoadSession returns the session, or ErrNotFound.
	LoadSession(ctx context.Context, id string) (Record, error)
	// SaveSession inserts the session or replaces the one of the same id.
	SaveSession(ctx context.Context, r Record) error
	// ChangeSession shows a session as it is stored now, the zero Record if there is
	// none, and saves what change makes of it if that says so. Nobody else changes
	// the session in between, whatever process asks. change may be called again.
	ChangeSession(ctx context.Context, id string, change func(stored Record) (changed Record, save bool, err error)) error
	// DeleteSession forgets the session; one that is not there is no error.
	DeleteSession(ctx context.Context, id string) error
	// UserSessions lists the living sessions of a user, the latest first.
	UserSessions(ctx context.Context, userID string) ([]Record, error)
	// DeleteUserSessions forgets all sessions of a user, except one ("" spares none).
	DeleteUserSessions(ctx context.Context, userID, exceptID string) error
}
