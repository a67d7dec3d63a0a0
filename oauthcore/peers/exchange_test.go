package peers

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// exchange is one request with all that it takes to sign it, and when it is
// signed, to check it. This is also what the scripts read and print.
type exchange struct {
	ID             string            `json:"id"` // such as "V05 query HMAC-SHA1"
	Method         string            `json:"method"`
	URL            string            `json:"url"`
	ContentType    string            `json:"content_type"`
	Body           string            `json:"body"`
	Place          string            `json:"place"` // header, body or query
	OAuth          map[string]string `json:"oauth"` // protocol parameters without the signature
	ConsumerSecret string            `json:"consumer_secret"`
	TokenSecret    string            `json:"token_secret"`
	PrivateKey     string            `json:"private_key"` // PEM, for the RSA methods
	PublicKey      string            `json:"public_key"`

	Authorization string `json:"authorization"` // once it is signed
	Problem       string `json:"problem"`       // of a peer that cannot: why

	want string // the signature, where it is known
}

// target is what stands in the request line, as every HTTP client makes it of
// an address: with a path and without a fragment.
func (e *exchange) target() (host, target string) {
	_, rest, _ := strings.Cut(e.URL, "://")
	rest, _, _ = strings.Cut(rest, "#")
	i := strings.IndexAny(rest+"/", "/?")
	if host, target = rest[:i], rest[i:]; !strings.HasPrefix(target, "/") {
		target = "/" + target
	}
	return host, target
}

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

// origin is where the request is going.
func (e *exchange) origin() oauthcore.Origin {
	scheme, _, _ := strings.Cut(e.URL, "://")
	host, _ := e.target()
	origin, err := oauthcore.ParseOrigin(scheme + "://" + host)
	if err != nil {
		panic(err)
	}
	return origin
}

// now is the moment of signing: the one that is asked for, or the present one
// for peers that cannot be told.
func (e *exchange) now() time.Time {
	seconds, err := strconv.ParseInt(e.OAuth["oauth_timestamp"], 10, 64)
	if err != nil {
		return time.Now()
	}
	return time.Unix(seconds, 0)
}

// sign is our side as the Consumer.
func (e exchange) sign(t *testing.T) exchange {
	t.Helper()
	r := e.request(t)
	c := oauthcore.Consumer{
		Key: e.OAuth["oauth_consumer_key"], Secret: e.ConsumerSecret, PrivateKey: rsaKey().private,
		Method:      oauthcore.MethodByName(e.OAuth["oauth_signature_method"]),
		Place:       map[string]oauthcore.Place{"header": oauthcore.InHeader, "body": oauthcore.InBody, "query": oauthcore.InQuery}[e.Place],
		OmitVersion: e.OAuth["oauth_version"] == "", Now: e.now,
	}
	if nonce := e.OAuth["oauth_nonce"]; nonce != "" {
		c.Nonce = func() string { return nonce }
	}
	if err := c.Sign(r, e.OAuth["oauth_token"], e.TokenSecret, e.extra()...); err != nil {
		t.Fatalf("%s: %v", e.ID, err)
	}
	return e.signed(t, r)
}

// request is the request before it is signed.
func (e *exchange) request(t *testing.T) *http.Request {
	t.Helper()
	var body *strings.Reader
	if e.Body != "" {
		body = strings.NewReader(e.Body)
	}
	r, err := newRequest(e.Method, e.URL, body)
	if err != nil {
		t.Fatalf("%s: %v", e.ID, err)
	}
	if e.ContentType != "" {
		r.Header.Set("Content-Type", e.ContentType)
	}
	return r
}

// newRequest is http.NewRequest, for which a nil *strings.Reader is a body.
func newRequest(method, address string, body *strings.Reader) (*http.Request, error) {
	if body == nil {
		return http.NewRequest(method, address, nil)
	}
	return http.NewRequest(method, address, body)
}

// extra are the parameters that a Consumer does not send of its own accord.
func (e *exchange) extra() (extra oauthcore.Params) {
	for _, name := range []string{"oauth_callback", "oauth_verifier", "oauth_body_hash"} {
		if value, given := e.OAuth[name]; given {
			extra = append(extra, oauthcore.Param{Name: name, Value: value})
		}
	}
	if token, given := e.OAuth["oauth_token"]; given && token == "" {
		extra = append(extra, oauthcore.Param{Name: "oauth_token"})
	}
	return extra
}

// signed takes over what has been made of the request by signing it.
func (e exchange) signed(t *testing.T, r *http.Request) exchange {
	t.Helper()
	var wire strings.Builder
	if err := r.Write(&wire); err != nil {
		t.Fatalf("%s: %v", e.ID, err)
	}
	head, body, _ := strings.Cut(wire.String(), "\r\n\r\n")
	target := strings.Fields(head)[1]
	scheme, _, _ := strings.Cut(e.URL, "://")
	host, _ := e.target()
	e.URL, e.Body = scheme+"://"+host+target, body
	e.ContentType, e.Authorization = r.Header.Get("Content-Type"), r.Header.Get("Authorization")
	return e
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
