package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// The rules that every page keeps, in the rooms of developers and accounts: console, request log, sandbox, the pages to
// try a signature, passkeys, sessions, grants and the one-step flow.

// atHome is photos where browsers make passkeys, and a developer with an application.
func atHome(t *testing.T) *frame {
	t.Helper()
	return openFrame(t, open(t, func(c *photos.Config) { c.URL = strings.Replace(c.URL, "127.0.0.1", "localhost", 1) }))
}

// posts are the addresses of every form in these rooms.
func (f *frame) posts() (paths []string) {
	app := "/developers/apps/" + f.key
	for _, action := range []string{"/edit", "/secret", "/secret/end", "/suspend", "/resume", "/delete", "/sandbox"} {
		paths = append(paths, app+action)
	}
	for _, action := range []string{"/name", "/password", "/delete", "/sessions/end", "/sessions/end-all", "/passkeys/options", "/passkeys", "/passkeys/remove"} {
		paths = append(paths, "/account"+action)
	}
	return append(paths, "/developers/apps", "/developers/try", "/workbench", "/language", "/sign-in/passkey", "/sign-in/passkey/options",
		"/connections/albums", "/connections/revoke", "/connections/revoke-all", "/oauth/approve/x")
}

// A form counts with the token of its own session, from this site, and as a POST alone; else nothing happens.
func TestFormsOfTheLaterRooms(t *testing.T) {
	f := atHome(t)
	own := f.sam.get("/developers/apps").form("/sign-out").fields.Get("csrf_token")
	foreign := f.browser().get("/sign-in").form("/sign-in").fields.Get("csrf_token")
	fields := func(token string) url.Values {
		return url.Values{"csrf_token": {token}, "sure": {"1"}, "name": {"Mine"}, "callbacks": {"https://evil.example.com/"}, "overlap": {"0"}, "busy": {"1"},
			"consumer": {f.key}, "old": {password}, "new": {"another password"}, "screen_name": {"sam"}, "password": {password}, "language": {"pl"}}
	}
	for _, path := range f.posts() {
		for _, token := range []string{"", foreign} {
			f.sam.post(path, fields(token)).wants(http.StatusForbidden)
		}
		r := f.sam.request(http.MethodPost, path, strings.NewReader(fields(own).Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		f.sam.do(r).wants(http.StatusForbidden)
		r = f.sam.request(http.MethodGet, path+"?"+fields(own).Encode(), nil)
		r.Header.Set("X-HTTP-Method-Override", http.MethodPost)
		f.sam.do(r)
	}
	f.sam.get("/developers/apps/"+f.key).wants(http.StatusOK, "Frame", "Suspend").speaks("en")
	if _, code := f.answer("/api/token"); code != "" {
		t.Errorf("a forged form has made that the token is refused: %q", code)
	}
}

// Every answer of these rooms is guarded like any other.
func TestAnswersOfTheLaterRoomsAreGuarded(t *testing.T) {
	f := atHome(t)
	f.send("GET", "/api/token")
	app := "/developers/apps/" + f.key
	entry := f.sam.get(app + "/requests").links(app + "/requests/")[0]
	for _, path := range []string{
		"/developers", "/developers/api", "/developers/samples", "/developers/try", "/workbench", "/developers/apps", "/developers/apps/new", app,
		app + "/edit", app + "/sandbox", app + "/requests", entry, "/developers/apps/none", "/account", "/account/sign-ins", "/connections",
		"/oauth/authorize", "/oauth/pin?oauth_token=x", "/oauth/approve/x", "/api/openapi.json", "/favicon.ico",
	} {
		guarded(t, path, f.sam.get(path))
	}
	guarded(t, "a new secret", f.sam.submit(f.sam.get(app), "/secret", url.Values{"overlap": {"1"}}).wants(http.StatusOK))
	visitor := f.browser()
	guarded(t, "a passkey's answer", visitor.submit(visitor.get("/sign-in"), "/sign-in/passkey", nil))
	guarded(t, "a signed link", f.sam.get(f.signedLink()))
}

// Names of applications, what browsers call themselves, and whatever stands in a request, are data on these pages.
func TestHostileNamesInTheLaterRooms(t *testing.T) {
	f := atHome(t)
	signer := f.signer
	for _, name := range hostile {
		fields := url.Values{"name": {name}, "description": {name}, "callbacks": {"http://printer.example.com/\n" + name}, "url": {name}, "public_key": {name}}
		checkMarkup(t, name, f.sam.register(fields))
		key, secret := f.sam.register(url.Values{"name": {strings.Map(visibly, name)}, "oob": {"1"}, "debug": {"1"}}).secret()
		f.signer.Key, f.signer.Secret = key, secret
		token, err := f.signer.RequestToken(t.Context(), oauthcore.OutOfBand)
		if err != nil {
			t.Fatal(err)
		}
		r := f.signed("GET", "/api/token?"+url.Values{name: {name}}.Encode(), "")
		r.Header.Set("User-Agent", strings.Map(visibly, name))
		f.sends(r)
		app := "/developers/apps/" + key
		pages := []*page{
			f.sam.consent(token), f.sam.get(app), f.sam.get(app + "/edit"), f.sam.get(app + "/sandbox"), f.sam.get("/developers/samples"),
			f.sam.get(app + "/requests"), f.sam.get(app + "/requests?" + url.Values{"text": {name}, "path": {name}}.Encode()),
			f.sam.get(f.sam.get(app + "/requests").links(app + "/requests/")[0]),
			f.sam.paste(url.Values{"raw": {wire(t, r)}, "base": {name}}), f.sam.paste(url.Values{"raw": {name}, "url": {name}, "method": {name}}),
			f.sam.submit(f.sam.get("/account"), "/account/name", url.Values{"name": {name}}), f.sam.get("/account/sign-ins"), f.sam.get("/connections"),
		}
		for _, p := range pages {
			checkMarkup(t, name, p)
		}
		f.sam.submit(f.sam.get(app), "/delete", url.Values{"sure": {"1"}})
	}
	f.signer = signer
}

// visibly leaves out what a registration refuses and a header cannot hold.
func visibly(r rune) rune {
	if r < ' ' || r == '\u202e' {
		return -1
	}
	return r
}
