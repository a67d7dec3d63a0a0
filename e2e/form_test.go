package e2e

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// formBrowser is the simplest browser there is: it keeps cookies, follows
// redirects, and fills in forms with all their hidden inputs. Programs that use
// photos drive its pages in this way.
type formBrowser struct {
	t      *testing.T
	client *http.Client
	at     *url.URL // the page that is shown, or where a redirect to another site leads
	status int
	page   *html.Node
}

// openForms opens a form browser. It follows redirects on the host of home only,
// so that a callback to another one can be looked at. A nil transport is the network.
func openForms(t *testing.T, home string, transport http.RoundTripper) *formBrowser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	own, err := url.Parse(home)
	if err != nil {
		t.Fatal(err)
	}
	b := &formBrowser{t: t}
	b.client = &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		b.at = r.URL
		if r.URL.Host != own.Host {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

func (b *formBrowser) visit(address string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.send(r)
}

// press fills in the form that has a button with these words, and presses it.
func (b *formBrowser) press(button string, values url.Values) {
	b.t.Helper()
	form, pressed := b.formWith(button)
	if form == nil {
		b.t.Fatalf("there is no button %q on %s (status %d): %s", button, b.at, b.status, text(b.page))
	}
	fields := url.Values{}
	for _, input := range all(form, atom.Input) {
		if name, kind := attr(input, "name"), attr(input, "type"); name != "" && kind != "radio" && kind != "checkbox" {
			fields.Set(name, attr(input, "value"))
		}
	}
	if name := attr(pressed, "name"); name != "" {
		fields.Set(name, attr(pressed, "value"))
	}
	for name := range values {
		fields[name] = values[name]
	}
	target, err := b.at.Parse(attr(form, "action"))
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, target.String(), strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.send(r)
}

func (b *formBrowser) send(r *http.Request) {
	b.t.Helper()
	b.at = r.URL
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer func() { _ = answer.Body.Close() }()
	b.status = answer.StatusCode
	if b.page, err = html.Parse(io.LimitReader(answer.Body, 1<<20)); err != nil {
		b.t.Fatal(err)
	}
}

// see makes sure that the page says this.
func (b *formBrowser) see(words string) {
	b.t.Helper()
	if said := text(b.page); !strings.Contains(said, words) {
		b.t.Fatalf("%q is not on %s: %s", words, b.at, said)
	}
}

// formWith finds the form of a button, and the button.
func (b *formBrowser) formWith(words string) (form, button *html.Node) {
	for _, form := range all(b.page, atom.Form) {
		for _, button := range all(form, atom.Button) {
			if text(button) == words {
				return form, button
			}
		}
	}
	return nil, nil
}

// byID is the text of the element with an id.
func (b *formBrowser) byID(id string) string {
	for n := range b.page.Descendants() {
		if attr(n, "id") == id {
			return text(n)
		}
	}
	return ""
}

// all are the elements of one kind inside a node.
func all(root *html.Node, kind atom.Atom) (found []*html.Node) {
	for n := range root.Descendants() {
		if n.DataAtom == kind {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}

// text is what a node says, with single spaces.
func text(n *html.Node) string {
	var said strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			said.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(said.String()), " ")
}
