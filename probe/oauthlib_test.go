package probe

import (
	"bufio"
	"cmp"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// ofOauthlib is what the probe must say of a Service Provider made with oauthlib, and why it is true.
var ofOauthlib = map[string]string{
	"R22":  "values of a form body and a query are decoded twice, so a callback with an escape in it is signed as another one",
	"C55":  "the callback's query is parsed and written anew: %2f becomes %2F",
	"R10":  "the same",
	"C87":  "for a resource the library only says yes or no, so a missing parameter is a 401",
	"C88":  "a protocol parameter that occurs twice is taken for a wrong signature: 401",
	"C93":  "both of these for a resource",
	"C114": "the headers that the library makes for a token answer do not forbid keeping it",
}

// startOauthlib starts the Service Provider of testdata and gives its address.
func startOauthlib(t *testing.T, key, secret string) string {
	t.Helper()
	python := exec.CommandContext(t.Context(), cmp.Or(os.Getenv("PEER_PYTHON"), "/usr/bin/python3"),
		"testdata/oauthlib_provider.py", key, secret, "http://printer.example.com/")
	python.Stderr = os.Stderr
	out, err := python.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := python.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = python.Process.Kill() // it ends in no other way
		_ = python.Wait()
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}

// Of somebody else's library only what is true is said.
func TestAForeignProviderIsProbed(t *testing.T) {
	address := startOauthlib(t, "k", "the-consumer-secret")
	report, err := Provider(t.Context(), Target{
		Endpoints: oauthcore.Endpoints{RequestToken: address + "/request_token", Authorize: address + "/authorize", AccessToken: address + "/access_token"},
		Resource:  address + "/photos?file=vacation.jpg", Key: "k", Secret: "the-consumer-secret", Callback: callback, Person: Forms{},
	})
	if err != nil {
		t.Fatal(err)
	}
	formats(t, report, "the-consumer-secret")
	for _, r := range report.Failed() {
		if ofOauthlib[r.ID] == "" {
			t.Errorf("%s is not known to be broken: %+v", r.ID, r.Evidence)
		}
	}
	for id, why := range ofOauthlib {
		if !slices.ContainsFunc(report.Failed(), func(r Result) bool { return r.ID == id }) {
			t.Errorf("%s was not found: %s", id, why)
		}
	}
	if n := report.Count(Untested); n > 0 {
		t.Errorf("%d statements were not tested", n)
	}
}
