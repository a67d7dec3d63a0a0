package operations

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	person "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := programs.Clean(); err != nil {
		os.Stderr.WriteString("cleaning up: " + err.Error() + "\n")
	}
	os.Exit(code)
}

// customer is jane at the pages of the shop.
type customer struct {
	*http.Client
	t    *testing.T
	demo *programs.Demo
	last *http.Response
}

// newCustomer is jane who has connected the shop with her photos.
func newCustomer(t *testing.T, demo *programs.Demo) *customer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &customer{&http.Client{Jar: jar, Timeout: time.Minute}, t, demo, nil}
	page, at := c.visit(demo.Printer.URL)
	page, at = c.press(page, at, "Connect to photos", nil)
	page, at = c.press(page, at, "Sign in", url.Values{"screen_name": {"jane"}, "password": {programs.Password}})
	page, at = c.press(page, at, "Allow", nil)
	if !strings.Contains(person.Text(page), "Choose an album") {
		t.Fatalf("not connected at %s: %.500s", at, person.Text(page))
	}
	return c
}

func (c *customer) visit(address string) (*html.Node, *url.URL) {
	c.t.Helper()
	answer, err := c.Get(address)
	c.last = answer
	page, at, err := person.Visit(answer, err)
	if err != nil {
		c.t.Fatal(err)
	}
	return page, at
}

func (c *customer) press(page *html.Node, at *url.URL, words string, filled url.Values) (*html.Node, *url.URL) {
	c.t.Helper()
	page, at, err := person.Press(c.Client, page, at, words, filled)
	if err != nil {
		c.t.Fatal(err)
	}
	return page, at
}

// order prints some photos of the first album, and waits until the print file is there.
func (c *customer) order() {
	c.t.Helper()
	page, at := c.choose()
	_, at = c.press(page, at, "Order ", nil)
	if _, err := person.ReadAll(c.Get(at.String() + "/events")); err != nil {
		c.t.Fatal(err)
	}
}

// choose puts some photos into the basket and goes to the last page before the order.
func (c *customer) choose() (*html.Node, *url.URL) {
	c.t.Helper()
	page, _ := c.visit(c.demo.Printer.URL + "/albums")
	page, at := c.visit(c.demo.Printer.URL + hrefOf(page, "/albums/"))
	var photos []string
	for field := range page.Descendants() {
		if person.Attribute(field, "name") == "photo" {
			photos = append(photos, person.Attribute(field, "value"))
		}
	}
	page, at = c.press(page, at, "Print these", url.Values{"photo": photos[:2]})
	return c.press(page, at, "Review the order", nil)
}

// hrefOf is the first link on a page that begins so.
func hrefOf(page *html.Node, start string) string {
	for node := range page.Descendants() {
		if href := person.Attribute(node, "href"); strings.HasPrefix(href, start) {
			return href
		}
	}
	return ""
}

// line waits until a log has a line with all of these, and answers it.
func line(t *testing.T, p *programs.Program, wanted ...string) string {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for late := time.After(30 * time.Second); ; {
		if found := lineIn(p.Log(), wanted); found != "" {
			return found
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("%s has no line with %q:\n%s", p.Name, wanted, p.Log())
		}
	}
}

func lineIn(log string, wanted []string) string {
	for line := range strings.Lines(log) {
		fits := true
		for _, w := range wanted {
			fits = fits && strings.Contains(line, w)
		}
		if fits {
			return line
		}
	}
	return ""
}
