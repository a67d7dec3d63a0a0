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
