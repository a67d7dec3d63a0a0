package oauthtrace_test

import (
	"strings"
	"testing"

	"example.net/oauth1/oauthcore/oauthtrace"
)

const plant = "Xsecret5ecretX"

// TestWireMasksSecretsWhereverTheyTravel plants a secret in each place, and
// makes sure that nothing else is touched.
func TestWireMasksSecretsWhereverTheyTravel(t *testing.T) {
	for name, text := range map[string]string{
		"a verifier in a query":           "GET /callback?oauth_token=abc&oauth_verifier=" + plant + " HTTP/1.1\r\nHost: h",
		"a verifier under another name":   "GET /callback?oauth%5Fverifier=" + plant + " HTTP/1.1\r\nHost: h",
		"a verifier in the header":        "POST /t HTTP/1.1\r\nAuthorization: OAuth oauth_token=\"abc\", oauth_verifier=\"" + plant + "\"",
		"a verifier without quotes":       "POST /t HTTP/1.1\r\nAuthorization: OAuth oauth_token=abc,oauth_verifier=" + plant,
		"a quotation that does not end":   "POST /t HTTP/1.1\r\nAuthorization: OAuth oauth_verifier=\"" + plant,
		"a verifier in a form":            "POST /t HTTP/1.1\r\nHost: h\r\n\r\noauth_token=abc&oauth_verifier=" + plant,
		"a Token Secret in an answer":     "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\noauth_token=abc&oauth_token_secret=" + plant + "&x=y",
		"a Token Secret in JSON":          "HTTP/1.1 200 OK\r\nX: y\r\n\r\n{\"oauth_token\":\"abc\", \"oauth_token_secret\" : \"" + plant + "\"}",
		"a session handle":                "HTTP/1.1 200 OK\r\nX: y\r\n\r\noauth_session_handle=" + plant,
		"a PLAINTEXT signature":           "GET / HTTP/1.1\r\nAuthorization: OAuth oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"" + plant + "%26\"",
		"PLAINTEXT in a query":            "GET /?oauth_signature=" + plant + "%26&oauth_signature_method=PLAINTEXT HTTP/1.1\r\nHost: h",
		"a signature that is no digest":   "GET / HTTP/1.1\r\nAuthorization: OAuth oauth_signature_method=\"HMAC-SHA1\", oauth_signature=\"" + plant + "\"",
		"a signature of an unknown sort":  "GET /?oauth_signature=" + plant + " HTTP/1.1\r\nHost: h",
		"a password":                      "POST /t HTTP/1.1\r\nHost: h\r\n\r\nx_auth_password=" + plant,
		"a cookie":                        "GET / HTTP/1.1\r\nCookie: a=b; session=" + plant,
		"a cookie that is set":            "HTTP/1.1 200 OK\r\nSet-Cookie: session=" + plant + "; Path=/",
		"Basic credentials":               "GET / HTTP/1.1\r\nAuthorization: Basic " + plant,
		"a redirect with a verifier":      "HTTP/1.1 303 See Other\r\nLocation: http://h/cb?oauth_token=abc&oauth_verifier=" + plant,
		"a page that it came from":        "GET / HTTP/1.1\r\nReferer: http://h/cb?oauth_verifier=" + plant + "#top",
		"a secret that was sent by error": "GET /?oauth_consumer_secret=" + plant + " HTTP/1.1\r\nHost: h",
	} {
		t.Run(name, func(t *testing.T) {
			got := oauthtrace.Wire(text)
			if strings.Contains(got, plant) || !strings.Contains(got, "~masked~") {
				t.Errorf("the wire shows\n%s", got)
			}
			if strings.Contains(text, "abc") && !strings.Contains(got, "abc") {
				t.Errorf("what is no secret is gone:\n%s", got)
			}
		})
	}
}

// TestWireLeavesTheRestAlone: a message without secrets stays as it travelled.
func TestWireLeavesTheRestAlone(t *testing.T) {
	for _, text := range []string{
		"GET /photos?file=vacation.jpg&size=original HTTP/1.1\r\nHost: photos.example.net\r\nAuthorization: OAuth realm=\"http://photos.example.net/\", " +
			"oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", oauth_signature_method=\"HMAC-SHA1\", " +
			"oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\", oauth_timestamp=\"1191242096\", oauth_nonce=\"kllo9940pd9333jh\"\r\n\r\n",
		"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: OAuth realm=\"http://h/\", oauth_problem=\"signature_invalid\"\r\n\r\noauth_problem=signature_invalid&oauth_problem_advice=a%20b",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"title\": \"a \\\"quoted\\\" word\", \"n\": 1}",
		"GET /?a&b=&=c HTTP/1.1\r\nX: y", "", "nonsense",
	} {
		if got := oauthtrace.Wire(text); got != text {
			t.Errorf("it became\n%s\nof\n%s", got, text)
		}
	}
	if got := oauthtrace.WireURL("http://h/authorize?oauth_token=abc"); got != "http://h/authorize?oauth_token=abc" {
		t.Errorf("the address became %s", got)
	}
}
