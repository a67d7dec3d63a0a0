package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/probe"
	"example.net/oauth1/probe/sloppy"
)

func start(t *testing.T, flaws ...sloppy.Flaw) string {
	t.Helper()
	p := &sloppy.Provider{Key: "k", Secret: "the-consumer-secret", Flaws: flaws}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.Origin = server.URL
	return server.URL
}

func args(address string, more ...string) []string {
	return append([]string{
		"provider", "--request-token", address + "/request_token", "--authorize", address + "/authorize", "--access-token", address + "/access_token",
		"--resource", address + "/photos", "--key", "k", "--secret", "the-consumer-secret", "--callback", "http://printer.example.com/ready?job=7", "--user", "jane",
	}, more...)
}

func TestStatus(t *testing.T) {
	for name, test := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"clean":            {args(start(t)), clean, "0 fail"},
		"broken":           {args(start(t, sloppy.NoVerifier)), broken, "an exchange without the verifier: refused"},
		"broken, not MUST": {args(start(t, sloppy.Framed), "--must"), clean, "1 fail"},
		"wrong secret":     {args(start(t), "--secret", "wrong"), unable, "was refused"},
		"unknown method":   {args(start(t), "--method", "HMAC-MD5"), unable, "no signature method"},
		"nothing":          {nil, unable, "expected one of"},
		"help":             {[]string{"provider", "-h"}, clean, "--callback"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, err bytes.Buffer
			if status := run(t.Context(), test.args, strings.NewReader(""), &out, &err); status != test.status {
				t.Errorf("status %d\n%s%s", status, out.String(), err.String())
			}
			if !strings.Contains(out.String()+err.String(), test.says) {
				t.Errorf("does not say %q:\n%s%s", test.says, out.String(), err.String())
			}
		})
	}
}

func TestOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	var out, err bytes.Buffer
	if status := run(t.Context(), args(start(t), "--format", "json", "--out", path), strings.NewReader(""), &out, &err); status != clean {
		t.Fatalf("%s%s", out.String(), err.String())
	}
	text, e := os.ReadFile(path)
	if e != nil {
		t.Fatal(e)
	}
	var report probe.Report
	if e := json.Unmarshal(text, &report); e != nil || report.Count(probe.Pass) < 50 {
		t.Errorf("%v, %s", e, report.Summary())
	}
}

// A person decides in a browser of her own and pastes where she was sent; an empty line leaves it out.
func TestManual(t *testing.T) {
	var out, err bytes.Buffer
	if status := run(t.Context(), args(start(t), "--manual"), strings.NewReader("\n\n\n"), &out, &err); status != clean {
		t.Errorf("%s%s", out.String(), err.String())
	}
	if !strings.Contains(err.String(), "Open this address, and allow") || !strings.Contains(out.String(), "nobody has decided") {
		t.Errorf("%s%s", out.String(), err.String())
	}
}

// Without a Consumer there is nothing to report, and Ctrl-C ends the waiting.
func TestConsumerIsWaitedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out, err bytes.Buffer
	cancel()
	status := run(ctx, []string{"consumer", "--listen", "localhost:0", "--callback", "http://printer.example.com/"}, strings.NewReader(""), &out, &err)
	if status != clean || !strings.Contains(out.String(), "0 pass, 0 fail") {
		t.Errorf("%d %s%s", status, out.String(), err.String())
	}
}
