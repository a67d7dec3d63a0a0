package oauthcore_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// What a stranger sent comes back in the body of a refusal, never in a header of
// a hundred kilobytes that nobody else's parser takes.
func TestRefusalsHaveSmallHeaders(t *testing.T) {
	long := strings.Repeat("%ff", 10_000)
	r := httptest.NewRequest(http.MethodPost, "/request_token", strings.NewReader("oauth_nonce="+long+"&oauth_nonce="+long))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sp := &oauthcore.ServiceProvider{Origin: "http://photos.example.net"}
	_, err := sp.IssueRequestToken(r)
	w := httptest.NewRecorder()
	sp.WriteProblem(w, r, err)
	header := w.Header().Get("WWW-Authenticate")
	if w.Code != http.StatusBadRequest || len(header) > 4<<10 {
		t.Errorf("answered %d with a header of %d bytes", w.Code, len(header))
	}
	if !strings.Contains(header, "parameter_rejected") || !strings.Contains(w.Body.String(), "oauth_parameters_rejected") {
		t.Errorf("the refusal does not say why: %.200s", header)
	}
}

// Letters that look alike, or that fold to the same, are not the same host: the
// Kelvin sign is no k, and the long s no s.
func TestLettersOfAHostAreNotFolded(t *testing.T) {
	r := &oauthcore.Registration{Callbacks: []string{"http://desk.example.com/"}}
	for _, callback := range []string{
		"http://des\u212a.example.com/", "http://de\u017fk.example.com/", "http://des%E2%84%AA.example.com/", "http://de\u0455k.example.com/",
	} {
		if err := oauthcore.CheckCallback(callback, r); err == nil {
			t.Errorf("%q is taken for the registered address", callback)
		}
	}
	if err := oauthcore.CheckCallback("http://DESK.example.com/", r); err != nil {
		t.Errorf("capitals: %v", err)
	}
}
