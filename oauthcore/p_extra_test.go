package oauthcore_test

import (
	"net/http"
	"testing"

	"example.net/oauth1/oauthcore"
)

// What an application does not understand is refused before anything is issued, and uses no nonce up.
func TestP45TheApplicationJudgesItsOwnParameters(t *testing.T) {
	sp, _ := newProvider()
	sp.Accept = func(extra oauthcore.Params) error {
		if extra.Has("oauth_callback") {
			t.Error("the application is asked about OAuth's own parameters")
		}
		if extra.Get("perms") == "read" {
			return nil
		}
		return oauthcore.NewProblem(oauthcore.ParameterRejected, "There is no such right.")
	}
	l := askLetter()
	target := l.target
	l.target = target + "?perms=fly"
	issued, err := sp.IssueRequestToken(l.request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	if issued != nil {
		t.Errorf("issued all the same: %+v", issued)
	}
	l.target = target + "?perms=read"
	_, err = sp.IssueRequestToken(l.request(t))
	wantPassed(t, err)
}
