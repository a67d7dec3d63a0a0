package oauthcore_test

import (
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// The callback: OAuth Core 1.0a sections 6.1.1 and 6.2.3.

// ask asks for a Request Token with a callback, of a Consumer registered with
// the given ones.
func ask(t *testing.T, callback string, registered ...string) (*oauthcore.IssuedRequestToken, error) {
	t.Helper()
	r := printer()
	r.OutOfBand = false
	if registered != nil {
		r.Callbacks = registered
	}
	sp, _ := newProvider(r)
	return sp.IssueRequestToken(askLetter().set("oauth_callback", callback).request(t))
}

// refusedFor checks that a callback is refused, and that the advice says why.
func refusedFor(t *testing.T, reason, callback string, registered ...string) {
	t.Helper()
	_, err := ask(t, callback, registered...)
	p := wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	if !strings.Contains(p.Advice, reason) {
		t.Errorf("%s: the advice does not say %q: %s", callback, reason, p.Advice)
	}
	if got := p.Rejected().Get("oauth_callback"); got != callback {
		t.Errorf("oauth_parameters_rejected holds %q", got)
	}
}

func TestP28CallbackEncodedTwiceIsExplained(t *testing.T) {
	refusedFor(t, "encoded twice", "http%3A%2F%2Fprinter.example.com%2Fready")
	refusedFor(t, "encoded twice", "HTTPS%3a%2f%2fprinter.example.com")
}

func TestP29ValuesAreDecodedOnce(t *testing.T) {
	for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InBody, oauthcore.InQuery} {
		sp, _ := newProvider()
		l := askLetter().set("oauth_callback", "http://printer.example.com/ready?x=a%252Bb")
		l.place = place
		issued, err := sp.IssueRequestToken(l.request(t))
		wantPassed(t, err)
		if issued.Callback != "http://printer.example.com/ready?x=a%252Bb" {
			t.Errorf("in the %s: the callback became %s", place, issued.Callback)
		}
	}
}

func TestP30FragmentIsRefused(t *testing.T) {
	refusedFor(t, "fragment", "http://printer.example.com/x#frag")
	refusedFor(t, "fragment", "http://printer.example.com/x#")
}

func TestP31QueryOfTheCallbackIsKept(t *testing.T) {
	for callback, want := range map[string]string{
		"http://printer.example.com/x":              "http://printer.example.com/x?oauth_token=T&oauth_verifier=V",
		"http://printer.example.com/x?":             "http://printer.example.com/x?oauth_token=T&oauth_verifier=V",
		"http://printer.example.com/x?a":            "http://printer.example.com/x?a&oauth_token=T&oauth_verifier=V",
		"http://printer.example.com/x?a=1&":         "http://printer.example.com/x?a=1&oauth_token=T&oauth_verifier=V",
		"http://printer.example.com/x?x=1&y=%20a+b": "http://printer.example.com/x?x=1&y=%20a+b&oauth_token=T&oauth_verifier=V",
		"http://printer.example.com/x?a;b=%c3%a9":   "http://printer.example.com/x?a;b=%c3%a9&oauth_token=T&oauth_verifier=V",
		"http://printer.example.com":                "http://printer.example.com?oauth_token=T&oauth_verifier=V",
	} {
		issued, err := ask(t, callback)
		wantPassed(t, err)
		issued.Token, issued.Verifier, issued.State = "T", "V", oauthcore.StateAuthorized
		wantText(t, callback, issued.ReturnURL(), want)
	}
}

func TestP32DangerousCallbackIsRefused(t *testing.T) {
	for callback, reason := range map[string]string{
		"javascript:alert(1)":                       "absolute address",
		"JavaScript://printer.example.com/%0aalert": "absolute address",
		"data:text/html,x":                          "absolute address",
		"file:///etc/passwd":                        "absolute address",
		"ftp://printer.example.com/":                "absolute address",
		"view-source:http://printer.example.com/":   "absolute address",
		"//evil":                              "absolute address",
		"//printer.example.com/ready":         "absolute address",
		"/ready":                              "absolute address",
		"":                                    "",
		"OOB":                                 "absolute address",
		"oob ":                                "a space",
		"http://printer.example.com@evil/":    "user name",
		"http://a:b@printer.example.com/":     "user name",
		"http://printer.example.com.evil/":    `host "printer.example.com.evil"`,
		"http://evil/printer.example.com/":    `host "evil"`,
		"http://printer.example.com:8080/":    `port "8080"`,
		"https://printer.example.com/":        `scheme "https"`,
		"http:printer.example.com":            "no host",
		"http:///ready":                       "no host",
		"http://printer.example.com/\\evil":   "backslash",
		"http://printer.example.com\\@evil/":  "backslash",
		"http://printer.example.com/\r\nX: y": "control character",
		"http://printer.example.com/a b":      "a space",
		"http://printer.example.com/x/../y":   "its path has . or ..",
		"http://printer.example.com/%2e%2e/y": "its path has . or ..",
		"http://printer.example.com/%zz":      "not an address",

		"http://printer.example.com/ready?oauth_verifier=mine": "oauth_verifier already",
		"http://printer.example.com/ready?x&oauth%5Ftoken=T":   "oauth_token or",
		"http://printer.example.com/ready?%zz&oauth_token=T":   "oauth_token or",
	} {
		if callback == "" { // a missing value rather than a dangerous one
			_, err := ask(t, callback)
			wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
			continue
		}
		refusedFor(t, reason, callback)
	}
	refusedFor(t, `path "/other"`, "http://printer.example.com/other", "http://printer.example.com/ready")
	refusedFor(t, `path "/ready/below"`, "http://printer.example.com/ready/below", "http://printer.example.com/ready")
	refusedFor(t, `path "/READY"`, "http://printer.example.com/READY", "http://printer.example.com/ready")
	refusedFor(t, "no callback is registered", "http://printer.example.com/ready", "not an address")
}

