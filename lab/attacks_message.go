package lab

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"example.net/oauth1/oauthcore"
)

// connected has Jane connect the printer, and gives the printer's Access Token.
func (s *stage) connected() oauthcore.AccessToken {
	s.jane.signsIn()
	s.jane.opens("http://" + printerHost + "/connect").presses("Allow")
	for _, v := range s.printer.sessions {
		if v.access.Token != "" {
			return v.access
		}
	}
	panic("the printer is not connected")
}

// overheard is a signed request of the printer's that Mallory has in her hands.
func (s *stage) overheard(r *http.Request) *http.Request {
	copied := r.Clone(r.Context())
	copied.Body = http.NoBody
	return copied
}

func (s *stage) eavesdropper() agent {
	return s.net.agent(&s.Rules, "Mallory", "", "", true)
}

var doubleExchange = &Attack{
	ID: "double-exchange", Name: "Two for one", Rule: "an exchange that one of two wins",
	Story:      "Mallory has read the printer’s secret in its desktop program, and Jane’s callback address in the history of a shared computer, while the printer was slow. Both exchange the same Request Token at the same moment. photos looks whether it was used, sees that it was not, and looks away: two Access Tokens. Jane knows of one connection, and can end one.",
	Defence:    "To look and to mark is one step: UPDATE … WHERE state = 'allowed', and whoever changes no row has lost.",
	Difference: "one compare-and-set", Clause: "OAuth Core 1.0a sections 6 and 6.3.2",
	weaken: func(r *Rules) { r.ExchangeOnce = false },
	play: func(s *stage) {
		s.jane.signsIn()
		authorize := s.begins(s.jane, "/connect")
		s.jane.opens(authorize.String())
		s.net.remark("The callback address is written down in the browser’s history.")
		s.jane.stopAt = printerHost
		s.jane.presses("Allow")
		callback := s.jane.at.Query()
		t := oauthcore.RequestToken{Token: callback.Get("oauth_token"), Secret: s.printer.pending[callback.Get("oauth_token")]}
		stolen := s.net.agent(&s.Rules, "Mallory’s program", printerKey, printerSecret, true)
		results := s.bothAtOnce(func(a agent) (oauthcore.AccessToken, error) { return a.accessToken(t, callback.Get("oauth_verifier")) }, s.printer.agent, stolen)
		s.outcome(results == 2, "There are two Access Tokens for one yes of Jane’s.", "One of the two got an Access Token, the other token_used.")
	},
}

// bothAtOnce makes two exchanges meet between the look and the mark.
func (s *stage) bothAtOnce(exchange func(agent) (oauthcore.AccessToken, error), agents ...agent) (successes int) {
	var meeting, done sync.WaitGroup
	meeting.Add(len(agents))
	s.photos.pause = func() {
		meeting.Done()
		meeting.Wait()
	}
	won := make(chan bool, len(agents))
	for _, a := range agents {
		done.Go(func() {
			access, err := exchange(a)
			won <- err == nil && access.Token != ""
		})
	}
	done.Wait()
	s.photos.pause = nil
	close(won)
	for success := range won {
		if success {
			successes++
		}
	}
	return successes
}

var replay = &Attack{
	ID: "replay", Name: "Once more, please", Rule: "nonces that are remembered",
	Story:      "Mallory listens on the wireless network of a café, where the printer’s counter fetches Jane’s photo over http. She cannot sign anything. She sends the same bytes again.",
	Defence:    "Every message has a nonce, and photos remembers it with its timestamp: the second one is refused.",
	Difference: "oauth_nonce", Clause: "OAuth Core 1.0a section 8",
	weaken: func(r *Rules) { r.Nonces = false },
	play: func(s *stage) {
		access := s.connected()
		r := s.printer.sign(http.MethodGet, "http://"+photosHost+"/photos?file=vacation.jpg", access.Token, access.Secret, "")
		copied := s.overheard(r)
		s.net.remark("The printer fetches the photo. Mallory hears it.")
		s.printer.sends(r)
		s.net.remark("The same bytes again, from Mallory.")
		status, page := s.eavesdropper().sends(copied)
		s.outcome(contains(page, janesPhoto), "Mallory has "+janesPhoto, "photos has seen this nonce: "+problem(status, page))
	},
}

