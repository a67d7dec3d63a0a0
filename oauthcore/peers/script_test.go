package peers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// language is a peer that is a library of another language: two scripts, one
// process each for all requests.
type language struct {
	interpreter string // the system's; an environment variable may name another
	ending      string // of its scripts
	install     string // what to do where it is missing
}

var (
	python = language{cmp.Or(os.Getenv("PEER_PYTHON"), "/usr/bin/python3"), ".py", "apt-get install python3-oauthlib"}
	ruby   = language{cmp.Or(os.Getenv("PEER_RUBY"), "/usr/bin/ruby"), ".rb", "apt-get install ruby-oauth ruby-rack"}
)

// verdict is what a peer found about a request that we signed.
type verdict struct {
	ID      string `json:"id"`
	Right   bool   `json:"right"`
	Problem string `json:"problem"`
}

// sign lets the peer sign the requests, and returns its version too.
func (l language) sign(t *testing.T, unsigned []exchange) (version string, signed []exchange) {
	t.Helper()
	version, signed = talk[exchange](t, l, "sign", unsigned)
	for i, e := range unsigned {
		if signed[i].ID != e.ID {
			t.Fatalf("the peer answered %s to %s", signed[i].ID, e.ID)
		}
		signed[i].want = e.want
	}
	return version, signed
}

// check lets the peer judge what we have signed. Each request comes twice, the
// second time with a spoilt signature.
func (l language) check(t *testing.T, unsigned []exchange) (version string, results []result) {
	t.Helper()
	var sent []exchange
	for _, e := range unsigned {
		e = e.sign(t)
		sent = append(sent, e, e.spoil(t))
	}
	version, verdicts := talk[verdict](t, l, "check", sent)
	for i, e := range unsigned {
		results = append(results, verdictsOn(t, e.ID, verdicts[2*i], verdicts[2*i+1]))
	}
	return version, results
}

func verdictsOn(t *testing.T, id string, good, spoilt verdict) result {
	t.Helper()
	if good.ID != id || spoilt.ID != id+" spoilt" {
		t.Fatalf("the peer answered %s and %s to %s", good.ID, spoilt.ID, id)
	}
	switch {
	case good.Problem != "":
		return result{id, unable, good.Problem}
	case spoilt.Right:
		return result{id, fooled, ""}
	case !good.Right:
		return result{id, refused, ""}
	}
	return result{id, agreed, ""}
}

// talk runs one script: exchanges as JSON lines go in, the version and as many
// answers come out.
func talk[answer any](t *testing.T, l language, script string, in []exchange) (version string, out []answer) {
	t.Helper()
	var stdin, stderr bytes.Buffer
	encoder := json.NewEncoder(&stdin)
	for _, e := range in {
		if err := encoder.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), l.interpreter, "testdata/"+script+l.ending)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "RUBYOPT=")
	cmd.Stdin, cmd.Stderr = &stdin, &stderr
	stdout, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v %s; if that is because its OAuth library is missing: %s, or run scripts/setup-tests.sh",
			l.interpreter, script+l.ending, err, lastLine(stderr.String()), l.install)
	}
	return readAnswers[answer](t, stdout, len(in))
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndex(text, "\n")+1:]
}

func readAnswers[answer any](t *testing.T, stdout []byte, count int) (version string, out []answer) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(stdout))
	if err := decoder.Decode(&version); err != nil {
		t.Fatal(err)
	}
	for {
		var one answer
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the peer does not answer in JSON: %v", err)
		}
		out = append(out, one)
	}
	if len(out) != count {
		t.Fatalf("the peer gave %d answers to %d requests", len(out), count)
	}
	return version, out
}
