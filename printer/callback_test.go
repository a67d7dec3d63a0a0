package printer_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// P61: a callback opened by a browser that did not start the flow.
func TestP61CallbackOfAnotherBrowser(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	mallory, jane := s.visit(t), s.visit(t)
	mallory.begin(p)
	back := p.allow(t, "mallory")
	jane.get(back).shows(403, "not for this browser", "did not begin")
	jane.get("/account").shows(200, "Not connected")
	jane.begin(p)
	jane.get(back).shows(403, "not for this browser")
	if len(p.given()) != 0 {
		t.Error("a Request Token was exchanged")
	}
	mallory.get(back).shows(200, "Connected to photos as mallory")
}

// A callback counts once.
func TestCallbackTwice(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.begin(p)
	back := p.allow(t, "jane")
	jane.get(back).shows(200, "Connected to photos as jane")
	jane.get(back).shows(403, "This answer counts once")
	jane.get("/account").shows(200, "Connected as jane")
}

// P62: every shape of bad callback is explained, and none of them connects.
func TestP62BadCallbacks(t *testing.T) {
	for name, test := range map[string]struct {
		query  func(token string) string
		status int
		says   string
	}{
		"no verifier (a provider of OAuth 1.0)": {func(t string) string { return "oauth_token=" + t }, 400, "Revision A"},
		"no token":                              {func(string) string { return "oauth_verifier=abc" }, 400, "did not understand"},
		"nothing":                               {func(string) string { return "" }, 400, "did not understand"},
		"unknown token":                         {func(string) string { return "oauth_token=unknown&oauth_verifier=abc" }, 403, "not for this browser"},
		"two tokens":                            {func(t string) string { return "oauth_token=" + t + "&oauth_token=x&oauth_verifier=abc" }, 400, "did not understand"},
		"error=access_denied":                   {func(t string) string { return "error=access_denied&oauth_token=" + t }, 200, "You said no"},
		"denied=<token> (Twitter)":              {func(t string) string { return "denied=" + t }, 200, "You said no"},
		"oauth_verifier=denied (Jira)":          {func(t string) string { return "oauth_verifier=denied&oauth_token=" + t }, 200, "You said no"},
		"oauth_problem=permission_denied":       {func(t string) string { return "oauth_problem=permission_denied&oauth_token=" + t }, 200, "You said no"},
		"oauth_problem=token_expired":           {func(t string) string { return "oauth_problem=token_expired&oauth_token=" + t }, 400, "token_expired"},
		"oauth_problem without a token":         {func(string) string { return "oauth_problem=consumer_key_refused" }, 400, "consumer_key_refused"},
		"oauth_problem of no vocabulary":        {func(string) string { return "oauth_problem=%3Cscript%3E" }, 400, "something went wrong"},
		"a wrong verifier":                      {func(t string) string { return "oauth_verifier=wrong&oauth_token=" + t }, 200, "Wrong code"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newServiceProvider(t)
			jane := open(t, p, nil).visit(t)
			token := p.begun(t, jane)
			if strings.Contains(name, "wrong verifier") {
				p.allow(t, "jane")
			}
			told := jane.get("/callback?"+test.query(url.QueryEscape(token))).shows(test.status, test.says)
			if got := told.header.Get("Referrer-Policy"); got != "no-referrer" {
				t.Errorf("Referrer-Policy %q on a page with a token in its address", got)
			}
			if strings.Contains(told.html, token) {
				t.Error("the page has the Request Token in it")
			}
			jane.get("/account").shows(200, "Not connected")
		})
	}
}

// Deny, as photos tells it.
func TestDenied(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.begin(p)
	jane.get(p.deny(t, "jane")).shows(200, "You said no")
}

