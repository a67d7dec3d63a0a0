package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/e2e/programs"
)

// withPython dances by oauthlib, with a PIN, and withRuby by Ruby's oauth, with a callback: scripts that are told where
// photos is, and the verifier.
func withPython(demo *programs.Demo) peer {
	return withScript(demo, cmp.Or(os.Getenv("PEER_PYTHON"), "/usr/bin/python3"), "testdata/peers/dance.py", "oob")
}

func withRuby(demo *programs.Demo) peer {
	return withScript(demo, cmp.Or(os.Getenv("PEER_RUBY"), "/usr/bin/ruby"), "testdata/peers/dance.rb", callback)
}

func withScript(demo *programs.Demo, interpreter, script, callback string) peer {
	return func(t *testing.T, at endpoints, jane consenter) getter {
		s := startScript(t, interpreter, script, "CALLBACK="+callback, "SITE="+demo.Photos.URL, "REQUEST_TOKEN_URL="+at.RequestToken,
			"AUTHORIZE_URL="+at.Authorize, "ACCESS_TOKEN_URL="+at.AccessToken)
		s.say(jane(s.line()))
		asked, granted, _ := strings.Cut(s.line(), " ")
		knowTokens(demo, asked, granted)
		return s.get
	}
}

// conversation is a script that runs, spoken to in lines.
type conversation struct {
	t      *testing.T
	in     io.Writer
	out    *bufio.Reader
	stderr bytes.Buffer
}

func startScript(t *testing.T, interpreter, script string, env ...string) *conversation {
	t.Helper()
	s := &conversation{t: t}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute) // it ends by itself, after the test
	cmd := exec.CommandContext(ctx, interpreter, script)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "RUBYOPT=", "CONSUMER_KEY="+consumerKey, "CONSUMER_SECRET="+consumerSecret)
	cmd.Env, cmd.Stderr = append(cmd.Env, env...), &s.stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatalf("%v; scripts/setup-tests.sh installs what is missing", err)
	}
	t.Cleanup(func() {
		defer cancel()
		_ = in.Close()
		if err := cmd.Wait(); err != nil && !t.Failed() {
			t.Errorf("%s: %v: %s", script, err, &s.stderr)
		}
	})
	s.in, s.out = in, bufio.NewReader(out)
	return s
}

func (s *conversation) say(line string) {
	s.t.Helper()
	if _, err := io.WriteString(s.in, line+"\n"); err != nil {
		s.t.Fatalf("%v: %s", err, &s.stderr)
	}
}

func (s *conversation) line() string {
	s.t.Helper()
	line, err := s.out.ReadString('\n')
	if err != nil {
		s.t.Fatalf("%v: %s; scripts/setup-tests.sh installs what is missing", err, &s.stderr)
	}
	return strings.TrimSpace(line)
}

func (s *conversation) get(address string) (*http.Response, error) {
	s.say(address)
	var status, length int
	if _, err := fmt.Sscan(s.line(), &status, &length); err != nil {
		return nil, err
	}
	body := make([]byte, length)
	_, err := io.ReadFull(s.out, body)
	return &http.Response{StatusCode: status, Body: io.NopCloser(bytes.NewReader(body))}, err
}

// withShell dances by curl and openssl: the script that oauthcore/peers shows.
func withShell(demo *programs.Demo) peer {
	return func(t *testing.T, at endpoints, jane consenter) getter {
		asked := shellToken(t, at.RequestToken, "", "", "oauth_callback=oob")
		verifier := jane(at.Authorize + "?oauth_token=" + url.QueryEscape(asked.Get("oauth_token")))
		granted := shellToken(t, at.AccessToken, asked.Get("oauth_token"), asked.Get("oauth_token_secret"), "oauth_verifier="+verifier)
		knowTokens(demo, asked.Get("oauth_token_secret"), granted.Get("oauth_token_secret"))
		return func(address string) (*http.Response, error) {
			bare, query, _ := strings.Cut(address, "?")
			form, err := url.ParseQuery(query)
			if err != nil {
				return nil, err
			}
			var params []string
			for name, values := range form {
				params = append(params, name+"="+values[0])
			}
			status, body := shell(t, "GET", bare, granted.Get("oauth_token"), granted.Get("oauth_token_secret"), params...)
			return &http.Response{StatusCode: status, Body: io.NopCloser(bytes.NewReader(body))}, nil
		}
	}
}

// shellToken asks one of the endpoints for a token.
func shellToken(t *testing.T, endpoint, token, secret, param string) url.Values {
	t.Helper()
	status, body := shell(t, "POST", endpoint, token, secret, param)
	answer, err := url.ParseQuery(string(body))
	if status != http.StatusOK || err != nil {
		t.Fatalf("%s is answered %d: %s (%v)", endpoint, status, body, err)
	}
	return answer
}

// curlStatus is how curl tells of a refusal.
var curlStatus = regexp.MustCompile(`returned error: (\d{3})`)

// shell sends one signed request.
func shell(t *testing.T, method, address, token, secret string, params ...string) (status int, body []byte) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"../oauthcore/peers/testdata/sign.sh", method, address}, params...)...)
	cmd.Env = append(os.Environ(), "CONSUMER_KEY="+consumerKey, "CONSUMER_SECRET="+consumerSecret, "TOKEN="+token, "TOKEN_SECRET="+secret)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	body, err := cmd.Output()
	if err == nil {
		return http.StatusOK, body
	}
	refused := curlStatus.FindStringSubmatch(stderr.String())
	if refused == nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	status, err = strconv.Atoi(refused[1])
	if err != nil {
		t.Fatal(err)
	}
	return status, body
}
