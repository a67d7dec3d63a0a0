package inspector_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
)

// dance is Appendix A as it is recorded: its values, its order.
func dance() []inspector.Message {
	at := time.Date(2007, 10, 1, 12, 34, 56, 0, time.UTC)
	side := func(method, path, request, answer string, status int, params ...inspector.Param) *inspector.Side {
		at = at.Add(time.Second)
		return &inspector.Side{Consumer: "dpf43f3p2l4k3l03", Time: at, DurationMS: 12.5, Method: method, Path: path, URL: "http://photos.example.net" + path,
			Request: request, Answer: answer, Status: status, Parameters: params}
	}
	signed := func(more ...inspector.Param) []inspector.Param {
		return append([]inspector.Param{{Name: "oauth_consumer_key", Value: "dpf43f3p2l4k3l03", Place: "header"}, {Name: "oauth_signature_method", Value: "HMAC-SHA1", Place: "header"},
			{Name: "oauth_timestamp", Value: "1191242096", Place: "header"}, {Name: "oauth_nonce", Value: "kllo9940pd9333jh", Place: "header"}}, more...)
	}
	ask := side("POST", "/request_token", "POST /request_token HTTP/1.1\r\nHost: photos.example.net\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nx=a%20b",
		"HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 90\r\n\r\noauth_token=hh5s93j4hdidpola&oauth_token_secret=~masked~", 200,
		signed(inspector.Param{Name: "oauth_callback", Value: "http://printer.example.com/ready", Place: "header"})...)
	go1 := side("GET", "/authorize", "POST /connect HTTP/1.1\r\nHost: printer.example.com\r\n\r\n", "HTTP/1.1 303 See Other\r\nLocation: http://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola\r\n\r\n", 303,
		inspector.Param{Name: "oauth_token", Value: "hh5s93j4hdidpola", Place: "query"})
	decided := side("POST", "/authorize", "", "", 303)
	decided.Kind, decided.Changes = "decision", []inspector.Change{{Kind: "request token", Token: "hh5s93j4hdidpola", Step: "authorized"}}
	back := side("GET", "/ready", "GET /ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=~masked~ HTTP/1.1\r\nHost: printer.example.com\r\n\r\n", "HTTP/1.1 303 See Other\r\nLocation: /albums\r\n\r\n", 303,
		inspector.Param{Name: "oauth_token", Value: "hh5s93j4hdidpola", Place: "query"}, inspector.Param{Name: "oauth_verifier", Value: oauthcore.Masked, Place: "query"})
	back.URL = ""
	exchange := side("POST", "/access_token", "POST /access_token HTTP/1.1\r\nHost: photos.example.net\r\n\r\n", "HTTP/1.1 401 Unauthorized\r\n\r\n", 401,
		signed(inspector.Param{Name: "oauth_token", Value: "hh5s93j4hdidpola", Place: "header"}, inspector.Param{Name: "oauth_verifier", Value: oauthcore.Masked, Place: "header"})...)
	exchange.Problem = "signature_invalid"
	photo := side("GET", "/photos", "GET /photos?file=vacation.jpg&size=original HTTP/1.1\r\nHost: photos.example.net\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n3.3 MB of image/jpeg", 200,
		signed(inspector.Param{Name: "oauth_token", Value: "nnch734d00sl2jdk", Place: "header"}, inspector.Param{Name: "file", Value: "vacation.jpg", Place: "query"}, inspector.Param{Name: "size", Value: "it's $HOME", Place: "query"})...)
	return []inspector.Message{
		{ID: "1", Flow: "1", Step: inspector.AskRequestToken, Sent: ask}, {ID: "2", Flow: "1", Step: inspector.Authorize, Sent: go1},
		{ID: "3", Flow: "1", Step: inspector.Decision, Received: decided}, {ID: "4", Flow: "1", Step: inspector.Callback, Sent: back},
		{ID: "5", Flow: "1", Step: inspector.AskAccessToken, Sent: exchange}, {ID: "6", Flow: "1", Step: inspector.Resource, Sent: photo},
	}
}

func TestMermaid(t *testing.T) {
	const want = `sequenceDiagram
    autonumber
    participant C as Consumer
    participant B as Browser
    participant S as Service Provider
    C->>S: POST /request_token
    S-->>C: 200 OK · token and secret
    C->>B: 303 See Other
    B->>S: GET /authorize?oauth_token=…
    B->>S: Allow or Deny
    Note over S: request token hh5s93j4…: authorized
    S->>B: 303 See Other
    B->>C: GET /ready?oauth_token=…&oauth_verifier=…
    C->>S: POST /access_token
    S--xC: 401 signature_invalid
    C->>S: GET /photos
    S-->>C: 200 OK · 3.3 MB of image/jpeg
`
	if got := inspector.Mermaid(dance()); got != want {
		t.Errorf("the diagram is\n%s", got)
	}
}

