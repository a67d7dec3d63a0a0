package photos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos"
)

// lines collects what is written to it by several goroutines.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// P60: what opens a door is in no log, in no file in clear, and in no address of a page.
func TestP60SecretsStayWhereTheyBelong(t *testing.T) {
	var log lines
	data := t.TempDir()
	s := open(t, func(c *photos.Config) { c.Data, c.Log = data, webapp.NewLogger(&log, "photos") })
	jane := s.browser().signUp("jane")
	s.browser().trySignIn("jane\nlevel=ERROR forged", "wrong password")
	jane.submit(jane.get("/albums"), "/sign-out", nil)
	jane.trySignIn("jane", password).wants(http.StatusOK)
	token := s.requestToken(callback)
	verifier := jane.decide(jane.consent(token), "allow").returned().Get("oauth_verifier")
	if _, _, err := s.consumer().AccessToken(context.Background(), token, "guess"); err == nil {
		t.Error("a guessed verifier is taken")
	}
	access, _, err := s.consumer().AccessToken(context.Background(), token, verifier)
	if err != nil {
		t.Fatal(err)
	}
	s.call(access, "GET", "/api/user/profile").wants(http.StatusOK)
	jane.submit(jane.get("/connections"), "/connections/revoke", nil)

	for what, secret := range map[string]string{
		"password": password, "wrong password": "wrong password", "Consumer Secret": s.consumer().Secret, "verifier": verifier,
		"Request Token": token.Token, "Request Token Secret": token.Secret, "Access Token": access.Token,
		"Access Token Secret": access.Secret, "session": jane.cookie(),
	} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells the %s:\n%s", what, log.String())
		}
	}
	if strings.Contains(log.String(), "\nlevel=ERROR") {
		t.Errorf("a stranger writes lines of his own into the log:\n%s", log.String())
	}
	for _, want := range []string{"signed in", "access allowed", "verifier_invalid", "access revoked"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not tell %q:\n%s", want, log.String())
		}
	}
	for what, secret := range map[string]string{
		"password": password, "Consumer Secret": s.consumer().Secret, "verifier": verifier,
		"Request Token Secret": token.Secret, "Access Token Secret": access.Secret, "session": jane.cookie(),
	} {
		for file, content := range contents(t, data) {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds the %s in clear", filepath.Base(file), what)
			}
		}
	}
}

// contents reads every file of a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestP47TokenAnswers(t *testing.T) {
	s := open(t, nil)
	p := s.call(s.browser().signUp("jane").connect(), "POST", "/oauth/revoke").wants(http.StatusOK)
	for name, want := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"} {
		if got := p.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// P42 and P56: what an exchange and a call are told at every stage of the dance.
func TestP42StagesOfTheDance(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	token := s.requestToken(callback)
	exchange := func(verifier string) string {
		_, _, err := s.consumer().AccessToken(context.Background(), token, verifier)
		return string(problem(t, err))
	}
	before := exchange("guess")
	verifier := jane.decide(jane.consent(token), "allow").returned().Get("oauth_verifier")
	got, _ := json.Marshal([]string{before, exchange("guess"), exchange(verifier), exchange(verifier)})
	if want := `["permission_unknown","verifier_invalid","","token_used"]`; string(got) != want {
		t.Errorf("the exchanges are answered %s, want %s", got, want)
	}
}
