package peers

import (
	"crypto"
	"errors"
	"net/http"
	"strings"
	"testing"

	mrjones "github.com/mrjones/oauth"

	"example.net/oauth1/oauthcore"
)

// What is right by the specification and is not done, or done otherwise, by
// mrjones/oauth as a Consumer.
var mrjonesSigns = deviations{
	"V07":     {"signature_invalid", "names are not encoded before they are sorted and joined"},
	"V21":     {"signature_invalid", "names are not encoded before they are sorted and joined"},
	"unicode": {"signature_invalid", "names are not encoded before they are sorted and joined"},
	"V19":     {"signature_invalid", "net/url drops what has a semicolon"},
	"V25":     {"signature_invalid", "the host is signed as it is written, port 80 included"},
	"V26":     {"signature_invalid", "port 443 is signed"},
	"V31":     {"signature_invalid", "an empty path is signed as it is, not as /"},
	"V32":     {"signature_invalid", "the path is decoded before it is signed"},
	"V33":     {"signature_invalid", "the path is decoded before it is signed"},
	"V34":     {"signature_invalid", "the method is signed as it is written, not in upper case"},
	"V39":     {"signature_invalid", "a form with a charset is not signed"},
	"V40":     {"signature_invalid", "a form that is not labelled in lower case is not signed"},
	"V44":     {"signature_invalid", "beside a form the query is not signed"},
	"mixed":   {"signature_invalid", "beside a form the query is not signed"},
	"V49":     {otherwise, "oauth_version cannot be left out"},
	"V57":     {"parameter_rejected", "it signs an unknown oauth_ parameter, we refuse it"},
}

// TestMrjonesSigns: mrjones/oauth signs, which it does in the header only, and
// we check.
func TestMrjonesSigns(t *testing.T) {
	t.Parallel()
	cases := present(append(vectors(t), own()...), "header", mrjonesMethods)
	mrjonesSigns.compare(t, goSigner(signMrjones).sign(t, cases), true)
}

const mrjonesMethods = "HMAC-SHA1 HMAC-SHA256 RSA-SHA1 RSA-SHA256"

func signMrjones(t *testing.T, e exchange) (*http.Request, error) {
	var network catcher
	_, hashed := e.OAuth["oauth_body_hash"]
	consumer := newMrjones(e, mrjones.ServiceProvider{BodyHash: hashed}, &http.Client{Transport: &network})
	through, err := consumer.MakeRoundTripper(&mrjones.AccessToken{Token: e.OAuth["oauth_token"], Secret: e.TokenSecret})
	if err != nil {
		return nil, err
	}
	return network.send(t, through, e)
}

func newMrjones(e exchange, sp mrjones.ServiceProvider, client *http.Client) *mrjones.Consumer {
	key, hash := e.OAuth["oauth_consumer_key"], crypto.SHA1
	switch e.OAuth["oauth_signature_method"] {
	case "HMAC-SHA256":
		hash = crypto.SHA256
	case "RSA-SHA256":
		return mrjones.NewCustomRSAConsumer(key, rsaKey().private, crypto.SHA256, sp, client)
	case "RSA-SHA1":
		return mrjones.NewCustomRSAConsumer(key, rsaKey().private, hash, sp, client)
	}
	return mrjones.NewCustomConsumer(key, e.ConsumerSecret, hash, sp, client)
}

