package bench

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	dghubble "github.com/dghubble/oauth1"
	gomodule "github.com/gomodule/oauth1/oauth"
	mrjones "github.com/mrjones/oauth"

	"example.net/oauth1/oauthcore"
)

const (
	key, secret        = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"
	token, tokenSecret = "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"
	resource           = "http://photos.example.net/photos?file=vacation.jpg&size=original"
	nonce              = "kllo9940pd9333jh"
	timestamp          = 1191242096
)

// floor is the cost that no check of a signature can go below: the HMAC of the
// base string, with a hash made ready beforehand.
func floor(b *testing.B) {
	base := []byte(oauthcore.BaseString("GET", "http://photos.example.net/photos", append(protocol(), oauthcore.Param{Name: "file", Value: "vacation.jpg"}, oauthcore.Param{Name: "size", Value: "original"})))
	mac := hmac.New(sha1.New, []byte(secret+"&"+tokenSecret))
	var sum [sha1.Size]byte
	b.ReportAllocs()
	for b.Loop() {
		mac.Reset()
		mac.Write(base)
		mac.Sum(sum[:0])
	}
}

func protocol() oauthcore.Params {
	return oauthcore.Params{
		{Name: "oauth_consumer_key", Value: key}, {Name: "oauth_token", Value: token},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"}, {Name: "oauth_timestamp", Value: strconv.Itoa(timestamp)},
		{Name: "oauth_nonce", Value: nonce}, {Name: "oauth_version", Value: "1.0"},
	}
}

// instant is a store that costs nothing: what is measured is the protocol.
type instant struct {
	oauthcore.Store
	consumer *oauthcore.Registration
	access   *oauthcore.IssuedAccessToken
}

func (s instant) Registration(context.Context, string) (*oauthcore.Registration, error) {
	return s.consumer, nil
}

func (s instant) AccessToken(context.Context, string) (*oauthcore.IssuedAccessToken, error) {
	return s.access, nil
}

func (s instant) UseNonce(context.Context, oauthcore.Nonce) (bool, error) { return true, nil }

func provider() *oauthcore.ServiceProvider {
	return &oauthcore.ServiceProvider{
		Origin: "http://photos.example.net",
		Now:    func() time.Time { return time.Unix(timestamp, 0) },
		Store: instant{
			consumer: &oauthcore.Registration{Key: key, Secret: secret},
			access:   &oauthcore.IssuedAccessToken{AccessToken: oauthcore.AccessToken{Token: token, Secret: tokenSecret}, Consumer: key},
		},
	}
}

func consumer() *oauthcore.Consumer {
	return &oauthcore.Consumer{
		Key: key, Secret: secret,
		Now:   func() time.Time { return time.Unix(timestamp, 0) },
		Nonce: func() string { return nonce },
	}
}

func request(tb testing.TB) *http.Request {
	tb.Helper()
	r, err := http.NewRequest("GET", resource, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func check(b *testing.B) {
	r := request(b)
	if err := consumer().Sign(r, token, tokenSecret); err != nil {
		b.Fatal(err)
	}
	r.RequestURI = r.URL.RequestURI()
	sp := provider()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sp.Authenticate(r); err != nil {
			b.Fatal(err)
		}
	}
}

func sign(b *testing.B) {
	r, c := request(b), consumer()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Sign(r, token, tokenSecret); err != nil {
			b.Fatal(err)
		}
	}
}

func signGomodule(b *testing.B) {
	client := gomodule.Client{Credentials: gomodule.Credentials{Token: key, Secret: secret}}
	credentials := &gomodule.Credentials{Token: token, Secret: tokenSecret}
	u, _ := url.Parse(resource)
	header := http.Header{}
	b.ReportAllocs()
	for b.Loop() {
		if err := client.SetAuthorizationHeader(header, credentials, "GET", u, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// dghubble signs only while it sends.
func signDghubble(b *testing.B) {
	config := dghubble.NewConfig(key, secret)
	transport := config.Client(context.WithValue(context.Background(), dghubble.HTTPClient, &http.Client{Transport: nowhere{}}), dghubble.NewToken(token, tokenSecret)).Transport
	r := request(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := transport.RoundTrip(r); err != nil {
			b.Fatal(err)
		}
	}
}

type nowhere struct{}

var nothing = &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) { return nothing, nil }

func signMrjones(b *testing.B) {
	c := mrjones.NewCustomHttpClientConsumer(key, secret, mrjones.ServiceProvider{}, &http.Client{Transport: nowhere{}})
	client, err := c.MakeHttpClient(&mrjones.AccessToken{Token: token, Secret: tokenSecret})
	if err != nil {
		b.Fatal(err)
	}
	r := request(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Transport.RoundTrip(r); err != nil {
			b.Fatal(err)
		}
	}
}

// mrjones has the only other Go provider at hand; it checks two-legged requests
// and knows no nonces.
func checkMrjones(b *testing.B) {
	r := request(b)
	c := consumer()
	c.Now = time.Now
	if err := c.Sign(r, "", ""); err != nil {
		b.Fatal(err)
	}
	p := mrjones.NewProvider(func(string, map[string]string) (*mrjones.Consumer, error) {
		return mrjones.NewConsumer(key, secret, mrjones.ServiceProvider{}), nil
	})
	r.Host = "photos.example.net"
	b.ReportAllocs()
	for b.Loop() {
		if got, err := p.IsAuthorized(r); got == nil || err != nil {
			b.Fatal("refused: ", err)
		}
	}
}

// hostile refuses a query of a megabyte.
func hostile(b *testing.B) {
	r := request(b)
	if err := consumer().Sign(r, token, tokenSecret); err != nil {
		b.Fatal(err)
	}
	r.RequestURI = "/photos?" + strings.Repeat("a=b&", 1<<18)
	sp := provider()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sp.Authenticate(r); err == nil {
			b.Fatal("a hostile query was accepted")
		}
	}
}

func BenchmarkCore(b *testing.B) {
	b.Run("floor: HMAC-SHA1 of the base string", floor)
	b.Run("check: oauthcore", check)
	b.Run("check: mrjones (two-legged, no nonce)", checkMrjones)
	b.Run("sign: oauthcore", sign)
	b.Run("sign: gomodule", signGomodule)
	b.Run("sign: dghubble", signDghubble)
	b.Run("sign: mrjones", signMrjones)
	b.Run("hostile 1 MB query: oauthcore", hostile)
}

// The base string under the benchmark is the specification's own.
func TestBenchmarksMeasureTheRealThing(t *testing.T) {
	r := request(t)
	if err := consumer().Sign(r, token, tokenSecret); err != nil {
		t.Fatal(err)
	}
	h, err := oauthcore.ParseHeader(r.Header.Get("Authorization"))
	if err != nil || h.Params.Get("oauth_signature") != "tR3+Ty81lMeYAr/Fid0kMTYa/WM=" {
		t.Errorf("the signature is %q, %v", h.Params.Get("oauth_signature"), err)
	}
}
