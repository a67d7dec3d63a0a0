// Package apitest is a Service Provider's photo API for tests: small, in this process, and able to fail in every way
// a test asks for. Instead of a signature its requests carry "Authorization: Test <token>".
package apitest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/photosapi"
)

// Photo is one photo of the Server's only album.
type Photo struct {
	ID, File, SHA256 string
	Body             []byte
}

// Server serves the API.
type Server struct {
	*httptest.Server
	PageSize int // photos in one page of the album; 0: 100

	mu      sync.Mutex
	photos  []*Photo
	revoked map[string]bool
	fault   func(w http.ResponseWriter, r *http.Request) bool
	count   map[string]int
}

// New starts a Server, which ends with the test.
func New(t testing.TB) *Server {
	s := &Server{revoked: map[string]bool{}, count: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/oauth1", s.discovery)
	mux.HandleFunc("GET /api/user/profile", s.profile)
	mux.HandleFunc("GET /api/albums", s.albums)
	mux.HandleFunc("GET /api/albums/{id}", s.album)
	mux.HandleFunc("GET /api/photos/{id}", s.photo)
	mux.HandleFunc("GET /api/photos/{id}/file", s.file)
	mux.HandleFunc("POST /oauth/revoke", s.revoke)
	s.Server = httptest.NewServer(s.guard(mux))
	t.Cleanup(s.Close)
	return s
}

// Client is an orders.Provider that talks to an address as a signing one would.
func Client(address string) *photosapi.Client {
	base := photosapi.HTTPClient()
	return &photosapi.Client{Provider: address, Plain: base, Signed: func(c orders.Connection) *http.Client {
		client := *base
		client.Transport = bearer{c.Credentials.Token, base.Transport}
		return &client
	}}
}

type bearer struct {
	token string
	base  http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Test "+b.token)
	return b.base.RoundTrip(r)
}

// Add puts a photo into the album.
func (s *Server) Add(id, file string, body []byte) {
	sum := sha256.Sum256(body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.photos = append(s.photos, &Photo{ID: id, File: file, SHA256: hex.EncodeToString(sum[:]), Body: body})
}

// AddFile puts a picture file into the album.
func (s *Server) AddFile(t testing.TB, id, path string) {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s.Add(id, filepath.Base(path), body)
}

// Change alters a photo, or with nil removes it.
func (s *Server) Change(id string, change func(*Photo)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, p := range s.photos {
		if p.ID == id && change == nil {
			s.photos = append(s.photos[:i:i], s.photos[i+1:]...)
			return
		} else if p.ID == id {
			change(p)
		}
	}
}

// Revoke ends a token.
func (s *Server) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked[token] = true
}

// Fault is asked before each request; when it returns true, it has answered. nil ends all faults.
func (s *Server) Fault(f func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Count tells how often a path was asked for.
func (s *Server) Count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count[path]
}

func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var token string
		fmt.Sscanf(r.Header.Get("Authorization"), "Test %s", &token)
		s.mu.Lock()
		s.count[r.URL.Path]++
		fault, dead := s.fault, s.revoked[token]
		s.mu.Unlock()
		switch {
		case fault != nil && fault(w, r):
		case dead:
			w.Header().Set("WWW-Authenticate", `OAuth realm="test", oauth_problem="token_revoked"`)
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, "oauth_problem=token_revoked&oauth_problem_advice=Ask%20the%20User%20again.")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (s *Server) discovery(w http.ResponseWriter, r *http.Request) {
	answer(w, map[string]any{
		"request_token_url": s.URL + "/oauth/request_token", "authorize_url": s.URL + "/oauth/authorize",
		"access_token_url": s.URL + "/oauth/access_token", "revoke_url": s.URL + "/oauth/revoke", "api_base": s.URL + "/api",
	})
}

func (s *Server) profile(w http.ResponseWriter, r *http.Request) {
	answer(w, map[string]any{"user_id": "12345", "screen_name": "jane", "name": "Jane"})
}

func (s *Server) albumFields() map[string]any {
	return map[string]any{"id": "a1", "title": "Vacation", "private": true, "photo_count": len(s.photos), "url": s.URL + "/api/albums/a1"}
}

func (s *Server) albums(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer(w, map[string]any{"albums": []any{s.albumFields()}, "next": nil})
}

func (s *Server) album(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.PathValue("id") != "a1" {
		notFound(w)
		return
	}
	size := s.PageSize
	if size == 0 {
		size = 100
	}
	from := 0
	fmt.Sscan(r.URL.Query().Get("after"), &from)
	to := min(from+size, len(s.photos))
	fields, list := s.albumFields(), []any{}
	for _, p := range s.photos[min(from, to):to] {
		list = append(list, s.record(p))
	}
	fields["photos"], fields["next"] = list, nil
	if to < len(s.photos) {
		fields["next"] = s.URL + "/api/albums/a1?" + url.Values{"after": {fmt.Sprint(to)}}.Encode()
	}
	answer(w, fields)
}

func (s *Server) record(p *Photo) map[string]any {
	return map[string]any{
		"id": p.ID, "album_id": "a1", "file": p.File, "title": p.File, "content_type": "image/jpeg",
		"bytes": len(p.Body), "width": 300, "height": 169, "sha256": p.SHA256, "taken_at": nil,
	}
}

func (s *Server) find(id string) *Photo {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.photos {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (s *Server) photo(w http.ResponseWriter, r *http.Request) {
	if p := s.find(r.PathValue("id")); p != nil {
		answer(w, s.record(p))
		return
	}
	notFound(w)
}

func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	p := s.find(r.PathValue("id"))
	if p == nil {
		notFound(w)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Write(p.Body)
}

func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	var token string
	fmt.Sscanf(r.Header.Get("Authorization"), "Test %s", &token)
	s.Revoke(token)
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

func notFound(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(w, `{"error": {"code": "not_found", "message": "There is nothing here."}}`)
}

// Connection is a live one for a token.
func Connection(token string) orders.Connection {
	return orders.Connection{
		ID: "connection of " + token, Customer: "c1", UserID: "12345", ScreenName: "jane",
		Credentials: orders.Credentials{Token: token, Secret: "s3cret"}, State: orders.Live,
	}
}