// required is what HAR 1.2 asks of each object; a name that ends in [] is a list.
var required = map[string][]string{
	"":                  {"log"},
	"log":               {"version", "creator", "entries"},
	"log.creator":       {"name", "version"},
	"log.entries[]":     {"startedDateTime", "time", "request", "response", "cache", "timings"},
	"request":           {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"},
	"response":          {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"},
	"content":           {"size", "mimeType"},
	"timings":           {"send", "wait", "receive"},
	"postData":          {"mimeType", "params", "text"},
	"headers[]":         {"name", "value"},
	"queryString[]":     {"name", "value"},
	"postData.params[]": {"name", "value"},
}

func TestHARHasItsShape(t *testing.T) {
	text, err := json.Marshal(inspector.NewHAR(dance()))
	if err != nil {
		t.Fatal(err)
	}
	var archive map[string]any
	if err := json.Unmarshal(text, &archive); err != nil {
		t.Fatal(err)
	}
	lacks(t, "", archive)
	log := archive["log"].(map[string]any)
	entries := log["entries"].([]any)
	if log["version"] != "1.2" || len(entries) != 5 {
		t.Fatalf("version %v with %d entries", log["version"], len(entries))
	}
	for _, e := range entries {
		entry := e.(map[string]any)
		lacks(t, "log.entries[]", entry)
		for _, name := range []string{"request", "response", "timings"} {
			lacks(t, name, entry[name].(map[string]any))
		}
		if _, err := time.Parse(time.RFC3339, entry["startedDateTime"].(string)); err != nil {
			t.Error(err)
		}
		request := entry["request"].(map[string]any)
		if !strings.HasPrefix(request["url"].(string), "http://p") {
			t.Errorf("the address is %v", request["url"])
		}
		for _, list := range []string{"headers", "queryString"} {
			for _, pair := range request[list].([]any) {
				lacks(t, list+"[]", pair.(map[string]any))
			}
		}
	}
	first := entries[0].(map[string]any)["request"].(map[string]any)["postData"].(map[string]any)
	lacks(t, "postData", first)
	if pair := first["params"].([]any)[0].(map[string]any); pair["value"] != "a b" {
		t.Errorf("a parameter of the body is %v", pair)
	}
}

func lacks(t *testing.T, name string, object map[string]any) {
	t.Helper()
	for _, field := range required[name] {
		if value, is := object[field]; !is || value == nil {
			t.Errorf("%s has no %s", name, field)
		}
	}
}

// TestCurlIsAScript lets a shell read both scripts: what a Consumer sends must not
// run in the shell of whoever copies it.
func TestCurlIsAScript(t *testing.T) {
	for _, m := range dance() {
		if m.Sent == nil || !m.Signed() {
			continue
		}
		for _, script := range []string{inspector.Curl(m.Sent), inspector.CurlExact(m.Sent)} {
			out, err := exec.Command("sh", "-c", "curl() { printf '[%s]\\n' \"$@\"; }\n"+script).CombinedOutput()
			if err != nil || !strings.Contains(string(out), "[http://photos.example.net/") || strings.Contains(string(out), "~masked~") {
				t.Errorf("%s\nbecame\n%s (%v)", script, out, err)
			}
		}
	}
	photo := dance()[5].Sent
	out, err := exec.Command("sh", "-c", "curl() { printf '[%s]\\n' \"$@\"; }\n"+inspector.Curl(photo)).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "size=it%27s%20%24HOME]") || !strings.Contains(string(out), `oauth_signature="`) {
		t.Errorf("the photo is asked for with\n%s (%v)", out, err)
	}
	if inspector.Curl(dance()[1].Sent) != "" {
		t.Error("what was not signed can be signed anew")
	}
}

func TestTheTimelineIsFiltered(t *testing.T) {
	other := dance()[5]
	other.ID, other.Flow = "7", "7"
	all := append(dance(), other)
	for name, c := range map[string]struct {
		filter inspector.Filter
		rows   int
	}{
		"the latest": {inspector.Filter{}, 1}, "the first": {inspector.Filter{Flow: "1"}, 6}, "all": {inspector.Filter{Flow: "all"}, 7},
		"the dance alone": {inspector.Filter{Flow: "all", Show: "dance"}, 5}, "refused": {inspector.Filter{Flow: "all", Show: "refused"}, 1},
		"text": {inspector.Filter{Flow: "all", Text: "VACATION"}, 2}, "nothing": {inspector.Filter{Flow: "none"}, 0},
	} {
		if got := inspector.NewTimeline(all, c.filter); len(got.Rows) != c.rows || len(got.Flows) != 2 {
			t.Errorf("%s: %d rows of %d dances", name, len(got.Rows), len(got.Flows))
		}
	}
	if flows := inspector.NewTimeline(all, inspector.Filter{}).Flows; flows[1].Outcome != "refused" || flows[1].Messages != 6 || flows[0].ID != "7" {
		t.Errorf("the dances are %+v", flows)
	}
	opened, err := inspector.Open(all, "5")
	if err != nil || opened.Number != 5 || opened.Previous != "4" || opened.Next != "6" || opened.Key[1].Name != "Request Token Secret" {
		t.Errorf("opened it is %+v (%v)", opened, err)
	}
	if _, err := inspector.Open(all, "nothing"); err == nil {
		t.Error("what is not there can be opened")
	}
}
