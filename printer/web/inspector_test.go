package web

import (
	"time"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/templates"
)

// exchanged is the exchange of Appendix A, with both ends that differ.
func exchanged() inspector.Message {
	side := func(nonce string) *inspector.Side {
		s := &inspector.Side{
			Consumer: "dpf43f3p2l4k3l03", Time: time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC), Method: "POST", Path: "/access_token",
			URL: "http://photos.example.net/access_token", Status: 401, Problem: "signature_invalid", Advice: nasty, Diagnosis: nasty,
			Parameters: []inspector.Param{{Name: "oauth_token", Value: "hh5s93j4hdidpola", Place: "header"}, {Name: "oauth_verifier", Value: oauthcore.Masked, Place: "header"},
				{Name: "oauth_signature_method", Value: "HMAC-SHA1", Place: "header"}, {Name: "oauth_nonce", Value: nonce, Place: "header"}},
			Checks:  []inspector.Check{{Name: "version is 1.0", Section: "6.1.1", Passed: true}, {Name: "signature is right", Section: "9", Problem: "signature_invalid", Advice: nasty}},
			Changes: []inspector.Change{{Kind: "request token", Token: "hh5s93j4hdidpola", Step: "exchanged"}},
			Request: "POST /access_token HTTP/1.1\r\nHost: photos.example.net\r\n\r\na=b", Answer: "HTTP/1.1 401 Unauthorized\r\nX: " + nasty + "\r\n\r\n" + nasty,
		}
		s.BaseString = oauthcore.BaseString(s.Method, s.URL, oauthcore.Params{{Name: "oauth_nonce", Value: nonce}, {Name: "size", Value: nasty}})
		return s
	}
	return inspector.Message{ID: "0001", Owner: "me", Flow: "0001", Step: inspector.AskAccessToken, Sent: side("one"), Received: side("two")}
}

// fullInspector has the inspector's pages with everything on them.
func fullInspector() map[string]any {
	page := templates.Page{App: "printer", CSRF: "token", Inspector: true}
	all := []inspector.Message{exchanged()}
	for i, step := range []inspector.Step{inspector.AskRequestToken, inspector.Authorize, inspector.Decision, inspector.Callback, inspector.PIN, inspector.Resource} {
		m := exchanged()
		m.ID, m.Step = "000"+string(rune('2'+i)), step
		all = append(all, m)
	}
	opened, err := inspector.Open(all, "0001")
	if err != nil {
		panic(err)
	}
	return map[string]any{
		"inspector": InspectorPage{Page: page, Timeline: inspector.NewTimeline(all, inspector.Filter{Text: "photos"}), MayEveryone: true, Left: "printer", Right: nasty},
		"inspector-message": MessagePage{Page: page, M: opened, Curl: inspector.Curl(opened.Sent), CurlExact: inspector.CurlExact(opened.Sent),
			Left: "printer", Right: nasty},
	}
}

// emptyInspector has them with as little as there may be.
func emptyInspector() map[string]any {
	page := templates.Page{App: "printer"}
	return map[string]any{
		"inspector":         InspectorPage{Page: page, Timeline: inspector.NewTimeline(nil, inspector.Filter{})},
		"inspector-message": MessagePage{Page: page, M: inspector.OpenOne(inspector.Message{})},
	}
}
