package oauthtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"

	"example.net/oauth1/oauthcore"
)

// Server is a whole Service Provider on a free port, for tests of Consumers:
// the endpoints of OAuth, and behind every other path a protected resource that
// greets the User whose token is used. Close it when done.
type Server struct {
	*httptest.Server
	Provider *oauthcore.ServiceProvider
	Store    *MemoryStore
}

// NewServer starts a Service Provider that knows the given Consumers.
func NewServer(registrations ...oauthcore.Registration) *Server {
	s := &Server{Store: NewMemoryStore(registrations...)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth/request_token", s.requestToken)
	mux.HandleFunc("POST /oauth/access_token", s.accessToken)
	mux.HandleFunc("POST /oauth/revoke", s.revoke)
	mux.HandleFunc("/", s.resource)
	s.Server = httptest.NewServer(mux)
	s.Provider = &oauthcore.ServiceProvider{Store: s.Store, Origin: oauthcore.Origin(s.URL)}
	return s
}

// Consumer is a Consumer of this Service Provider, with the key and the secret
// of a registration.
func (s *Server) Consumer(r oauthcore.Registration) *oauthcore.Consumer {
	return &oauthcore.Consumer{Key: r.Key, Secret: r.Secret, Endpoints: oauthcore.Endpoints{
		RequestToken: s.URL + "/oauth/request_token",
		Authorize:    s.URL + "/oauth/authorize",
		AccessToken:  s.URL + "/oauth/access_token",
	}}
}

// Allow does what a User does who opens an authorization address and presses
// Allow. It answers the Request Token as it is then, with its verifier and its
// ReturnURL.
func (s *Server) Allow(ctx context.Context, authorizeURL, user string) (*oauthcore.IssuedRequestToken, error) {
	token, err := tokenOf(authorizeURL)
	if err != nil {
		return nil, err
	}
	return s.Provider.Authorize(ctx, token, oauthcore.Grant{User: user})
}

// Deny does what a User does who presses Deny.
func (s *Server) Deny(ctx context.Context, authorizeURL, user string) (*oauthcore.IssuedRequestToken, error) {
	token, err := tokenOf(authorizeURL)
	if err != nil {
		return nil, err
	}
	return s.Provider.Deny(ctx, token, user)
}

func tokenOf(authorizeURL string) (string, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return "", fmt.Errorf("opening the authorization page: %w", err)
	}
	return u.Query().Get("oauth_token"), nil
}

func (s *Server) requestToken(w http.ResponseWriter, r *http.Request) {
	t, err := s.Provider.IssueRequestToken(r)
	if err != nil {
		s.Provider.WriteProblem(w, r, err)
		return
	}
	oauthcore.WriteTokens(w, t.Answer())
}

func (s *Server) accessToken(w http.ResponseWriter, r *http.Request) {
	t, err := s.Provider.GrantAccessToken(r)
	if err != nil {
		s.Provider.WriteProblem(w, r, err)
		return
	}
	oauthcore.WriteTokens(w, t.Answer())
}

func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	if err := s.Provider.Revoke(r); err != nil {
		s.Provider.WriteProblem(w, r, err)
	}
}

func (s *Server) resource(w http.ResponseWriter, r *http.Request) {
	access, err := s.Provider.Authenticate(r)
	if err != nil {
		s.Provider.WriteProblem(w, r, err)
		return
	}
	io.WriteString(w, "Hello "+access.Token.Grant.User)
}
