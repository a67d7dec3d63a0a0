package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// signedLink is an address that the printer signs when the User clicks.
func (s *site) signedLink(extra ...oauthcore.Param) string {
	s.t.Helper()
	link, err := s.consumer().ApprovalURL(callback, extra...)
	if err != nil {
		s.t.Fatal(err)
	}
	return link
}

// stop follows no redirect.
func (b *browser) stop() *browser {
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t: b.t, site: b.site, client: &client}
}

// S2.0, S2.4 to S2.9: without a Request Token, the User allows and the Consumer exchanges what she brings back, with its
// own secret alone.
func TestS3_2_0OneStepDance(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	vacation := jane.album("Vacation")
	jane.album("Diary")
	p := jane.get(s.signedLink()).wants(http.StatusOK, "Allow printer to see your photos?", "without a Request Token", "return to printer.example.com")
	if policy := p.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "form-action 'self' http://printer.example.com") {
		t.Errorf("a browser would not follow the answer: %s", policy)
	}
	chosen := some(vacation)
	chosen.Set("decision", "allow")
	allow := func() string {
		p := jane.submit(p, p.url.Path, chosen).wants(http.StatusSeeOther)
		return p.header.Get("Location")
	}
	back := allow()
	token := strings.TrimPrefix(back, callback+"&oauth_token=")
	if token == back || strings.Contains(token, "&") {
		t.Fatalf("the User is sent to %s", back)
	}
	if again := allow(); again != back {
		t.Errorf("the second press leads to %s, the first to %s", again, back)
	}
	s.call(oauthcore.AccessToken{Token: token}, "GET", "/api/albums").wants(http.StatusUnauthorized) // it opens nothing

	_, _, err := s.consumer().AccessToken(t.Context(), oauthcore.RequestToken{Token: token}, "verifier")
	if got := problem(t, err); got != oauthcore.ParameterRejected {
		t.Errorf("with a verifier it is refused with %q", got)
	}
	access, rest, err := s.consumer().ExchangeCallbackToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if rest.Get("screen_name") != "jane" || s.titles(access) != "Vacation" {
		t.Errorf("the token of %v opens %s", rest, s.titles(access))
	}
	_, _, err = s.consumer().ExchangeCallbackToken(t.Context(), token)
	if got := problem(t, err); got != oauthcore.TokenUsed {
		t.Errorf("the second exchange is refused with %q", got)
	}
	jane.submit(p, p.url.Path, chosen).wants(http.StatusGone, "answered already")
	jane.get(p.url.Path).wants(http.StatusGone, "answered already")
}

// S2.3: the signed address leads at once to a page of this browser, where Back and Reload work; it itself works once.
func TestS3_2_3TheSignedLinkWorksOnceItsPageAsOftenAsWanted(t *testing.T) {
	now := time.Now()
	s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
	jane := s.browser().signUp("jane")
	link, late := s.signedLink(), s.signedLink()
	p := jane.stop().get(link).wants(http.StatusSeeOther)
	path := p.header.Get("Location")
	if !strings.HasPrefix(path, "/oauth/approve/") || strings.Contains(path, "?") {
		t.Fatalf("the signed address leads to %s", path)
	}
	for range 3 {
		jane.get(path).wants(http.StatusOK, "Allow printer")
	}
	jane.get(link).wants(http.StatusGone, "This link was used already", "Back to printer")
	jane.get(path).wants(http.StatusOK, "Allow printer")
	s.browser().signUp("sam").get(path).wants(http.StatusNotFound, "This browser was asked nothing of the kind")
	now = now.Add(6 * time.Minute)
	jane.get(late).wants(http.StatusGone, "This link has expired", "start again", "Back to printer")
	jane.get(path).wants(http.StatusOK, "Allow printer")
	now = now.Add(time.Hour)
	jane.get(path).wants(http.StatusNotFound)
}

