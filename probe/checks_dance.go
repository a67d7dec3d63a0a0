package probe

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"example.net/oauth1/oauthcore"
)

// dances probes User Authorization and the Access Token URL (OAuth Core 1.0a sections 6.2 and 6.3).
func (r *run) dances() {
	r.tooEarly()
	r.authorizationPage()
	if r.Person == nil {
		return
	}
	if r.firstDance(); r.access.Token == "" {
		return
	}
	r.secondDance()
	r.deniedDance()
}

// ask gets a Request Token.
func (r *run) ask() (t oauthcore.RequestToken, err error) {
	x, err := r.try(r.asking(), nil, nil)
	if err != nil {
		return t, err
	}
	if t.Token, t.Secret, _ = r.tokens(x); t.Token == "" {
		return t, errors.New("no Request Token came")
	}
	return t, nil
}

// tooEarly exchanges what no User has seen.
func (r *run) tooEarly() {
	const tried = "a Request Token is exchanged before any User has seen it: refused"
	t, err := r.ask()
	if err != nil {
		r.untested(tried, err.Error(), "C39", "C60")
		return
	}
	if x, err := r.try(r.exchanging(t, "guessed-verifier"), nil, nil); err == nil {
		r.file(tried, refused, x, "C39", "C60")
	}
	if x, err := r.try(r.exchanging(oauthcore.RequestToken{Token: "no-such-token", Secret: t.Secret}, "guessed-verifier"), nil, nil); err == nil {
		r.file("a Request Token that there is not: 401", status401, x, "C90")
	}
}

// authorizationPage looks at the page without signing in.
func (r *run) authorizationPage() {
	t, err := r.ask()
	if err != nil {
		r.untested("the authorization page", err.Error(), "C124")
		return
	}
	c := oauthcore.Consumer{Endpoints: r.Endpoints}
	page, err := r.follow(c.AuthorizeURL(t))
	if err != nil {
		r.untested("the authorization page", err.Error(), "C124")
		return
	}
	policy := page.header.Get("Content-Security-Policy")
	framed := page.header.Get("X-Frame-Options") == "" && !strings.Contains(policy, "frame-ancestors")
	r.found("the page that a User comes to may not be put into a frame (X-Frame-Options, or frame-ancestors)", !framed, "X-Frame-Options: "+page.header.Get("X-Frame-Options")+", Content-Security-Policy: "+policy, page, "C124")
}

// follow opens a page as a browser without cookies does, on its own host.
func (r *run) follow(address string) (*exchange, error) {
	for range 5 {
		x, err := r.send(&wire{method: http.MethodGet, url: address, unsigned: true})
		if err != nil {
			return nil, err
		}
		next, err := url.Parse(x.header.Get("Location"))
		if x.status/100 != 3 || err != nil {
			return x, nil
		}
		base, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		if next = base.ResolveReference(next); next.Host != base.Host {
			return x, nil
		}
		address = next.String()
	}
	return nil, errors.New("it redirects again and again")
}

// firstDance goes as it should, with an attempt to change the callback on the way.
func (r *run) firstDance() {
	t, err := r.ask()
	if err != nil {
		r.untested("the dance", err.Error(), "C54", "C61")
		return
	}
	c := oauthcore.Consumer{Endpoints: r.Endpoints}
	returned, err := r.Person.Decide(r.ctx, c.AuthorizeURL(t, oauthcore.Param{Name: "oauth_callback", Value: "http://attacker.example/"}), true)
	if err != nil {
		r.untested("the User allows, and comes back to the callback", err.Error(), "C49", "C54", "C61")
		return
	}
	verifier := r.comeBack(t, returned)
	x, err := r.try(r.exchanging(t, verifier), nil, nil)
	if err != nil {
		r.untested("the exchange", err.Error(), "C61")
		return
	}
	r.access.Token, r.access.Secret, _ = r.tokens(x)
	r.found("the exchange with the verifier: a token and its secret", r.access.Token != "" && r.access.Secret != "", problemOr(x), x, "C61")
	r.found("the Access Token is another one than the Request Token", r.access.Token != t.Token, "as said", nil, "C28")
	if x, err = r.try(r.exchanging(t, verifier), nil, nil); err == nil {
		r.file("the same exchange again: refused", refused, x, "C27", "C60")
	}
}

func problemOr(x *exchange) string {
	_, saw := accepted.judge(x)
	return saw
}

