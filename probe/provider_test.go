package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// The statements are those of the table in docs, by number, section and words.
func TestStatementsAreThoseOfTheSpecMap(t *testing.T) {
	text, err := os.ReadFile("../docs/spec-map.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([CRX]\d+) \| ([^|]*) \| ([^|]*) \|`).FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = []string{strings.TrimSpace(m[2]), strings.TrimSpace(m[3])}
	}
	for _, s := range append(ofProviders, ofConsumers...) {
		if row := rows[s.ID]; row == nil || row[0] != s.Section || row[1] != s.Text {
			t.Errorf("%+v, and in the table %q", s, row)
		}
	}
}

// allower is a Person who needs no page: the provider of these tests has none.
type allower struct{ server *oauthtest.Server }

func (a allower) Decide(ctx context.Context, address string, allow bool) (string, error) {
	decide := a.server.Deny
	if allow {
		decide = a.server.Allow
	}
	t, err := decide(ctx, address, "jane")
	if err != nil {
		return "", err
	}
	return t.ReturnURL(), nil
}

const callback = "http://printer.example.com/ready?job=7&q=%2f+x"

func TestARightProviderIsClean(t *testing.T) {
	server := oauthtest.NewServer(oauthcore.Registration{Key: "k", Secret: "the-consumer-secret", Callbacks: []string{"http://printer.example.com/"}})
	defer server.Close()
	c := server.Consumer(oauthcore.Registration{Key: "k", Secret: "the-consumer-secret"})
	report, err := Provider(t.Context(), Target{
		Endpoints: c.Endpoints, Resource: server.URL + "/photos?file=vacation.jpg", Key: c.Key, Secret: c.Secret, Callback: callback, Person: allower{server},
	})
	if err != nil {
		t.Fatal(err)
	}
	// The server of these tests has no authorization page, so nothing says that it may not be framed.
	for _, result := range report.Failed() {
		if result.ID != "C124" {
			t.Errorf("%s %s: %+v", result.ID, result.Text, result.Evidence)
		}
	}
	for _, result := range report.Results {
		if result.Outcome == Untested {
			t.Errorf("%s %s was not tested: %+v", result.ID, result.Text, result.Evidence)
		}
	}
	formats(t, report, "the-consumer-secret")
}

// formats writes a report in each format, without secrets.
func formats(t *testing.T, report *Report, secrets ...string) {
	t.Helper()
	for name, write := range map[string]func(io.Writer) error{"text": report.WriteText, "json": report.WriteJSON, "html": report.WriteHTML} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if strings.Contains(b.String(), secret) {
				t.Errorf("%s holds a secret", name)
			}
		}
		switch name {
		case "json":
			var back Report
			if err := json.Unmarshal(b.Bytes(), &back); err != nil || len(back.Results) != len(report.Results) {
				t.Errorf("reading it back: %v, %d results", err, len(back.Results))
			}
		case "html":
			if _, err := html.Parse(&b); err != nil {
				t.Error(err)
			}
		case "text":
			if !strings.Contains(b.String(), report.Summary()) {
				t.Error("the text has no summary")
			}
		}
	}
}

func TestWhatCannotBeReachedIsAnError(t *testing.T) {
	server := oauthtest.NewServer(oauthcore.Registration{Key: "k", Secret: "s", Callbacks: []string{"http://printer.example.com/"}})
	defer server.Close()
	target := Target{Endpoints: server.Consumer(oauthcore.Registration{}).Endpoints, Key: "k", Secret: "wrong", Callback: callback}
	if _, err := Provider(t.Context(), target); err == nil || !strings.Contains(err.Error(), "was refused") {
		t.Errorf("a wrong secret: %v", err)
	}
	target.Secret = "s"
	server.Close()
	if _, err := Provider(t.Context(), target); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("nobody there: %v", err)
	}
	target.Callback = ""
	if _, err := Provider(t.Context(), target); err == nil {
		t.Error("no callback, and no error")
	}
	if _, err := Provider(t.Context(), Target{}); err == nil {
		t.Error("nothing, and no error")
	}
}
