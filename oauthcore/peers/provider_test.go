package peers

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// receive writes the signed request down and reads it as a server does.
func (e *exchange) receive(t *testing.T) *http.Request {
	t.Helper()
	host, target := e.target()
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", e.Method, target, host, len(e.Body))
	for name, value := range map[string]string{"Authorization": e.Authorization, "Content-Type": e.ContentType} {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(b.String() + "\r\n" + e.Body)))
	if err != nil {
		t.Fatalf("%s: what the peer has made is no HTTP request: %v", e.ID, err)
	}
	return r.WithContext(t.Context())
}

// check is our side as the Service Provider: the endpoint that the request is
// meant for judges it.
func (e *exchange) check(t *testing.T) error {
	t.Helper()
	sp := e.provider(t)
	r := e.receive(t)
	var err error
	switch _, target := e.target(); pathOf(target) {
	case "/oauth/request_token":
		_, err = sp.IssueRequestToken(r)
	case "/oauth/access_token":
		_, err = sp.GrantAccessToken(r)
	case "/oauth/authorize":
		_, err = sp.CheckApproval(r)
	case "/two-legged":
		_, err = sp.AuthenticateConsumer(r)
	default:
		_, err = sp.Authenticate(r)
	}
	return err
}

func pathOf(target string) string {
	path, _, _ := strings.Cut(target, "?")
	return path
}

// provider is a Service Provider that knows the Consumer and the token.
func (e *exchange) provider(t *testing.T) *oauthcore.ServiceProvider {
	t.Helper()
	key, token, now := e.OAuth["oauth_consumer_key"], e.OAuth["oauth_token"], e.now()
	registration := oauthcore.Registration{
		Key: key, Secret: e.ConsumerSecret, Callbacks: []string{"http://localhost:8081/"}, OutOfBand: true,
	}
	if method := e.OAuth["oauth_signature_method"]; strings.HasPrefix(method, "RSA") {
		registration.Methods, registration.PublicKey = []string{method}, &rsaKey().private.PublicKey
	}
	store := oauthtest.NewMemoryStore(registration)
	store.Put(oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: token, Secret: e.TokenSecret}, Consumer: key,
	})
	err := errors.Join(
		store.CreateRequestToken(t.Context(), &oauthcore.IssuedRequestToken{
			RequestToken: oauthcore.RequestToken{Token: token, Secret: e.TokenSecret}, Consumer: key,
			State: oauthcore.StateIssued, Issued: now, Expires: now.Add(time.Minute),
		}),
		store.AuthorizeRequestToken(t.Context(), token, oauthcore.Grant{User: "jane"}, e.OAuth["oauth_verifier"]),
	)
	if err != nil {
		t.Fatal(err)
	}
	return &oauthcore.ServiceProvider{Store: store, Origin: e.origin(), Now: func() time.Time { return now }}
}

// protocol are the protocol parameters that were sent, in all three places.
func (e *exchange) protocol(t *testing.T) map[string]string {
	t.Helper()
	m, err := oauthcore.ParseMessage(e.receive(t), e.origin(), oauthcore.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", e.ID, err)
	}
	sent := map[string]string{}
	for _, param := range m.Params() {
		if strings.HasPrefix(param.Name, "oauth_") {
			sent[param.Name] = param.Value
		}
	}
	return sent
}

// asked tells whether the request was signed with the parameters that were
// asked for, and no others.
func (e *exchange) asked(t *testing.T) bool {
	sent, query := e.protocol(t), url.Values{}
	if u, err := url.Parse(e.URL); err == nil && e.Place != "query" {
		query = u.Query()
	}
	signature := sent["oauth_signature"]
	for name := range sent {
		if query.Has(name) || name == "oauth_signature" {
			delete(sent, name)
		}
	}
	want := maps.Clone(e.OAuth)
	for _, name := range []string{"oauth_timestamp", "oauth_nonce"} {
		if want[name] == "" && sent[name] != "" {
			want[name] = sent[name]
		}
	}
	return maps.Equal(sent, want) && (e.want == "" || e.want == signature)
}