// comeBack judges the address that the User was sent to, and takes the verifier from it.
func (r *run) comeBack(t oauthcore.RequestToken, returned string) (verifier string) {
	u, err := url.Parse(returned)
	if err != nil {
		r.found("the User comes back to the callback", false, "to something that is no address", nil, "C54")
		return ""
	}
	verifier = u.Query().Get("oauth_verifier")
	r.mask.hide(verifier)
	r.found("a callback in the authorization address is ignored; the User comes back to the one that was signed", strings.HasPrefix(returned, untilQuery(r.Callback)), "came back to "+u.Host+u.Path, nil, "C49", "C54")
	r.found("oauth_token and oauth_verifier come back", u.Query().Get("oauth_token") == t.Token && verifier != "", "the query has "+names(paramsOf(u.RawQuery)), nil, "C54")
	if _, own, has := strings.Cut(r.Callback, "?"); has {
		r.found("the callback's own query is kept byte for byte, and comes first", strings.HasPrefix(u.RawQuery, own+"&"), "the query is "+r.mask.text(u.RawQuery), nil, "C55", "R10")
	} else {
		r.untested("the callback's own query is kept", "the callback has none: give one with a query", "C55")
	}
	r.found("the verifier is not the token, and not short", verifier != t.Token && len(verifier) >= 6, lengthOf(verifier), nil, "C53", "R10")
	return verifier
}

func untilQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

func paramsOf(query string) oauthcore.Params {
	params, err := oauthcore.ParseForm(query)
	if err != nil {
		return nil
	}
	return params
}

func lengthOf(verifier string) string {
	if len(verifier) < 6 {
		return "it has fewer than six characters"
	}
	return "it has six characters or more"
}

// secondDance spoils the exchange before it is made ten times at once.
func (r *run) secondDance() {
	t, err := r.ask()
	if err != nil {
		r.untested("the second dance", err.Error(), "C53")
		return
	}
	c := oauthcore.Consumer{Endpoints: r.Endpoints}
	returned, err := r.Person.Decide(r.ctx, c.AuthorizeURL(t), true)
	if err != nil {
		r.untested("the second dance", err.Error(), "C53")
		return
	}
	u, err := url.Parse(returned)
	if err != nil {
		return
	}
	verifier := u.Query().Get("oauth_verifier")
	r.mask.hide(verifier)
	if x, err := r.try(r.exchanging(t, verifier), nil, func(w *wire) { w.set("oauth_nonce", oauthcore.NewNonce()) }); err == nil {
		r.file("an exchange with a wrong signature: 401", status401, x, "C60", "C91")
	}
	if x, err := r.try(r.exchanging(t, ""), nil, nil); err == nil {
		r.file("an exchange without the verifier: refused", refused, x, "C53", "C60")
	}
	if x, err := r.try(r.exchanging(t, "not-"+verifier), nil, nil); err == nil {
		r.file("an exchange with another verifier: refused", refused, x, "C53", "C60")
	}
	r.race(t, verifier)
}

// race makes one exchange ten times at once.
func (r *run) race(t oauthcore.RequestToken, verifier string) {
	var wg sync.WaitGroup
	got := make(chan string, 10)
	for range cap(got) {
		w, err := r.exchanging(t, verifier).sign()
		if err != nil {
			return
		}
		wg.Go(func() {
			x, _, _, err := r.sendQuietly(w)
			if err == nil && x.status/100 == 2 {
				got <- paramsOf(x.body).Get("oauth_token")
			}
		})
	}
	wg.Wait()
	close(got)
	switch tried := "ten exchanges of one Request Token at once: one succeeds"; len(got) {
	case 0:
		r.untested(tried, "none did: wrong verifiers had ended the token", "C27")
	case 1:
		r.found(tried, true, "one did", nil, "C27")
	default:
		r.found(tried, false, "more than one did", nil, "C27")
	}
}

// deniedDance has the User deny.
func (r *run) deniedDance() {
	const tried = "the User denies: the Request Token cannot be exchanged"
	t, err := r.ask()
	if err != nil {
		r.untested(tried, err.Error(), "C49", "C39")
		return
	}
	c := oauthcore.Consumer{Endpoints: r.Endpoints}
	returned, err := r.Person.Decide(r.ctx, c.AuthorizeURL(t), false)
	if err != nil {
		r.untested(tried, err.Error(), "C49", "C39")
		return
	}
	if strings.Contains(returned, "oauth_verifier=") {
		r.untested(tried, "the User was not asked, or what was pressed was not a way to deny: a verifier came back", "C49", "C39")
		return
	}
	if x, err := r.try(r.exchanging(t, "guessed-verifier"), nil, nil); err == nil {
		r.file(tried, refused, x, "C49", "C39")
	}
}
