package webapp

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Live is a session of a signed-in user, in this browser or another one.
type Live struct {
	Handle  string // names it in a form, and opens nothing
	Current bool   // it is the one that asks
	Since   time.Time
	LastUse time.Time // to the day: a session's end is moved on once a day

	values map[string]string
}

// Get returns a value of that session, or "".
func (l Live) Get(key string) string { return l.values[key] }

// Live lists the sessions of the current session's user, the latest first.
func (s *Sessions) Live(ctx context.Context, current *Session) ([]Live, error) {
	if current.UserID() == "" {
		return nil, nil
	}
	rows, err := s.rows.UserSessions(ctx, current.UserID())
	if err != nil {
		return nil, err
	}
	list := make([]Live, len(rows))
	for i, row := range rows {
		list[i] = Live{Handle: row.ID, Current: row.ID == rowID(current.inner.ID),
			Since: row.Created, LastUse: row.Expires.Add(-sessionLifetime)}
		if err := json.Unmarshal(row.Data, &list[i].values); err != nil {
			return nil, fmt.Errorf("reading a session: %w", err)
		}
	}
	return list, nil
}

// SignOutOther ends one session of the current session's user. A handle that
// is not of hers, or of one that is over, changes nothing and is no error.
func (s *Sessions) SignOutOther(ctx context.Context, current *Session, handle string) error {
	list, err := s.Live(ctx, current)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Handle == handle {
			return s.rows.DeleteSession(ctx, handle)
		}
	}
	return nil
}

// SignOutElsewhere ends all sessions of the session's user but this one.
func (s *Sessions) SignOutElsewhere(ctx context.Context, current *Session) error {
	return s.rows.DeleteUserSessions(ctx, current.UserID(), rowID(current.inner.ID))
}
