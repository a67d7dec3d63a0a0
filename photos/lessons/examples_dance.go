package lessons

import (
	"net/http"

	"example.net/oauth1/oauthcore"
)

// asking makes a play of asking for a Request Token.
func asking(spoil func(*letter)) func(*stage) error {
	return func(st *stage) error {
		_, err := st.askFor(spoil)
		return err
	}
}

var askForToken = Example{
	What: "Ask for a Request Token", Own: true,
	Changes: []Change{
		{nothing, "Nothing", "", "The answer has a token, its secret, and the promise that the callback was understood.", asking(nil)},
		{"no-callback", "Leave oauth_callback out", oauthcore.ParameterAbsent, "Without it this would be OAuth 1.0 of before 2009, with its hole.",
			asking(func(l *letter) { l.param("oauth_callback", "") })},
		{"other-callback", "Name a callback that is not registered", oauthcore.ParameterRejected, "Otherwise anybody could have Users sent to his own site.",
			asking(func(l *letter) { l.param("oauth_callback", "http://elsewhere.example.org/") })},
		{"wrong-secret", "Sign with a wrong secret", oauthcore.SignatureInvalid, "The key alone says who somebody claims to be. The signature proves it.",
			asking(func(l *letter) { l.consumer.Secret = "a guess" })},
	},
}

var decide = Example{
	What: "Ask, and let Jane decide",
	Changes: []Change{
		{"allow", "Jane presses Allow", "", "Her browser is sent back to the callback, with the verifier in the address.", deciding("allow")},
		{"deny", "Jane presses Deny", "", "Her browser is sent back without a verifier, and the Request Token is dead.", deciding("deny")},
	},
}

func deciding(button string) func(*stage) error {
	return func(st *stage) error {
		token, _, err := st.requestToken()
		if err == nil {
			_, err = st.decide(token, button)
		}
		return err
	}
}

var exchange = Example{
	What: "Exchange the Request Token for an Access Token",
	Changes: []Change{
		{nothing, "Nothing", "", "The Access Token and its secret: from now on they stand for what Jane has allowed.", exchanging("allow", same)},
		{"no-verifier", "Leave the verifier out", oauthcore.ParameterAbsent, "This is what an attacker has who sent Jane a link: a Request Token, and no verifier.",
			exchanging("allow", func(string) string { return "" })},
		{"wrong-verifier", "Guess the verifier", oauthcore.VerifierInvalid, "Only a few guesses are allowed before the Request Token dies.",
			exchanging("allow", func(string) string { return "a-guess" })},
		{"too-early", "Do not wait for Jane", oauthcore.PermissionUnknown, "Nobody has decided yet, so there is nothing to exchange.",
			exchanging("", func(string) string { return "a-guess" })},
		{"denied", "Let Jane say no", oauthcore.PermissionDenied, "A no is final for this Request Token.",
			exchanging("deny", func(string) string { return "a-guess" })},
		{"twice", "Exchange it twice", oauthcore.TokenUsed, "The second time comes too late: a Request Token works once.", exchangingTwice},
	},
}

func same(verifier string) string { return verifier }

func exchanging(button string, change func(verifier string) string) func(*stage) error {
	return func(st *stage) error {
		token, secret, err := st.requestToken()
		if err != nil {
			return err
		}
		verifier := ""
		if button != "" {
			if verifier, err = st.decide(token, button); err != nil {
				return err
			}
		}
		_, err = st.exchange(token, secret, change(verifier))
		return err
	}
}

func exchangingTwice(st *stage) error {
	token, secret, err := st.requestToken()
	if err != nil {
		return err
	}
	verifier, err := st.decide(token, "allow")
	if err != nil {
		return err
	}
	for range 2 {
		if _, err := st.exchange(token, secret, verifier); err != nil {
			return err
		}
	}
	return nil
}

// vacation is the request of the specification's own example (OAuth Core 1.0a appendix A.5).
func vacation(st *stage, spoil func(*letter)) (*Exchange, error) {
	return st.send(letter{
		method: http.MethodGet, target: "/photos?file=vacation.jpg&size=original", token: st.box.Access.Token, secret: st.box.Access.Secret,
	}, spoil)
}

func fetching(spoil func(*letter)) func(*stage) error {
	return func(st *stage) error {
		_, err := vacation(st, spoil)
		return err
	}
}

var photo = Example{
	What: "Fetch vacation.jpg with the Access Token",
	Changes: []Change{
		{nothing, "Nothing", "", "No password anywhere: a key, a token, and a signature that nobody else could have made.", fetching(nil)},
		{"other-photo", "Ask for another photo once it is signed", oauthcore.SignatureInvalid, "Somebody on the line may read the request, but not change it. photos sees only that the signature does not fit, so its advice names the commonest reason, a wrong secret.",
			fetching(func(l *letter) {
				l.after = func(r *http.Request) { r.URL.RawQuery = "file=diary.jpg&size=original" }
			})},
		{"token-secret", "Sign without the Token Secret", oauthcore.SignatureInvalid, "A token that somebody has read in a log is worth nothing.",
			fetching(func(l *letter) { l.secret = "" })},
		{"request-token", "Use a Request Token instead", oauthcore.TokenRejected, "A Request Token opens nothing, not even after Jane has allowed it.",
			func(st *stage) error {
				token, secret, err := st.requestToken()
				if err != nil {
					return err
				}
				_, err = vacation(st, func(l *letter) { l.token, l.secret = token, secret })
				return err
			}},
		{"unsigned", "Do not sign", oauthcore.ParameterAbsent, "The status is 401, whether there is such a photo or not.",
			fetching(func(l *letter) {
				l.after = func(r *http.Request) { r.Header.Del("Authorization") }
			})},
	},
}

var ending = Example{
	What: "Use an Access Token",
	Changes: []Change{
		{nothing, "Nothing", "", "As long as the permission lasts, the token works, also while Jane sleeps.", fetching(nil)},
		{"user", "Jane takes her permission back", oauthcore.TokenRevoked, "She did it in her list of connected apps, without asking the Consumer.",
			func(st *stage) error {
				if err := st.box.TakeBack(st.ctx); err != nil {
					return err
				}
				return fetching(nil)(st)
			}},
		{"consumer", "The Consumer gives it back", oauthcore.TokenRevoked, "It signs the request to revoke with the token that shall end.",
			func(st *stage) error {
				l := letter{method: http.MethodPost, target: "/oauth/revoke", token: st.box.Access.Token, secret: st.box.Access.Secret}
				if _, err := st.send(l, nil); err != nil {
					return err
				}
				return fetching(nil)(st)
			}},
		{"expired", "The time that Jane allowed is over", oauthcore.TokenExpired, "She had said how long when she allowed it.",
			func(st *stage) error {
				old := st.box.old(st.now())
				_, err := vacation(st, func(l *letter) { l.token, l.secret = old.Token, old.Secret })
				return err
			}},
	},
}
