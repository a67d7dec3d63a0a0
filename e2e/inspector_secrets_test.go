package e2e

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// marked makes secrets that can be told from anything else.
func marked(kind string) func() string {
	var n atomic.Int64
	return func() string { return fmt.Sprintf("PLANTED%s%d", kind, n.Add(1)) }
}

// TestInspectorTellsNoSecret plants marked secrets in a whole dance, in each of the
// ways to connect, and looks for them wherever the inspector says something: its
// pages, streams, exports, the request log and its API, and what the printer keeps.
func TestInspectorTellsNoSecret(t *testing.T) {
	h := build(t, plans{photos: func(c *photos.Config) {
		c.NewSecret, c.NewVerifier, c.NewPIN = marked("SECRET"), marked("VERIFIER"), func() string { return "PLANTEDPIN" }
	}})
	jane := h.visitor()
	jane.Visit(h.printer)
	jane.Press("Connect to photos")
	h.signIn(jane, "jane")
	jane.Press("Allow")
	jane.See("Choose an album")
	jane.Visit(h.printer + "/account")
	jane.Press("Disconnect")
	jane.Visit(h.printer)
	jane.Press("With a PIN instead")
	tab := jane.Popup("Open photos")
	tab.Press("Allow")
	tab.See("Type this PIN into printer")
	jane.Fill("PIN", "PLANTEDPIN")
	jane.Press("Connect")
	jane.See("Choose an album")

	told := map[string]string{"the printer's files": h.stored()}
	h.collect(jane, h.printer+"/inspector", told)
	sam := h.visitor()
	sam.Visit(h.photos + "/sign-in")
	h.signIn(sam, "sam")
	h.collect(sam, h.photos+"/developers/apps/"+consumerKey+"/inspector", told)
	h.collect(sam, h.photos+"/developers/apps/"+consumerKey+"/requests", told)
	told["the API"] = h.logAPI()

	secrets := map[string]string{"a planted secret": "PLANTED", "the Consumer Secret": consumerSecret, "the password": "photos-demo"}
	for _, cookie := range append(jane.Cookies(), sam.Cookies()...) {
		secrets["the cookie "+cookie.Name] = cookie.Value
	}
	for where, text := range told {
		for what, secret := range secrets {
			if i := strings.Index(text, secret); i >= 0 {
				t.Errorf("%s is in %s: …%q", what, where, text[max(0, i-80):i])
			}
		}
	}
	if len(told) < 40 || !strings.Contains(told["the API"], oauthcore.Masked) {
		t.Errorf("only %d places were looked at", len(told))
	}
}

var messageLink = regexp.MustCompile(`href="([^"]*/(?:inspector/messages|requests)/[0-9a-f]{10,}[^"]*)"`)

// collect reads a timeline of all dances, each of its messages, its exports, and the
// beginning of its stream.
func (h *house) collect(p *browser.Page, timeline string, told map[string]string) {
	h.t.Helper()
	page := func(address string) string {
		status, text := h.get(p, address)
		if status != http.StatusOK || len(text) < 10 {
			h.t.Fatalf("%s answers %d: %q", address, status, text)
		}
		told[address] = text
		return text
	}
	list := page(timeline + "?flow=all")
	links := messageLink.FindAllStringSubmatch(list, -1)
	if len(links) < 5 {
		h.t.Fatalf("%s leads to %d messages", timeline, len(links))
	}
	origin := timeline[:strings.Index(timeline[8:], "/")+8]
	for _, link := range links {
		page(origin + strings.ReplaceAll(link[1], "&amp;", "&"))
	}
	if strings.HasSuffix(timeline, "/inspector") {
		page(timeline + "/dance.har?flow=all")
		page(timeline + "/dance.mmd?flow=all")
	}
	if strings.HasPrefix(timeline, h.printer) {
		page(timeline + "?flow=all&everyone=1")
		page(timeline + "/live?flow=all")
	}
}

// logAPI is what photos tells the printer's key of everything that it has seen.
func (h *house) logAPI() string {
	h.t.Helper()
	r, err := http.NewRequest("GET", h.photos+"/api/consumer/requests?limit=500&include=decisions", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	consumer := oauthcore.Consumer{Key: consumerKey, Secret: consumerSecret}
	answer, err := consumer.Client(oauthcore.AccessToken{}).Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		h.t.Fatal(answer.StatusCode, err)
	}
	return string(text)
}
