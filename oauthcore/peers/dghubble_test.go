package peers

import (
	"context"
	"net/http"
	"testing"

	dghubble "github.com/dghubble/oauth1"
)

// What is right by the specification and is not done, or done otherwise, by
// dghubble/oauth1.
var dghubbleSigns = deviations{
	"V05":        {"signature_invalid", "the first of repeated names is signed, the others are dropped"},
	"V06":        {"signature_invalid", "the first of repeated names is signed, the others are dropped"},
	"V10":        {"signature_invalid", "the first of repeated names is signed, the others are dropped"},
	"V21":        {"signature_invalid", "the first of repeated names is signed, the others are dropped"},
	"repeated":   {"signature_invalid", "the first of repeated names is signed, the others are dropped"},
	"V44":        {"signature_invalid", "of a name in query and body that in the body is signed"},
	"mixed":      {"signature_invalid", "of a name in query and body that in the body is signed"},
	"V19":        {"signature_invalid", "net/url drops what has a semicolon"},
	"V27":        {"signature_invalid", "port 443 is left out with http, too"},
	"V28":        {"signature_invalid", "port 80 is left out with https, too"},
	"V31":        {"signature_invalid", "an empty path is signed as it is, not as /"},
	"V39":        {"signature_invalid", "a form with a charset is not signed"},
	"V40":        {"signature_invalid", "a form that is not labelled in lower case is not signed"},
	"V49":        {otherwise, "oauth_version cannot be left out"},
	"V54":        {otherwise, "it knows no oauth_body_hash"},
	"V57":        {"parameter_rejected", "it signs an unknown oauth_ parameter, we refuse it"},
	"two-legged": {otherwise, "an empty oauth_token is sent where there is none"},
}

// TestDghubbleSigns: dghubble/oauth1 signs, which it does in the header only,
// and we check.
func TestDghubbleSigns(t *testing.T) {
	t.Parallel()
	cases := present(append(vectors(t), own()...), "header", "HMAC-SHA1 HMAC-SHA256 RSA-SHA1")
	dghubbleSigns.compare(t, goSigner(signDghubble).sign(t, cases), true)
}

func signDghubble(t *testing.T, e exchange) (*http.Request, error) {
	config := dghubble.NewConfig(e.OAuth["oauth_consumer_key"], e.ConsumerSecret)
	switch e.OAuth["oauth_signature_method"] {
	case "HMAC-SHA256":
		config.Signer = &dghubble.HMAC256Signer{ConsumerSecret: e.ConsumerSecret}
	case "RSA-SHA1":
		config.Signer = &dghubble.RSASigner{PrivateKey: rsaKey().private}
	}
	var network catcher
	ctx := context.WithValue(t.Context(), dghubble.HTTPClient, &http.Client{Transport: &network})
	client := config.Client(ctx, dghubble.NewToken(e.OAuth["oauth_token"], e.TokenSecret))
	return network.send(t, client.Transport, e)
}
