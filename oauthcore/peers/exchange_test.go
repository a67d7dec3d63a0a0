package peers

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
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
