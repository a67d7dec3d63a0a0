package inspector_test

import (
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
)

// vacation is the request of OAuth Core 1.0a Appendix A.5, as an inspector keeps it.
func vacation() *inspector.Side {
	s := &inspector.Side{Method: "GET", URL: "http://photos.example.net/photos", BaseString: appendixA}
	for _, p := range [][3]string{
		{"oauth_consumer_key", "dpf43f3p2l4k3l03", "header"}, {"oauth_token", "nnch734d00sl2jdk", "header"},
		{"oauth_signature_method", "HMAC-SHA1", "header"}, {"oauth_signature", "tR3+Ty81lMeYAr/Fid0kMTYa/WM=", "header"},
		{"oauth_timestamp", "1191242096", "header"}, {"oauth_nonce", "kllo9940pd9333jh", "header"}, {"oauth_version", "1.0", "header"},
		{"file", "vacation.jpg", "query"}, {"size", "original", "query"},
	} {
		s.Parameters = append(s.Parameters, inspector.Param{Name: p[0], Value: p[1], Place: p[2]})
	}
	return s
}

func queryOf(t *testing.T, m inspector.Message) url.Values {
	t.Helper()
	query, err := url.ParseQuery(strings.TrimPrefix(inspector.OpenOne(m).Workbench(), "?"))
	if err != nil {
		t.Fatal(err)
	}
	return query
}

func TestAMessageForTheWorkbench(t *testing.T) {
	got := queryOf(t, inspector.Message{Sent: vacation()})
	for name, want := range map[string]string{
		"method": "GET", "url": "http://photos.example.net/photos?file=vacation.jpg&size=original", "place": "header", "consumer_key": "dpf43f3p2l4k3l03",
		"token": "nnch734d00sl2jdk", "nonce": "kllo9940pd9333jh", "timestamp": "1191242096", "signature": "tR3+Ty81lMeYAr/Fid0kMTYa/WM=", "theirs": appendixA,
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, not %q", name, got.Get(name), want)
		}
	}
	if got := queryOf(t, inspector.Message{Received: vacation()}); got.Has("theirs") {
		t.Error("what the Service Provider built is called the Consumer's")
	}
	form := vacation()
	form.Parameters = append(form.Parameters, inspector.Param{Name: "oauth_callback", Value: "oob", Place: "header"}, inspector.Param{Name: "note", Value: "a b", Place: "body"})
	if got := queryOf(t, inspector.Message{Sent: form}); got.Get("body") != "note=a%20b" || got.Get("more") != "oauth_callback=oob\n" {
		t.Errorf("a form became %v", got)
	}
}

// TestNoWorkbench is about messages of which no base string can be built again, or not without a secret.
func TestNoWorkbench(t *testing.T) {
	masked, plain := vacation(), vacation()
	masked.BaseString = strings.Replace(appendixA, "vacation.jpg", oauthcore.Masked, 1)
	plain.Parameters[2].Value = "PLAINTEXT"
	for name, s := range map[string]*inspector.Side{"masked": masked, "PLAINTEXT": plain, "unsigned": {Method: "GET", URL: "http://photos.example.net/"}} {
		if got := inspector.OpenOne(inspector.Message{Sent: s}).Workbench(); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}
