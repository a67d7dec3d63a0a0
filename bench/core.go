package bench

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// The request of OAuth Core 1.0a appendix A.5, and who makes it.
const (
	key, secret        = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"
	token, tokenSecret = "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"
	resource           = "http://photos.example.net/photos?file=vacation.jpg&size=original"
	nonce              = "kllo9940pd9333jh"
	timestamp          = 1191242096
)

// Core is signing and checking that request, the cost that neither can go
// below first, then ours, then other libraries.
func Core() []Operation {
	return append([]Operation{
		{"HMAC-SHA1 of the base string", bareHMAC()},
		{"check: oauthcore", check(oauthcore.HMACSHA1, get(resource))},
		{"check: mrjones (two-legged, no nonces)", checkMrjones()},
		{"sign: oauthcore", sign(oauthcore.HMACSHA1)},
	}, signLibraries()...)
}

// Methods is checking and signing by each signature method.
func Methods() (all []Operation) {
	for _, m := range oauthcore.Methods() {
		all = append(all, Operation{"check: " + m.Name(), check(m, get(resource))})
	}
	for _, m := range oauthcore.Methods() {
		all = append(all, Operation{"sign: " + m.Name(), sign(m)})
	}
	return all
}

// Shapes is checking requests of other shapes.
func Shapes() []Operation {
	return []Operation{
		{"check: a form body of 3 parameters", check(oauthcore.HMACSHA1, form("file=vacation.jpg&size=original&note=at+the+sea"))},
		{"check: 10 parameters in UTF-8", check(oauthcore.HMACSHA1, get(resource+"&"+params(8, "плaж & море")))},
		{"check: 100 parameters", check(oauthcore.HMACSHA1, get(resource+"&"+params(98, "vacation.jpg")))},
		{"refuse: a query of 1 MB", refuse("/photos?" + strings.Repeat("a=b&", 1<<18))},
	}
}

func params(n int, value string) string {
	query := url.Values{}
	for i := range n {
		query.Set("parameter"+strconv.Itoa(i), value)
	}
	return query.Encode()
}

// bareHMAC signs the base string with a hash made ready beforehand.
func bareHMAC() func() error {
	base := []byte(oauthcore.BaseString("GET", "http://photos.example.net/photos", oauthcore.Params{
		{Name: "oauth_consumer_key", Value: key}, {Name: "oauth_token", Value: token},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"}, {Name: "oauth_timestamp", Value: strconv.Itoa(timestamp)},
		{Name: "oauth_nonce", Value: nonce}, {Name: "oauth_version", Value: "1.0"},
		{Name: "file", Value: "vacation.jpg"}, {Name: "size", Value: "original"},
	}))
	mac := hmac.New(sha1.New, []byte(secret+"&"+tokenSecret))
	var sum [sha1.Size]byte
	return func() error {
		mac.Reset()
		mac.Write(base)
		mac.Sum(sum[:0])
		return nil
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

// rsaKey is the longest that is usual.
var rsaKey = func() *rsa.PrivateKey { key, _ := rsa.GenerateKey(rand.Reader, 2048); return key }()

func provider(m oauthcore.SignatureMethod, origin oauthcore.Origin) *oauthcore.ServiceProvider {
	registration := &oauthcore.Registration{Key: key, Secret: secret}
	if strings.HasPrefix(m.Name(), "RSA") {
		registration.PublicKey = &rsaKey.PublicKey
	}
	return &oauthcore.ServiceProvider{
		Origin: origin,
		Now:    func() time.Time { return time.Unix(timestamp, 0) },
		Store: instant{
			consumer: registration,
			access:   &oauthcore.IssuedAccessToken{AccessToken: oauthcore.AccessToken{Token: token, Secret: tokenSecret}, Consumer: key},
		},
	}
}

func consumer(m oauthcore.SignatureMethod) *oauthcore.Consumer {
	return &oauthcore.Consumer{
		Key: key, Secret: secret, PrivateKey: rsaKey, Method: m,
		Now:   func() time.Time { return time.Unix(timestamp, 0) },
		Nonce: func() string { return nonce },
	}
}

func get(address string) *http.Request { return request(http.MethodGet, address, "") }

func form(body string) *http.Request {
	r := request(http.MethodPost, "http://photos.example.net/photos", body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func request(method, address, body string) *http.Request {
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		panic(err) // all addresses are in this file
	}
	if body == "" {
		r.Body = nil
	}
	return r
}

// check authenticates a request that is signed by the method.
func check(m oauthcore.SignatureMethod, r *http.Request) func() error {
	sp := provider(m, "http://photos.example.net")
	if m == oauthcore.Plaintext { // accepted over TLS only
		r.URL.Scheme, sp.Origin = "https", "https://photos.example.net"
	}
	if err := consumer(m).Sign(r, token, tokenSecret); err != nil {
		return failing(err)
	}
	r.RequestURI = r.URL.RequestURI()
	return func() error {
		_, err := sp.Authenticate(r)
		return err
	}
}

func sign(m oauthcore.SignatureMethod) func() error {
	r, c := get(resource), consumer(m)
	return func() error { return c.Sign(r, token, tokenSecret) }
}

// refuse makes sure that a target is refused.
func refuse(target string) func() error {
	sp, r := provider(oauthcore.HMACSHA1, "http://photos.example.net"), get(resource)
	if err := consumer(oauthcore.HMACSHA1).Sign(r, token, tokenSecret); err != nil {
		return failing(err)
	}
	r.RequestURI = target
	return func() error {
		if _, err := sp.Authenticate(r); err == nil {
			return errors.New("a hostile request was accepted")
		}
		return nil
	}
}

func failing(err error) func() error {
	return func() error { return fmt.Errorf("signing the request to check: %w", err) }
}