// P63: what is no OAuth answer is told in words, and never a 500.
func TestP63ProviderAnswers(t *testing.T) {
	answers := func(status int, kind, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			w.Write([]byte(body))
		}
	}
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		says   string
	}{
		"drops the connection":        {drop, "cannot be reached"},
		"503 with Retry-After":        {answers(503, "text/html", "<h1>Down</h1>", "Retry-After", "30"), "try again in 30 seconds"},
		"HTML with 200":               {answers(200, "text/html", "<!doctype html><title>Maintenance</title>"), "not an OAuth answer"},
		"garbage":                     {answers(200, "application/octet-stream", "\x00\x01\x02"), "not an OAuth answer"},
		"nothing":                     {answers(200, "text/plain", ""), "not an OAuth answer"},
		"redirects to another host":   {answers(302, "text/plain", "", "Location", "http://elsewhere.example/"), "not an OAuth answer"},
		"does not confirm":            {answers(200, "text/plain", "oauth_token=a&oauth_token_secret=b"), "Revision A"},
		"confirms something else":     {answers(200, "text/plain", "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=false"), "Revision A"},
		"unknown Consumer":            {answers(401, "application/x-www-form-urlencoded", "oauth_problem=consumer_key_unknown"), "consumer_key_unknown"},
		"another clock":               {answers(400, "application/x-www-form-urlencoded", "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2"), "Our clocks differ"},
		"throttled":                   {answers(503, "application/json", `{"oauth_problem":"consumer_key_refused"}`), "slow down"},
		"a problem of its own making": {answers(400, "text/plain", "oauth_problem=made_up"), "a word that we do not know"},
		"half a token":                {answers(200, "text/plain", "oauth_token=hh5s93j4hdidpola"), "not an OAuth answer"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newServiceProvider(t)
			s := open(t, p, nil)
			jane := s.visit(t)
			p.misbehave("/oauth/request_token", test.answer)
			told := jane.get("/account").submit("/connect").shows(200, test.says)
			if strings.Contains(told.html+s.log.String(), "hh5s93j4hdidpola") {
				t.Error("the page or the log has a piece of a token in it")
			}
			jane.get("/").shows(200)
		})
	}
}

// P47: a provider may answer in any order, with other parameters, label it as it likes, and have tokens of any characters.
func TestP47AnyOrderCharsetAndLabel(t *testing.T) {
	for _, kind := range []string{"text/html; charset=utf-8", "text/plain", "", "application/x-www-form-urlencoded; charset=iso-8859-1"} {
		p := newServiceProvider(t)
		jane := open(t, p, nil).visit(t)
		p.misbehave("/oauth/request_token", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			io.WriteString(w, "x=1&oauth_callback_confirmed=true&oauth_token_secret=s%2B&oauth_token=t%2F%2B%26%20%C3%A9%22")
		})
		if away := jane.get("/account").submit("/connect"); away.leadsTo != p.URL+"/oauth/authorize?oauth_token=t%2F%2B%26%20%C3%A9%22" {
			t.Errorf("%q leads to %q", kind, away.leadsTo)
		}
	}
}

// The exchange may go wrong too.
func TestExchangeGoesWrong(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.begin(p)
	p.misbehave("/oauth/access_token", drop)
	jane.get(p.allow(t, "jane")).shows(200, "cannot be reached")
	p.misbehave("/oauth/access_token", nil)
	jane.connect(p, "jane")
}

// Endpoints on another origin are refused unless they were set by hand.
func TestDiscoveryPointsElsewhere(t *testing.T) {
	for _, name := range []string{"request_token_url", "authorize_url", "access_token_url", "revoke_url", "api_base"} {
		t.Run(name, func(t *testing.T) {
			p := newServiceProvider(t)
			p.discovery[name] = "http://elsewhere.example/x"
			open(t, p, nil).visit(t).get("/account").submit("/connect").shows(200, "another host")
		})
	}
}

// The API misbehaves while somebody chooses.
func TestAPIGoesWrong(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		says   string
	}{
		"drops":                {drop, "cannot be reached"},
		"503 with Retry-After": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "90"); w.WriteHeader(503) }, "try again in 90 seconds"},
		"HTML with 200":        {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) }, "not what its API promises"},
		"redirects elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.example/", http.StatusFound)
		}, "another host"},
	} {
		t.Run(name, func(t *testing.T) {
			p.misbehave("/api/albums", test.answer)
			p.misbehave("/api/albums/a1", test.answer)
			jane.get("/albums").shows(200, test.says)
			jane.get("/albums/a1").shows(200, test.says)
		})
	}
	p.misbehave("/api/albums", nil)
	p.misbehave("/api/albums/a1", nil)
	jane.get("/albums").shows(200, "Vacation")
	jane.get("/albums/none").shows(404, "Nothing here")
	p.revokeAll()
	jane.get("/albums").shows(200, "withdrawn", "Connect again")
	jane.get("/albums").shows(200, "Not connected yet")
}
