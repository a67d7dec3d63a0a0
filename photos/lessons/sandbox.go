package lessons

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
	"example.net/oauth1/oauthcore/oauthtest"
)

// Callback is where the Consumer of a Sandbox has Users sent back to.
const Callback = "http://printer.example.com/ready"

// A Sandbox is a Service Provider in memory, with one Consumer and one User, Jane, who is signed in and has allowed that
// Consumer before. It answers at the addresses of photos.
type Sandbox struct {
	Key, Secret string                // of the Consumer
	Access      oauthcore.AccessToken // what Jane has allowed

	provider oauthcore.ServiceProvider
	store    *oauthtest.MemoryStore
	mux      *http.ServeMux
	handler  http.Handler

	mu   sync.Mutex
	left int // how many more requests it answers
}

// mostRequests is how many requests one Sandbox answers, since it remembers them.
const mostRequests = 500

// doctor looks for pairs of mistakes in one signature at a time.
var doctor = oauthdoctor.New(1)

// NewSandbox makes one that takes address, clock and limits from a Service Provider, and nothing else. The prefix is the
// path below which the addresses begin, or "".
func NewSandbox(like *oauthcore.ServiceProvider, prefix string) *Sandbox {
	s := &Sandbox{
		Key: "lesson-" + oauthcore.NewNonce(), Secret: oauthcore.NewSecret(),
		Access: oauthcore.AccessToken{Token: oauthcore.NewSecret(), Secret: oauthcore.NewSecret()},
		mux:    http.NewServeMux(), left: mostRequests,
	}
	s.store = oauthtest.NewMemoryStore(oauthcore.Registration{
		Key: s.Key, Secret: s.Secret, Name: "printer", Callbacks: []string{Callback}, OutOfBand: true, Debug: true,
	})
	s.provider = oauthcore.ServiceProvider{
		Store: s.store, Origin: like.Origin, Realm: like.Realm, Window: like.Window, Now: like.Now, Limits: like.Limits,
		Methods: like.Methods, Diagnose: doctor.Advice,
	}
	s.store.Put(s.issued(s.Access, s.Key))
	s.mux.HandleFunc("POST /oauth/request_token", s.requestToken)
	s.mux.HandleFunc("POST /oauth/authorize", s.decide)
	s.mux.HandleFunc("POST /oauth/access_token", s.accessToken)
	s.mux.HandleFunc("POST /oauth/revoke", s.revoke)
	s.mux.HandleFunc("GET /photos", s.photo)
	s.mux.HandleFunc("GET /api/consumer", s.consumer)
	s.handler = http.StripPrefix(prefix, s.mux)
	return s
}

// issued is the record of an Access Token that Jane has given.
func (s *Sandbox) issued(t oauthcore.AccessToken, key string) oauthcore.IssuedAccessToken {
	return oauthcore.IssuedAccessToken{AccessToken: t, Consumer: key, Grant: oauthcore.Grant{User: jane}}
}

const jane = "jane"

// old is an Access Token whose time was over an hour ago.
func (s *Sandbox) old(now time.Time) oauthcore.AccessToken {
	record := s.issued(oauthcore.AccessToken{Token: oauthcore.NewSecret(), Secret: oauthcore.NewSecret()}, s.Key)
	record.Grant.Expires = now.Add(-time.Hour)
	s.store.Put(record)
	return record.AccessToken
}

// TakeBack is what Jane does who ends the permission.
func (s *Sandbox) TakeBack(ctx context.Context) error {
	record := s.issued(s.Access, s.Key)
	return s.provider.RevokeToken(ctx, &record)
}

// ServeHTTP implements http.Handler.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.take() {
		http.Error(w, "This sandbox has answered as many requests as it can remember. Begin again with a new key.", http.StatusTooManyRequests)
		return
	}
	s.handler.ServeHTTP(w, r)
}

func (s *Sandbox) take() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left--
	return s.left >= 0
}

// requestToken is OAuth Core 1.0a section 6.1.
func (s *Sandbox) requestToken(w http.ResponseWriter, r *http.Request) {
	t, err := s.provider.IssueRequestToken(r)
	if err != nil {
		s.provider.WriteProblem(w, r, err)
		return
	}
	oauthcore.WriteTokens(w, t.Answer())
}

// decide is section 6.2.3: what a press on Allow or Deny sends.
func (s *Sandbox) decide(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("oauth_token")
	var t *oauthcore.IssuedRequestToken
	var err error
	if r.PostFormValue("allow") != "" {
		t, err = s.provider.Authorize(r.Context(), name, oauthcore.Grant{User: jane})
	} else {
		t, err = s.provider.Deny(r.Context(), name, jane)
	}
	switch {
	case err != nil:
		http.Error(w, strings.TrimSpace("This cannot be decided. "+err.Error()), http.StatusConflict)
	case t.Callback == oauthcore.OutOfBand:
		fmt.Fprintln(w, "Type this PIN into printer:", t.Verifier)
	default:
		w.Header().Set("Location", t.ReturnURL())
		w.WriteHeader(http.StatusSeeOther)
	}
}

// accessToken is section 6.3.
func (s *Sandbox) accessToken(w http.ResponseWriter, r *http.Request) {
	t, err := s.provider.GrantAccessToken(r)
	if err != nil {
		s.provider.WriteProblem(w, r, err)
		return
	}
	oauthcore.WriteTokens(w, t.Answer())
}

func (s *Sandbox) revoke(w http.ResponseWriter, r *http.Request) {
	if err := s.provider.Revoke(r); err != nil {
		s.provider.WriteProblem(w, r, err)
		return
	}
	fmt.Fprintln(w, "This token opens nothing any more.")
}

// photo is section 7.
func (s *Sandbox) photo(w http.ResponseWriter, r *http.Request) {
	access, err := s.provider.Authenticate(r)
	if err != nil {
		s.provider.WriteProblem(w, r, err)
		return
	}
	fmt.Fprintf(w, "(here would be the picture %s of %s)\n", oauthcore.Encode(r.URL.Query().Get("file")), access.Token.Grant.User)
}

// consumer answers the Consumer that signs for itself alone.
func (s *Sandbox) consumer(w http.ResponseWriter, r *http.Request) {
	if _, err := s.provider.AuthenticateConsumer(r); err != nil {
		s.provider.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintln(w, `{"message":"Your key and signature work."}`)
}
