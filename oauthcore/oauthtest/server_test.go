package oauthtest_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

var printer = oauthcore.Registration{Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Callbacks: []string{"http://printer.example.com/"}}

// connect walks the dance up to an http.Client.
func connect(t *testing.T, s *oauthtest.Server) *http.Client {
	t.Helper()
	c := s.Consumer(printer)
	request, err := c.RequestToken(t.Context(), "http://printer.example.com/ready")
	if err != nil {
		t.Fatal(err)
	}
	allowed, err := s.Allow(t.Context(), c.AuthorizeURL(request), "jane")
	if err != nil {
		t.Fatal(err)
	}
	access, _, err := c.AccessToken(t.Context(), request, allowed.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	return c.Client(access)
}

func TestServerGreetsWhoeverAllowed(t *testing.T) {
	s := oauthtest.NewServer(printer)
	defer s.Close()
	client := connect(t, s)
	for path, want := range map[string]string{"/photos": "Hello jane"} {
		answer, err := client.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if string(body) != want {
			t.Errorf("%s says %q", path, body)
		}
	}
	if answer, err := client.Post(s.URL+"/oauth/revoke", "", nil); err != nil || answer.StatusCode != 200 {
		t.Fatalf("revoking: %v %v", answer, err)
	}
	if answer, err := client.Get(s.URL + "/photos"); err != nil || answer.StatusCode != 401 {
		t.Errorf("after revoking: %v %v", answer, err)
	}
}

func TestServerDenies(t *testing.T) {
	s := oauthtest.NewServer(printer)
	defer s.Close()
	c := s.Consumer(printer)
	request, err := c.RequestToken(t.Context(), "http://printer.example.com/ready")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Deny(t.Context(), c.AuthorizeURL(request), "jane"); err != nil {
		t.Fatal(err)
	}
	_, _, err = c.AccessToken(t.Context(), request, "any")
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) || problem.Code != oauthcore.PermissionDenied {
		t.Errorf("got %v", err)
	}
}