// S2.1, S2.3n: whatever is wrong is said on a page. Nobody is sent to an address that nobody has vouched for.
func TestS3_2_3nAWrongLinkLeadsNowhere(t *testing.T) {
	s := open(t, nil)
	s.consumer() // registers
	jane := s.browser().signUp("jane")
	signed := func(change func(c *oauthcore.Consumer), callback string) string {
		consumer := *s.consumer()
		if change != nil {
			change(&consumer)
		}
		link, err := consumer.ApprovalURL(callback)
		if err != nil {
			t.Fatal(err)
		}
		return link
	}
	good := signed(nil, callback)
	for what, c := range map[string]struct {
		link   string
		status int
	}{
		"a changed callback":       {strings.Replace(good, "order%3D7", "order%3D8", 1), http.StatusUnauthorized},
		"another secret":           {signed(func(c *oauthcore.Consumer) { c.Secret = "guess" }, callback), http.StatusUnauthorized},
		"an unknown key":           {signed(func(c *oauthcore.Consumer) { c.Key = "nobody" }, callback), http.StatusUnauthorized},
		"an unregistered callback": {signed(nil, "http://evil.example/"), http.StatusBadRequest},
		"no address":               {signed(nil, "oob"), http.StatusBadRequest},
		"an unknown right":         {s.signedLink(oauthcore.Param{Name: "perms", Value: "fly"}), http.StatusBadRequest},
		"no callback":              {s.url + "/oauth/authorize?oauth_signature=x&oauth_consumer_key=" + printerKey, http.StatusBadRequest},
		"an unknown interactivity": {s.signedLink(oauthcore.Param{Name: "interactivity", Value: "loud"}), http.StatusBadRequest},
	} {
		p := jane.stop().get(c.link)
		if p.status != c.status || p.header.Get("Location") != "" || !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s is answered %d, %s, %v", what, p.status, p.header.Get("Location"), p.text())
		}
		if strings.Contains(p.body, "evil.example") {
			t.Errorf("%s: the page links to the address that was sent", what)
		}
	}
}

// S2.5: a denial says that it is one, and nothing else: there is no token.
func TestS3_2_5DenyingInOneStep(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	p := jane.get(s.signedLink())
	denied := jane.submit(p, p.url.Path, url.Values{"decision": {"deny"}}).wants(http.StatusSeeOther)
	if got := denied.header.Get("Location"); got != callback+"&error=access_denied" {
		t.Errorf("the User is sent to %s", got)
	}
	jane.submit(p, p.url.Path, url.Values{"decision": {"allow"}}).wants(http.StatusGone, "answered already", "Back to printer")
}

// S2.8: the callback token is the Consumer's that it was made for.
func TestS3_2_8ACallbackTokenIsItsConsumers(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.connectOther()
	p := jane.get(s.signedLink())
	token := jane.submit(p, p.url.Path, url.Values{"decision": {"allow"}}).returned().Get("oauth_token")
	thief := *s.consumer()
	thief.Key, thief.Secret = "frame", "s"
	_, _, err := thief.ExchangeCallbackToken(t.Context(), token)
	if got := problem(t, err); got != oauthcore.TokenRejected {
		t.Errorf("another Consumer is refused with %q", got)
	}
}

// S3.2 and S3.9 in one step: signing in, also as somebody else, loses nothing.
func TestTheApprovalOutlivesSigningIn(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	s.browser().signUp("sam")
	b := s.browser()
	p := b.get(s.signedLink(oauthcore.Param{Name: "interactivity", Value: "confirm_user"})).wants(http.StatusOK, "Password", "printer")
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"sam"}, "password": {password}}).wants(http.StatusOK, "Are you sam?")
	p = b.submit(p, "/sign-out", nil).wants(http.StatusOK, "Password")
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}})
	p.wants(http.StatusOK, "Allow printer", "signed in as jane")
	p = b.submit(p, "/sign-out", nil).wants(http.StatusOK, "Password")
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"sam"}, "password": {password}})
	p.wants(http.StatusOK, "Are you sam?") // for the question before was Jane's
}

// Whoever has allowed the same before is asked again all the same, and only she who was shown the page answers it.
func TestOneStepAlwaysAsks(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.connect()
	p := jane.get(s.signedLink()).wants(http.StatusOK, "Allow printer")
	fields := p.form(p.url.Path).fields
	fields.Set("decision", "allow")
	fields.Set("user_id", "1")
	jane.post(p.url.Path, fields).wants(http.StatusForbidden, "Somebody else")
	fields.Del("csrf_token")
	jane.post(p.url.Path, fields).wants(http.StatusForbidden)
}