func TestP33ReasonNamesTheComponent(t *testing.T) {
	refusedFor(t, `its host "127.0.0.1" is not the registered "localhost"`, "http://127.0.0.1:8081/callback",
		"https://printer.example.com/ready", "http://localhost:8081/callback", "http://printer.example.com/")
	refusedFor(t, `its port "8082" is not the registered "8081"`, "http://localhost:8082/callback", "http://localhost:8081/callback")
}

func TestP34QueryMayDiffer(t *testing.T) {
	for _, callback := range []string{"http://printer.example.com/ready?job=1", "http://PRINTER.example.com:80/ready", "http://printer.example.com/ready"} {
		_, err := ask(t, callback, "http://printer.example.com/ready?registered=1")
		wantPassed(t, err)
	}
	_, err := ask(t, "http://printer.example.com/a/b?c", "http://printer.example.com/a/") // what lies below a slash
	wantPassed(t, err)
	_, err = ask(t, "com.example.printer://ready?job=1", "com.example.printer://ready")
	wantPassed(t, err)
}

func TestP35OutOfBandMustBeRegistered(t *testing.T) {
	_, err := ask(t, oauthcore.OutOfBand)
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	sp, _ := newProvider()
	issued, err := sp.IssueRequestToken(askLetter().set("oauth_callback", "oob").request(t))
	wantPassed(t, err)
	if issued.ReturnURL() != "" {
		t.Errorf("the User is sent to %s", issued.ReturnURL())
	}
}

// The callback that counts is the one that was signed with the Request Token;
// the library has no way to be given another.
func TestP36CallbackIsFixedWithTheRequestToken(t *testing.T) {
	sp, _ := newProvider()
	issued, err := sp.IssueRequestToken(askLetter().request(t))
	wantPassed(t, err)
	authorized, err := sp.Authorize(t.Context(), issued.Token, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	if !strings.HasPrefix(authorized.ReturnURL(), "http://printer.example.com/ready?oauth_token=") {
		t.Errorf("the User returns to %s", authorized.ReturnURL())
	}
	late := exchangeLetter().set("oauth_callback", "http://printer.example.com/late")
	_, err = sp.GrantAccessToken(late.request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
}

func TestP37MissingCallbackIsExplained(t *testing.T) {
	sp, _ := newProvider()
	_, err := sp.IssueRequestToken(askLetter().drop("oauth_callback").request(t))
	p := wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
	if p.Extra.Get("oauth_parameters_absent") != "oauth_callback" {
		t.Errorf("oauth_parameters_absent is %q", p.Extra.Get("oauth_parameters_absent"))
	}
	if !strings.Contains(p.Advice, "2009.1") || !strings.Contains(p.Advice, "Revision A") {
		t.Errorf("the advice does not tell why: %s", p.Advice)
	}
}

// The library's part of P38: each dead token has its own refusal, and the
// Consumer is named with it, so that a page can link back to it.
func TestP38DeadTokenIsExplained(t *testing.T) {
	for state, code := range map[oauthcore.State]oauthcore.Code{
		oauthcore.StateAuthorized: oauthcore.TokenUsed,
		oauthcore.StateExchanged:  oauthcore.TokenUsed,
		oauthcore.StateDenied:     oauthcore.PermissionDenied,
	} {
		sp, store := newProvider()
		pending(t, store, state, "")
		_, consumer, err := sp.Pending(t.Context(), requestToken)
		wantProblem(t, err, code, http.StatusUnauthorized)
		if consumer == nil || consumer.URL != "http://printer.example.com/" {
			t.Errorf("%s: the Consumer is %+v", state, consumer)
		}
	}
	sp, _ := newProvider()
	_, _, err := sp.Pending(t.Context(), "unknown")
	wantProblem(t, err, oauthcore.TokenRejected, http.StatusUnauthorized)
}
