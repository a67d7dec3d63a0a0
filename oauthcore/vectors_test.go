package oauthcore_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

func itoa(n int) string { return strconv.Itoa(n) }

// vector is one of the 58 requests of testdata/vectors.json, each with the base
// string and the signature that every implementation must arrive at.
type vector struct {
	ID, Method, Scheme, Host, Target string
	ContentType                      *string `json:"content_type"`
	Body                             *string
	OAuth                            [][2]string
	ConsumerSecret                   string `json:"consumer_secret"`
	TokenSecret                      string `json:"token_secret"`
	BaseURI                          string `json:"base_uri"`
	Normalized                       string
	BaseString                       string `json:"base_string"`
	Signature, Note                  string
}

func vectors(t testing.TB) (list []vector) {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 58 {
		t.Fatalf("there are %d vectors, want 58", len(list))
	}
	return list
}

func (v *vector) protocol() (params oauthcore.Params) {
	for _, pair := range v.OAuth {
		params = append(params, oauthcore.Param{Name: pair[0], Value: pair[1]})
	}
	return params
}

func (v *vector) origin(t testing.TB) oauthcore.Origin {
	origin, err := oauthcore.ParseOrigin(v.Scheme + "://" + v.Host)
	if err != nil {
		t.Fatal(err)
	}
	return origin
}

// coreOnly is the one vector that follows Core 1.0a where RFC 5849 has changed
// the rule: a form body that is not POSTed is left unsigned.
const coreOnly = "V37"

// TestVectorsAreSigned: a Consumer that is about to send each of the requests
// arrives at the base string and the signature.
func TestVectorsAreSigned(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.ID+" "+v.Note, func(t *testing.T) {
			r, err := http.NewRequest(v.Method, v.Scheme+"://"+v.Host+v.Target, nil)
			if err != nil {
				t.Fatal(err)
			}
			v.addBody(t, r)
			base, signature := v.sign(t, r)
			if v.ID == coreOnly {
				if signature == v.Signature {
					t.Error("the form body was left out; RFC 5849 section 3.4.1.3.1 wants it signed whatever the method")
				}
				return
			}
			// The hook that tells of the base string masks the verifier.
			if want := strings.ReplaceAll(v.BaseString, verifier, oauthcore.Masked); base != want {
				t.Errorf("base string\n got %s\nwant %s", base, want)
			}
			if signature != v.Signature {
				t.Errorf("signature %s, want %s", signature, v.Signature)
			}
		})
	}
}

func (v *vector) addBody(t *testing.T, r *http.Request) {
	if v.ContentType != nil {
		r.Header.Set("Content-Type", *v.ContentType)
	}
	if v.Body != nil {
		with, err := http.NewRequest(v.Method, r.URL.String(), strings.NewReader(*v.Body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body, r.ContentLength = with.Body, with.ContentLength
	}
}

// sign signs a request with exactly the parameters of the vector.
func (v *vector) sign(t *testing.T, r *http.Request) (base, signature string) {
	protocol := v.protocol()
	seconds, err := strconv.ParseInt(protocol.Get("oauth_timestamp"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	c := oauthcore.Consumer{
		Key: protocol.Get("oauth_consumer_key"), Secret: v.ConsumerSecret, OmitVersion: !protocol.Has("oauth_version"),
		Now:   func() time.Time { return time.Unix(seconds, 0) },
		Nonce: func() string { return protocol.Get("oauth_nonce") },
	}
	hook := oauthcore.Trace{BaseString: func(info oauthcore.BaseStringInfo) { base = info.BaseString }}
	r = r.WithContext(oauthcore.WithTrace(r.Context(), &hook))
	if err := c.Sign(r, protocol.Get("oauth_token"), v.TokenSecret, v.extra()...); err != nil {
		t.Fatal(err)
	}
	h, err := oauthcore.ParseHeader(r.Header.Get("Authorization"))
	if err != nil {
		t.Fatal(err)
	}
	return base, h.Params.Get("oauth_signature")
}

// extra are the parameters that a Consumer does not send of its own accord.
func (v *vector) extra() (extra oauthcore.Params) {
	for _, param := range v.protocol() {
		switch param.Name {
		case "oauth_callback", "oauth_verifier", "oauth_body_hash":
			extra = append(extra, param)
		case "oauth_token":
			if param.Value == "" {
				extra = append(extra, param)
			}
		}
	}
	return extra
}

// TestVectorsAreChecked: each of the requests, read off the wire, gives the
// base string, and passes the checks of the endpoint that it belongs to.
func TestVectorsAreChecked(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.ID+" "+v.Note, func(t *testing.T) {
			message, err := oauthcore.ParseMessage(v.receive(t), v.origin(t), oauthcore.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := message.BaseString(); got != v.BaseString && v.ID != coreOnly {
				t.Errorf("base string\n got %s\nwant %s", got, v.BaseString)
			}
			if message.URL != v.BaseURI {
				t.Errorf("the signed address is %s, want %s", message.URL, v.BaseURI)
			}
			err = v.check(t, v.receive(t))
			switch v.ID {
			case coreOnly:
				wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
			case "V57": // an unknown name is signed, but it begins with oauth_
				problem := wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
				if got := problem.Extra.Get("oauth_parameters_rejected"); got != "oauth_foo=1" {
					t.Errorf("refused for %q", got)
				}
			default:
				wantPassed(t, err)
			}
		})
	}
}

// receive writes the request down and reads it as a server does.
func (v *vector) receive(t *testing.T) *http.Request {
	protocol := append(v.protocol(), oauthcore.Param{Name: "oauth_signature", Value: v.Signature})
	var contentType, body string
	if v.ContentType != nil {
		contentType = *v.ContentType
	}
	if v.Body != nil {
		body = *v.Body
	}
	target := v.Target
	if target == "" { // a request line has no empty target: RFC 2616 section 5.1.2
		target = "/"
	}
	return receive(t, wire(v.Method, target, v.Host, contentType, body,
		"Authorization: "+oauthcore.Header{Params: protocol}.String()))
}

// check sends the request to the endpoint that it is meant for.
func (v *vector) check(t *testing.T, r *http.Request) error {
	registration := printer()
	registration.Secret = v.ConsumerSecret
	registration.Callbacks = append(registration.Callbacks, "http://localhost:8081/")
	sp, store := newProvider(registration)
	sp.Origin = v.origin(t)
	store.Put(oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: accessToken, Secret: v.TokenSecret}, Consumer: printerKey,
	})
	var err error
	switch path, _, _ := strings.Cut(v.Target, "?"); path {
	case "/oauth/request_token":
		_, err = sp.IssueRequestToken(r)
	case "/oauth/access_token":
		pending(t, store, oauthcore.StateAuthorized, "")
		_, err = sp.GrantAccessToken(r)
	case "/oauth/authorize":
		_, err = sp.CheckApproval(r)
	default:
		_, err = sp.Authenticate(r)
	}
	return err
}