var tampering = &Attack{
	ID: "tampering", Name: "Another file, please", Rule: "a signature over all parameters",
	Story:      "Mallory sits on the line. The printer asks for the cover of an album, which everybody may see; she holds that message back, writes another file name into it, and sends it on.",
	Defence:    "The parameters of the query are part of the base string, so the signature is that of another request.",
	Difference: "file=… in the base string", Clause: "OAuth Core 1.0a section 9.1.1",
	weaken: func(r *Rules) { r.QuerySigned = false },
	play: func(s *stage) {
		access := s.connected()
		r := s.printer.sign(http.MethodGet, "http://"+photosHost+"/photos?file=cover.jpg", access.Token, access.Secret, "")
		held := s.overheard(r)
		held.URL.RawQuery = "file=vacation.jpg"
		s.net.remark("The printer’s message, held back and changed: it said file=cover.jpg.")
		status, page := s.eavesdropper().sends(held)
		s.outcome(contains(page, janesPhoto), "Mallory has "+janesPhoto, "The signature was made for another file: "+problem(status, page))
	},
}

var bodyTampering = &Attack{
	ID: "body-tampering", Name: "Share it with everyone", Rule: "a hash of the body",
	Story:      "Jane tells the printer to share a photo with grandma, and the printer posts that to photos, as JSON. Mallory on the line writes “everyone” in the place of “grandma”. The signature stays right: OAuth signs forms, and no other bodies.",
	Defence:    "The Request Body Hash extension: the hash of the body travels as a parameter, and parameters are signed.",
	Difference: "oauth_body_hash", Clause: "OAuth Core 1.0a section 11.13; OAuth Request Body Hash 1.0",
	weaken: func(r *Rules) { r.BodyHash = false },
	play: func(s *stage) {
		access := s.connected()
		s.net.between = func(r *http.Request) {
			if r.URL.Path == "/sharing" {
				r.Body = io.NopCloser(strings.NewReader(`{"photo": "vacation.jpg", "with": "everyone"}`))
				r.ContentLength = -1
			}
		}
		s.net.remark("As it arrives: Mallory has changed the body on the way. It said grandma.")
		status, page := s.printer.sends(s.printer.sign(http.MethodPost, "http://"+photosHost+"/sharing", access.Token, access.Secret, `{"photo": "vacation.jpg", "with": "grandma"}`))
		s.net.between = nil
		s.net.remark("Mallory looks whether she is everyone.")
		s.mallory.opens("http://" + photosHost + "/shared/vacation.jpg")
		s.outcome(contains(s.mallory.page, janesPhoto), "Mallory, like everyone, sees "+janesPhoto, "The body is not the one that was signed: "+problem(status, page))
	},
}

var pollution = &Attack{
	ID: "pollution", Name: "Two tokens in one message", Rule: "refusing parameters that occur twice",
	Story:      "Mallory’s application has a token for Mallory’s own photos. She has seen Jane’s token, without its secret, in a log. She signs one message with both: photos checks the signature with the first, and another part of it, written by somebody else, looks the User up by the last.",
	Defence:    "A protocol parameter that occurs twice is refused before anything is read from it.",
	Difference: "one oauth_token", Clause: "OAuth Core 1.0a sections 5 and 10",
	weaken: func(r *Rules) { r.OneOfEach = false },
	play: func(s *stage) {
		janes := s.connected()
		evil, frames, t := s.lures()
		s.mallory.signsIn()
		s.mallory.opens("http://" + photosHost + "/authorize?oauth_token=" + t.Token).presses("Allow")
		own, err := frames.accessToken(t, evil.caught("oauth_verifier"))
		if err != nil {
			panic(err)
		}
		s.net.remark("Signed with Mallory’s own token. Behind it stands Jane’s.")
		r := frames.sign(http.MethodGet, "http://"+photosHost+"/photos?file=vacation.jpg", own.Token, own.Secret, "", oauthcore.Param{Name: "oauth_token", Value: janes.Token})
		status, page := frames.sends(r)
		s.outcome(contains(page, janesPhoto), "Mallory has "+janesPhoto+", with a right signature.", "photos does not guess which one counts: "+problem(status, page))
	},
}

