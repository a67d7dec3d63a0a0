package webapp

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/session"
)

// SessionStore remembers browser sessions; sqldb.Sessions is one.
type SessionStore = session.Store

// SessionRecord is one browser session as it is stored.
type SessionRecord = session.Record

// sessionLifetime is how long a session lives after it was last used.
const sessionLifetime = 14 * 24 * time.Hour

// userKey is the session value that holds the id of the signed-in user.
const userKey = "user"

// Sessions keeps what belongs to one browser on the server; the browser has a
// signed random id in a cookie and nothing else. It implements the Store of
// gorilla/sessions. A browser that has nothing to remember costs no row.
type Sessions struct {
	cookie  string
	options sessions.Options
	codec   *securecookie.SecureCookie
	csrfKey [seal.KeySize]byte
	rows    session.Store
	now     func() time.Time
}

var _ sessions.Store = gorilla{}

// NewSessions returns the sessions of the program of that name. Cookies know
// no ports, so the cookie is called after the program: photos and printer on
// one host must not overwrite each other's.
func NewSessions(name string, public *url.URL, key [32]byte, rows SessionStore) *Sessions {
	hashKey := seal.Derive(key, "session cookie")
	s := &Sessions{
		cookie:  name + "_session",
		codec:   securecookie.New(hashKey[:], nil).MaxAge(int(sessionLifetime / time.Second)),
		csrfKey: seal.Derive(key, "csrf token"),
		rows:    rows,
		now:     time.Now,
		options: sessions.Options{
			Path:     Prefix(public) + "/",
			MaxAge:   int(sessionLifetime / time.Second),
			HttpOnly: true,
			SameSite: http.SameSiteLaxMode, // Strict would lose the session on the way back from the Service Provider
			Secure:   public.Scheme == "https",
		},
	}
	if s.options.Secure && s.options.Path == "/" {
		s.cookie = "__Host-" + s.cookie
	}
	return s
}

// CookieName returns the name of the cookie.
func (s *Sessions) CookieName() string { return s.cookie }

const sessionKey = "webapp.session"

// Get returns the session of the request's browser, loading it once. If the
// database does not answer, the request ends here with a 503: taking a
// signed-in user for a stranger would be worse.
func (s *Sessions) Get(c echo.Context) *Session {
	if known, ok := c.Get(sessionKey).(*Session); ok {
		return known
	}
	inner, err := gorilla{s}.New(c.Request(), s.cookie)
	if err != nil {
		panic(echo.NewHTTPError(http.StatusServiceUnavailable, "We cannot look up your session just now. Please try again.").SetInternal(err))
	}
	known := &Session{sessions: s, c: c, inner: inner, changes: map[string]string{}}
	c.Set(sessionKey, known)
	c.Response().Before(known.beforeHeader)
	return known
}

// gorilla is the sessions.Store of gorilla/sessions over our rows.
type gorilla struct{ *Sessions }

// Get implements sessions.Store.
func (g gorilla) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(g, name)
}

// New implements sessions.Store. A cookie that is missing, forged, expired or
// signed under an old key means a new session and is no error.
func (g gorilla) New(r *http.Request, name string) (*sessions.Session, error) {
	s := sessions.NewSession(g, name)
	options := g.options
	s.Options, s.IsNew = &options, true
	cookie, err := r.Cookie(name)
	if err != nil {
		return s, nil
	}
	if err := g.codec.Decode(name, cookie.Value, &s.ID); err != nil {
		s.ID = ""
		return s, nil
	}
	return s, g.load(r.Context(), s)
}

// load reads the values that are stored now.
func (g gorilla) load(ctx context.Context, s *sessions.Session) error {
	row, err := g.rows.LoadSession(ctx, rowID(s.ID))
	if err != nil && !errors.Is(err, session.ErrNotFound) {
		return err
	}
	return fill(s, row)
}

// fill takes over what is stored, which may be nothing.
func fill(s *sessions.Session, row session.Record) error {
	clear(s.Values)
	s.IsNew = true
	if row.ID == "" {
		return nil
	}
	values := map[string]string{}
	if err := json.Unmarshal(row.Data, &values); err != nil {
		return fmt.Errorf("reading a session: %w", err)
	}
	for k, v := range values {
		s.Values[k] = v
	}
	s.IsNew = false
	s.Values[expiresKey{}] = row.Expires
	s.Values[createdKey{}] = row.Created
	return nil
}

// Keys of session.Values that are columns of the row.
type (
	expiresKey struct{}
	createdKey struct{}
)

// Save implements sessions.Store: the row, if there is anything to remember,
// and the cookie.
func (g gorilla) Save(r *http.Request, w http.ResponseWriter, s *sessions.Session) error {
	if s.Options.MaxAge < 0 {
		setCookie(w, sessions.NewCookie(s.Name(), "", s.Options))
		return nil
	}
	if s.ID == "" {
		s.ID = rand.Text() // 130 bits
	}
	row, worth, err := g.row(s)
	if err == nil && worth {
		err = g.rows.SaveSession(r.Context(), row)
	}
	if err != nil {
		return err
	}
	s.IsNew = s.IsNew && !worth
	return g.sendCookie(w, s)
}

func (g gorilla) sendCookie(w http.ResponseWriter, s *sessions.Session) error {
	text, err := g.codec.Encode(s.Name(), s.ID)
	if err != nil {
		return fmt.Errorf("writing the session cookie: %w", err)
	}
	setCookie(w, sessions.NewCookie(s.Name(), text, s.Options))
	return nil
}

// setCookie replaces what was to be sent under that name before.
func setCookie(w http.ResponseWriter, cookie *http.Cookie) {
	h := w.Header()
	h["Set-Cookie"] = slices.DeleteFunc(h["Set-Cookie"], func(c string) bool { return strings.HasPrefix(c, cookie.Name+"=") })
	http.SetCookie(w, cookie)
}

// row is the session as it is stored; it is not worth a row as long as there is
// nothing to remember.
func (g gorilla) row(s *sessions.Session) (row session.Record, worth bool, err error) {
	values := map[string]string{}
	for k, v := range s.Values {
		if name, ok := k.(string); ok {
			values[name] = v.(string)
		}
	}
	if len(values) == 0 && s.IsNew {
		return session.Record{}, false, nil
	}
	data, err := json.Marshal(values)
	if err != nil {
		return session.Record{}, false, fmt.Errorf("writing a session: %w", err)
	}
	created, ok := s.Values[createdKey{}].(time.Time)
	if !ok {
		created = g.now()
	}
	return session.Record{ID: rowID(s.ID), UserID: values[userKey], Data: data,
		Created: created, Expires: g.now().Add(sessionLifetime)}, true, nil
}

// rowID is what the database knows of a session id.
func rowID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}
