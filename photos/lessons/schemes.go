package lessons

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// A Scheme is one way to show that a request may be made.
type Scheme struct {
	Name, Source string
	Request      string // as it travels
	Signed       string // the text that is signed, or ""
}

// The request of the specification's own example (OAuth Core 1.0a appendix A.5).
const (
	exampleHost   = "photos.example.net"
	exampleTarget = "/photos?file=vacation.jpg&size=original"
	exampleNonce  = "kllo9940pd9333jh"
	exampleTime   = 1191242096
	exampleKey    = "dpf43f3p2l4k3l03"
	exampleSecret = "kd94hf93k423kf44"
)

var exampleToken = oauthcore.AccessToken{Token: "nnch734d00sl2jdk", Secret: "pfkkdhi9sl3r4s00"}

// Schemes shows the same request in OAuth 1.0a, with a bearer token as in OAuth 2, and signed as in RFC 9421. The
// signatures are computed.
func Schemes() ([]Scheme, error) {
	first, err := signedExample()
	if err != nil {
		return nil, err
	}
	base, input, signature := messageSignature()
	line := "GET " + exampleTarget + " HTTP/1.1\nHost: " + exampleHost + "\n"
	return []Scheme{
		first,
		{Name: "OAuth 2 with a bearer token", Source: "RFC 6750 section 2.1", Request: line + "Authorization: Bearer " + exampleToken.Token + "\n"},
		{Name: "HTTP Message Signatures", Source: "RFC 9421 sections 2.5 and 4", Request: line + "Signature-Input: sig1=" + input + "\nSignature: sig1=:" + signature + ":\n", Signed: base},
	}, nil
}

func signedExample() (Scheme, error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+exampleHost+exampleTarget, nil)
	if err != nil {
		return Scheme{}, err
	}
	c := oauthcore.Consumer{
		Key: exampleKey, Secret: exampleSecret, Nonce: func() string { return exampleNonce },
		Now: func() time.Time { return time.Unix(exampleTime, 0) },
	}
	if err := c.Sign(r, exampleToken.Token, exampleToken.Secret); err != nil {
		return Scheme{}, err
	}
	m, err := oauthcore.ParseMessage(arrival(r, nil), "http://"+exampleHost, oauthcore.Limits{})
	if err != nil {
		return Scheme{}, err
	}
	return Scheme{"OAuth 1.0a", "OAuth Core 1.0a appendix A.5", requestText(r, nil), m.BaseString()}, nil
}

// messageSignature signs the example as RFC 9421 has it.
func messageSignature() (base, input, signature string) {
	base, input = signatureBase([]component{{"@method", "GET"}, {"@target-uri", "http://" + exampleHost + exampleTarget}},
		fmt.Sprintf(`created=%d;nonce="%s";keyid="%s"`, exampleTime, exampleNonce, exampleKey))
	return base, input, hmacSHA256([]byte(exampleSecret), base)
}

// A component is a part of a message that its sender has chosen to sign.
type component struct{ name, value string }

// signatureBase has a line for each component, and the choice itself, with the parameters, in the last (RFC 9421 section
// 2.5).
func signatureBase(chosen []component, params string) (base, input string) {
	var lines, names []string
	for _, c := range chosen {
		names = append(names, `"`+c.name+`"`)
		lines = append(lines, `"`+c.name+`": `+c.value)
	}
	input = "(" + strings.Join(names, " ") + ");" + params
	return strings.Join(append(lines, `"@signature-params": `+input), "\n"), input
}

// hmacSHA256 is the algorithm of that name (RFC 9421 section 3.3.3).
func hmacSHA256(key []byte, base string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(base)) // never fails
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