var foreignToken = &Attack{
	ID: "foreign-token", Name: "Somebody else’s token", Rule: "tokens that are bound to their Consumer",
	Story:      "A backup of the printer has leaked, with Jane’s Access Token and its secret. The printer’s own secret was kept elsewhere. Mallory uses the token with the key and secret of her own application.",
	Defence:    "A token works only with the Consumer Key that it was issued to, so one secret alone is not enough.",
	Difference: "the Consumer Key beside the token", Clause: "RFC 5849 section 3.2; OAuth Core 1.0a section 6.3.2",
	weaken: func(r *Rules) { r.TokenBound = false },
	play: func(s *stage) {
		janes := s.connected()
		frames := s.net.agent(&s.Rules, "Mallory’s application", framesKey, framesSecret, true)
		s.net.remark("Jane’s token, Mallory’s key.")
		status, page := frames.sends(frames.sign(http.MethodGet, "http://"+photosHost+"/photos?file=vacation.jpg", janes.Token, janes.Secret, ""))
		s.outcome(contains(page, janesPhoto), "Mallory has "+janesPhoto, "The token was issued to the printer: "+problem(status, page))
	},
}

var downgrade = &Attack{
	ID: "downgrade", Name: "Down to PLAINTEXT", Rule: "a method that nobody on the line can change",
	Story:      "The printer asks photos which signature methods there are, over http. Mallory on the line changes the answer: PLAINTEXT only. The printer obeys, and its next message carries both secrets, readable.",
	Defence:    "The printer signs with what it was configured to, whatever is announced; and photos refuses PLAINTEXT where there is no TLS.",
	Difference: "oauth_signature_method", Clause: "OAuth Core 1.0a sections 9.4 and 11.2",
	weaken: func(r *Rules) { r.LeastMethod, r.SecureOnly = false, false },
	play: func(s *stage) {
		s.net.back = func(answer *httptest.ResponseRecorder, r *http.Request) {
			if r.URL.Path == "/.well-known/oauth1" {
				answer.Body = bytes.NewBufferString(`{"signature_methods": ["PLAINTEXT"]}`)
			}
		}
		s.net.remark("As it arrives: Mallory has taken HMAC-SHA1 out of the answer.")
		_, methods := s.printer.sends(plain("http://" + photosHost + "/.well-known/oauth1"))
		s.net.back = nil
		if !contains(methods, "HMAC-SHA1") && !s.LeastMethod {
			s.printer.method = oauthcore.Plaintext
		}
		heard := ""
		s.net.between = func(r *http.Request) { heard += r.Header.Get("Authorization") }
		s.net.remark("The printer asks for a Request Token. Mallory reads along.")
		s.printer.sends(s.printer.sign(http.MethodPost, "http://"+photosHost+"/request_token", "", "", "", oauthcore.Param{Name: "oauth_callback", Value: "http://" + printerHost + "/callback"}))
		s.outcome(contains(heard, printerSecret), "Mallory has read the printer’s Consumer Secret: "+printerSecret+".", "The printer goes on signing with HMAC-SHA1, and the secret never travels.")
	},
}

func plain(address string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		panic(err)
	}
	return r
}

// problem names a refusal.
func problem(status int, page string) string {
	params, err := oauthcore.ParseForm(page)
	if err != nil || params.Get("oauth_problem") == "" {
		return http.StatusText(status)
	}
	return params.Get("oauth_problem") + ", " + params.Get("oauth_problem_advice") + "."
}