// The same of mrjones/oauth as a Service Provider.
var mrjonesChecks = deviations{
	"V05":           {refused, "the first of repeated names is signed, the others are dropped"},
	"V06":           {refused, "the first of repeated names is signed, the others are dropped"},
	"V10":           {refused, "the first of repeated names is signed, the others are dropped"},
	"repeated":      {refused, "the first of repeated names is signed, the others are dropped"},
	"V07":           {refused, "names are not encoded before they are sorted and joined"},
	"V21":           {refused, "names are not encoded before they are sorted and joined"},
	"unicode":       {refused, "names are not encoded before they are sorted and joined"},
	"V19":           {refused, "net/url drops what has a semicolon"},
	"V25":           {refused, "the host is signed as it is written, port 80 included"},
	"V26":           {refused, "port 443 is signed"},
	"V32":           {refused, "the path is decoded before it is signed"},
	"V33":           {refused, "the path is decoded before it is signed"},
	"V34":           {refused, "the method is signed as it is written, not in upper case"},
	"V39":           {refused, "a form with a charset is overlooked"},
	"V40":           {refused, "a form that is not labelled in lower case is overlooked"},
	"V44":           {refused, "beside a form the query is overlooked"},
	"mixed":         {refused, "beside a form the query is overlooked"},
	"bodyless body": {refused, "beside a form the query is overlooked"},
	"V02 query":     {refused, "beside a form the query is overlooked"},
	"V36 query":     {refused, "beside a form the query is overlooked"},
	"V38 query":     {refused, "beside a form the query is overlooked"},
	"form query":    {refused, "beside a form the query is overlooked"},
}

// TestMrjonesChecks: we sign, mrjones/oauth checks. It knows the Consumer's own
// requests only, so the token is left out.
func TestMrjonesChecks(t *testing.T) {
	t.Parallel()
	var results []result
	for _, e := range present(append(vectors(t), own()...), "header body query", mrjonesMethods) {
		delete(e.OAuth, "oauth_token")
		e.TokenSecret = ""
		signed := e.sign(t)
		spoilt := signed.spoil(t)
		results = append(results, verdictsOn(t, e.ID, checkMrjones(t, signed), checkMrjones(t, spoilt)))
	}
	mrjonesChecks.compare(t, results, true)
}

func checkMrjones(t *testing.T, e exchange) verdict {
	_, hashed := e.OAuth["oauth_body_hash"]
	provider := mrjones.NewProvider(func(string, map[string]string) (*mrjones.Consumer, error) {
		return newMrjones(e, mrjones.ServiceProvider{BodyHash: hashed}, nil), nil
	})
	r := e.receive(t)
	if e.origin().Secure() {
		r.Header.Set("X-Forwarded-Proto", "https") // which it believes
	}
	key, err := provider.IsAuthorized(r)
	return verdict{ID: e.ID, Right: err == nil && *key == e.OAuth["oauth_consumer_key"]}
}

// TestMrjonesIsLenient: what mrjones/oauth lets through as a Service Provider,
// and we do not.
func TestMrjonesIsLenient(t *testing.T) {
	t.Parallel()
	e := exchange{ID: "lenient", Method: "GET", URL: "https://photos.example.net/two-legged", Place: "header"}
	e.credentials("HMAC-SHA1", false)
	e = present([]exchange{e}, "header", mrjonesMethods)[0].sign(t)

	t.Run("a request that is sent again", func(t *testing.T) {
		for range 2 {
			if !checkMrjones(t, e).Right {
				t.Error("mrjones/oauth has come to know nonces")
			}
		}
		sp := e.provider(t)
		if _, err := sp.AuthenticateConsumer(e.receive(t)); err != nil {
			t.Error(err)
		}
		_, err := sp.AuthenticateConsumer(e.receive(t))
		wantProblem(t, err, oauthcore.NonceUsed)
	})
	t.Run("a signature that is encoded twice", func(t *testing.T) {
		twice := e
		signature := oauthcore.Encode(e.protocol(t)["oauth_signature"])
		twice.Authorization = strings.Replace(e.Authorization, signature, oauthcore.Encode(signature), 1)
		if !checkMrjones(t, twice).Right {
			t.Error("mrjones/oauth has come to decode once")
		}
		wantProblem(t, twice.check(t), oauthcore.SignatureInvalid)
	})
}

func wantProblem(t *testing.T, err error, code oauthcore.Code) {
	t.Helper()
	if problem := (*oauthcore.Problem)(nil); !errors.As(err, &problem) || problem.Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}
