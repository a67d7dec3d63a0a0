package lab

import (
	"fmt"
	"net/url"
	"strings"

	"example.net/oauth1/oauthcore"
)

// lures has Mallory’s own application ask, and gives what it needs to finish.
func (s *stage) lures() (evil *evilSite, frames agent, t oauthcore.RequestToken) {
	evil = s.evilSite("Win a holiday!")
	frames = s.net.agent(&s.Rules, "Mallory’s application", framesKey, framesSecret, true)
	t, err := frames.requestToken("http://" + evilHost + "/frames")
	if err != nil {
		panic(err)
	}
	return evil, frames, t
}

// reaps exchanges what was caught, and says what came of it.
func (s *stage) reaps(evil *evilSite, frames agent, t oauthcore.RequestToken, stopped string) {
	verifier := evil.caught("oauth_verifier")
	if verifier == "" {
		s.stopped("%s", stopped)
		return
	}
	s.net.remark("Mallory’s application has a verifier, and does the rest.")
	access, err := frames.accessToken(t, verifier)
	if err != nil {
		panic(err)
	}
	page := frames.fetches(access)
	s.outcome(contains(page, janesPhoto), "Mallory’s application has "+janesPhoto, "It got "+page)
}

var consentCSRF = &Attack{
	ID: "consent-csrf", Name: "A forged yes", Rule: "a secret of the session in the consent form",
	Story:      "Jane is signed in at photos in another tab. She visits a page of Mallory’s that sends the consent form in her name: “Allow” for an application that Mallory has registered. Her browser adds her cookies, as it does with every request.",
	Defence:    "The form carries a secret that only pages of photos know; a form without it is not taken.",
	Difference: "the hidden field csrf", Clause: "OAuth Core 1.0a section 11.14",
	weaken: func(r *Rules) { r.FormTokens = false },
	play: func(s *stage) {
		evil, frames, t := s.lures()
		s.jane.signsIn()
		s.jane.opens("http://" + evilHost + "/")
		s.net.remark("The page sends a form to photos, with Jane’s cookies. She has seen no question.")
		s.jane.posts("http://"+photosHost+"/authorize", "http://"+evilHost, url.Values{"oauth_token": {t.Token}, "say": {"Allow"}})
		s.reaps(evil, frames, t, "photos does not take a form that it did not make: "+strings.TrimSpace(s.jane.page))
	},
}

var clickjacking = &Attack{
	ID: "clickjacking", Name: "A click on something else", Rule: "pages that may not be framed",
	Story:      "Mallory’s page shows “Win a holiday!” with a large button. Over it lies the consent page of photos in a frame, invisible, its Allow exactly above. Jane clicks.",
	Defence:    "photos says that its pages may not be put into a frame, and browsers show nothing there.",
	Difference: "Content-Security-Policy: frame-ancestors 'none'", Clause: "OAuth Core 1.0a section 11.15",
	weaken: func(r *Rules) { r.NoFrames = false },
	play: func(s *stage) {
		evil, frames, t := s.lures()
		s.jane.signsIn()
		s.jane.opens("http://" + evilHost + "/")
		s.net.remark("The frame within Mallory’s page loads the consent page, with Jane’s cookies.")
		s.jane.opens("http://" + photosHost + "/authorize?oauth_token=" + t.Token)
		if s.jane.mayFrame() {
			s.net.remark("Jane clicks on the prize. The click lands on Allow.")
			s.jane.presses("Allow")
		}
		s.reaps(evil, frames, t, "The browser shows an empty frame, as photos asks it to, and the click lands on nothing.")
	},
}

var pinGuessing = &Attack{
	ID: "pin-guessing", Name: "Guessing the PIN", Rule: "a limit to wrong PINs",
	Story:      "The printer has a counter with a screen for those who come without a browser: photos shows a PIN, and one types it in. Mallory begins there, talks Jane into allowing, and tries every PIN that there is. (Here they have three digits, so that the page stays short.)",
	Defence:    "After five wrong ones the Request Token is dead, whatever comes then.",
	Difference: "a counter beside the Request Token", Clause: "OAuth Core 1.0a section 6.2.3; RFC 5849 section 2.2",
	weaken: func(r *Rules) { r.FewTries = false },
	play: func(s *stage) {
		authorize := s.begins(s.mallory, "/connect?device=counter")
		s.jane.signsIn()
		s.jane.opens(authorize.String())
		s.net.remark("Jane allows, and is shown a PIN. She tells it to nobody.")
		s.jane.presses("Allow")
		pin := 0
		for ; pin < 1000 && !contains(s.mallory.page, janesPhoto) && !contains(s.mallory.page, "token_rejected"); pin++ {
			s.net.quiet = pin > maxTries
			s.mallory.posts("http://"+printerHost+"/pin", "http://"+printerHost, url.Values{"oauth_token": {authorize.Query().Get("oauth_token")}, "pin": {fmt.Sprintf("%03d", pin)}})
		}
		s.net.quiet = false
		s.outcome(contains(s.mallory.page, janesPhoto), fmt.Sprintf("It was the %dth, and the printer shows Mallory %s", pin, janesPhoto), fmt.Sprintf("After %d tries the Request Token is dead.", pin))
	},
}

var rememberedConsent = &Attack{
	ID: "remembered-consent", Name: "A yes from last year", Rule: "asking again where an application cannot prove who it is",
	Story:      "The printer has a desktop program too. Its secret is in every copy, and Mallory has read it there. A program of hers on Jane’s machine begins a dance in the printer’s name, with the desktop program’s callback, and opens the address in Jane’s browser. Jane allowed the printer last year: nothing is asked, and a verifier comes back to Mallory’s program.",
	Defence:    "A Consumer Secret that many people hold proves nothing. For such an application a yes is not remembered: Jane is asked each time, and denies what she did not begin.",
	Difference: "the question", Clause: "OAuth Core 1.0a sections 11.7 and 11.16",
	weaken: func(r *Rules) { r.AskAgain = false },
	play: func(s *stage) {
		s.jane.signsIn()
		s.net.remark("Last year: Jane connects the printer, and allows.")
		s.jane.opens("http://" + printerHost + "/connect").presses("Allow")
		evil := &evilSite{page: "(a program on Jane’s machine)"}
		s.net.hosts["localhost:1234"] = host{"Mallory’s program", evil}
		stolen := s.net.agent(&s.Rules, "Mallory’s program", printerKey, printerSecret, true)
		s.net.remark("Today: a program signs with the printer’s own key and secret.")
		t, err := stolen.requestToken(desktopCallback + "done")
		if err != nil {
			panic(err)
		}
		s.net.remark("It opens the address in Jane’s browser, where she is signed in.")
		s.jane.opens("http://" + photosHost + "/authorize?oauth_token=" + t.Token)
		if contains(s.jane.page, "Allow printer") {
			s.net.remark("Jane did not begin this. She denies.")
			s.jane.presses("Deny")
		}
		s.reaps(evil, stolen, t, "Jane was asked, and denied.")
	},
}
