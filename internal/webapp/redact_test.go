package webapp

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestNoSecretReachesTheLog(t *testing.T) {
	const s = "s3cr3t"
	for name, attrs := range map[string][]any{
		"token":                     {"oauth_token", s},
		"token secret":              {"token_secret", s},
		"verifier":                  {"oauth_verifier", s},
		"signature":                 {"signature", s},
		"password":                  {"password", s},
		"header":                    {"Authorization", s},
		"cookie":                    {"Cookie", s},
		"PIN":                       {"pin", s},
		"value of another kind":     {"secret", []byte(s)},
		"query":                     {"url", "http://localhost:8080/authorize?oauth_token=" + s + "&x=1"},
		"callback":                  {"url", "http://localhost:8081/callback?oauth_token=a&oauth_verifier=" + s},
		"form":                      {"body", "x=1&oauth_token_secret=" + s},
		"password form":             {"body", "screen_name=jane&password=" + s + "&csrf_token=" + s},
		"OAuth header in a text":    {"err", errors.New(`refused: Authorization: OAuth realm="x", oauth_token="` + s + `", oauth_signature="` + s + `"`)},
		"OAuth parameters":          {"text", `OAuth oauth_consumer_key="dpf", oauth_signature="` + s + `%3D", oauth_version="1.0"`},
		"base string":               {"base", "POST&http%3A%2F%2Fx&oauth_nonce%3D1%26oauth_token%3D" + s + "%26oauth_version%3D1.0"},
		"encoded twice":             {"base", "callback%3Dhttp%253A%252F%252Fx%253Foauth_verifier%253D" + s},
		"JSON":                      {"body", `{"user": "jane", "oauth_token_secret" : "` + s + `\"` + s + `", "n": 1}`},
		"headers":                   {"headers", http.Header{"Cookie": {"photos_session=" + s}}},
		"cookie in a text":          {"text", "Cookie: a=1; photos_session=" + s},
		"session cookie":            {"text", "sent photos_session=" + s + "; Path=/"},
		"password in an address":    {"url", "postgres://photos:" + s + "@db/photos"},
		"struct with a secret":      {"token", struct{ Token, Secret string }{"t", s}},
		"quoted value with a space": {"text", `password="` + "a " + s + `"`},
	} {
		var log bytes.Buffer
		NewLogger(&log, "photos").Info("something", attrs...)
		NewLogger(&log, "photos").With(attrs...).WithGroup("g").Warn("something else", attrs...)
		if strings.Contains(log.String(), s) {
			t.Errorf("%s: %s", name, &log)
		}
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	for _, text := range []string{
		"reading album 12: no such row", "http://localhost:8080/photos?file=vacation.jpg&size=original",
		"oauth_problem=nonce_used", "checking token: it has expired", "GET /oauth/request_token",
	} {
		if got := RedactText(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	var log bytes.Buffer
	NewLogger(&log, "photos").Info("refused", "consumer", "dpf43f3p2l4k3l03", "problem", "nonce_used", "status", 401)
	for _, want := range []string{"consumer=dpf43f3p2l4k3l03", "problem=nonce_used", "status=401", "app=photos"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %s in %s", want, &log)
		}
	}
}

func TestALineCannotBeForged(t *testing.T) {
	var log bytes.Buffer
	NewLogger(&log, "photos").Info("signed in", "name", "jane\nlevel=INFO msg=\"signed in\" name=sam\r\x1b[2K")
	if n := strings.Count(log.String(), "\n"); n != 1 || strings.ContainsAny(log.String(), "\r\x1b") {
		t.Errorf("%d lines: %q", n, &log)
	}
}
