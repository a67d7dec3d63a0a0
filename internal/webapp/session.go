package webapp

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/session"
)

// Session is what we know of one browser during one request. What is Set is
// stored just before the answer's header leaves, merged with what other
// requests of the same browser stored meanwhile. It belongs to the request's
// goroutine.
type Session struct {
	sessions *Sessions
	c        echo.Context
	inner    *sessions.Session
	changes  map[string]string // "" deletes
	cookie   bool              // the cookie must be sent
}

// Flash is a sentence to be shown once, on the next page.
type Flash struct {
	Kind, Text string
	Undo       string `json:",omitempty"` // where to post that it shall not be, or ""
}

const flashKey = "flash"

// UserID returns the id of the signed-in user, or "".
func (s *Session) UserID() string { return s.Get(userKey) }

// Get returns a value, or "".
func (s *Session) Get(key string) string {
	v, _ := s.inner.Values[key].(string)
	return v
}

// Set remembers a value; "" forgets it. Who is signed in is changed by Renew
// and Destroy only.
func (s *Session) Set(key, value string) {
	if key == userKey {
		panic("webapp: the user of a session is set by Renew")
	}
	if s.Get(key) == value {
		return
	}
	s.set(key, value)
	s.changes[key] = value
}

func (s *Session) set(key, value string) {
	if value == "" {
		delete(s.inner.Values, key)
		return
	}
	s.inner.Values[key] = value
}

// Flash leaves a sentence for the next page.
func (s *Session) Flash(kind, text string) {
	list, _ := json.Marshal(append(s.flashes(), Flash{Kind: kind, Text: text}))
	s.Set(flashKey, string(list))
}

// FlashUndo leaves a sentence with a way back: a path that a form posts to.
func (s *Session) FlashUndo(text, undo string) {
	list, _ := json.Marshal(append(s.flashes(), Flash{Kind: "success", Text: text, Undo: undo}))
	s.Set(flashKey, string(list))
}

// TakeFlashes returns the sentences left for this page.
func (s *Session) TakeFlashes() []Flash {
	list := s.flashes()
	s.Set(flashKey, "")
	return list
}

func (s *Session) flashes() (list []Flash) {
	_ = json.Unmarshal([]byte(s.Get(flashKey)), &list) // "" has none
	return list
}

// Renew signs a user in: the values stay, the id is new and the old one is
// dead, so that an id planted before is worth nothing.
func (s *Session) Renew(userID string) error {
	r := s.c.Request()
	old := s.inner.ID
	s.inner.ID, s.inner.IsNew = rand.Text(), true
	delete(s.inner.Values, createdKey{})
	s.set(userKey, userID)
	if err := s.inner.Save(r, s.c.Response()); err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	clear(s.changes)
	s.cookie = false
	if old == "" {
		return nil
	}
	return s.sessions.rows.DeleteSession(r.Context(), rowID(old))
}

// Destroy signs out: the session is dead on the server, and the browser is
// told to forget it.
func (s *Session) Destroy() error {
	if s.inner.ID != "" {
		if err := s.sessions.rows.DeleteSession(s.c.Request().Context(), rowID(s.inner.ID)); err != nil {
			return fmt.Errorf("signing out: %w", err)
		}
	}
	clear(s.inner.Values)
	clear(s.changes)
	s.inner.ID, s.inner.IsNew, s.cookie = "", true, false
	gone := s.sessions.options
	gone.MaxAge = -1
	setCookie(s.c.Response(), sessions.NewCookie(s.inner.Name(), "", &gone))
	return nil
}

// Save stores what was Set now, for a handler that must know it is kept
// before it goes on.
func (s *Session) Save() error {
	if len(s.changes) == 0 && !s.cookie && !s.stale() {
		return nil
	}
	s.ensureID()
	return s.merge(func() bool { return true })
}

// Take returns a value and forgets it at once. Of several requests that take
// the same value at the same time, one gets it: what counts once can be kept
// in a session.
func (s *Session) Take(key string) (value string, err error) {
	if s.inner.ID == "" {
		return "", nil
	}
	err = s.merge(func() bool {
		value = s.Get(key)
		s.set(key, "")
		delete(s.changes, key)
		return value != ""
	})
	return value, err
}

// merge looks at what is stored now, lets change look at it, and stores it with
// what was Set, unless change says that there is nothing to store. Nobody else
// changes this session meanwhile; change may be called again.
func (s *Session) merge(change func() bool) error {
	ctx := context.WithoutCancel(s.c.Request().Context()) // the browser may have gone: keep it all the same
	var kept, saved bool
	err := s.sessions.rows.ChangeSession(ctx, rowID(s.inner.ID), func(stored session.Record) (row session.Record, worth bool, err error) {
		kept, saved = false, false
		if err := fill(s.inner, stored); err != nil {
			return row, false, err
		}
		if kept = change(); kept {
			s.setChanges()
			row, saved, err = gorilla{s.sessions}.row(s.inner)
		}
		return row, saved, err
	})
	s.setChanges()
	if err != nil || !kept {
		return err
	}
	s.inner.IsNew = s.inner.IsNew && !saved
	clear(s.changes)
	s.cookie = false
	return gorilla{s.sessions}.sendCookie(s.c.Response(), s.inner)
}

func (s *Session) setChanges() {
	for k, v := range s.changes {
		s.set(k, v)
	}
}

// stale tells that the session is in use and its end should be moved on: once
// a day, not with every request.
func (s *Session) stale() bool {
	expires, ok := s.inner.Values[expiresKey{}].(time.Time)
	return ok && expires.Sub(s.sessions.now()) < sessionLifetime-24*time.Hour
}

func (s *Session) ensureID() {
	if s.inner.ID == "" {
		s.inner.ID, s.cookie = rand.Text(), true
	}
}

// beforeHeader runs when the answer's header is about to leave. If the session
// cannot be stored, the answer must not promise what it says.
func (s *Session) beforeHeader() {
	if err := s.Save(); err != nil {
		s.c.Logger().Error(err)
		s.c.Response().Header().Del(echo.HeaderLocation)
		s.c.Response().Status = http.StatusServiceUnavailable
	}
}
