package photos_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.net/oauth1/photos"
)

// site is photos with an empty data folder, reached over HTTP like the real one.
type site struct {
	*photos.App
	t    *testing.T
	url  string // the public URL
	root string // the same without its path
	data string // its folder
}

// open starts photos; change may set what a test is about.
func open(t *testing.T, change func(*photos.Config)) *site {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	config := photos.Config{URL: "http://" + server.Listener.Addr().String(), Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&config)
	}
	database(t, &config)
	app, err := photos.New(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = app.Handler
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	return &site{app, t, config.URL, "http://" + server.Listener.Addr().String(), config.Data}
}

// browser is a person's browser without JavaScript: cookies, links, forms.
type browser struct {
	t      *testing.T
	site   *site
	client *http.Client
	csrf   string // for scripts, once it is known
}

func (s *site) browser() *browser {
	jar, _ := cookiejar.New(nil) // fails only for options that are not given
	return &browser{t: s.t, site: s, client: &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != strings.TrimPrefix(s.root, "http://") {
			return http.ErrUseLastResponse // to a Consumer: the test looks at where it leads
		}
		return nil
	}}}
}

// page is what the browser shows.
type page struct {
	t      *testing.T
	url    *url.URL
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func (b *browser) do(r *http.Request) *page {
	b.t.Helper()
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return &page{b.t, answer.Request.URL, answer.StatusCode, answer.Header, string(body), doc}
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.site.root + path
	}
	r, err := http.NewRequest(method, path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// post sends a form as a browser does, whatever is in it.
func (b *browser) post(path string, fields url.Values) *page {
	b.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// submit fills the form of a page whose action ends with action, and posts it with its hidden fields.
func (b *browser) submit(p *page, action string, fields url.Values) *page {
	b.t.Helper()
	f := p.form(action)
	for name, values := range fields {
		f.fields[name] = values
	}
	return b.post(f.action, f.fields)
}

// upload sends files through the form of an album page.
func (b *browser) upload(p *page, files ...file) *page {
	b.t.Helper()
	f := p.form("/photos")
	body, contentType := multipartForm(f.fields.Get("csrf_token"), files...)
	r := b.request(http.MethodPost, f.action, body)
	r.Header.Set("Content-Type", contentType)
	return b.do(r)
}

func multipartForm(token string, files ...file) (body *bytes.Buffer, contentType string) {
	body = new(bytes.Buffer)
	parts := multipart.NewWriter(body)
	if token != "" {
		parts.WriteField("csrf_token", token) // a bytes.Buffer does not fail
	}
	for _, file := range files {
		part, _ := parts.CreateFormFile("photo", file.name)
		part.Write(file.content)
	}
	parts.Close()
	return body, parts.FormDataContentType()
}

type file struct {
	name    string
	content []byte
}

// signUp makes a User and leaves her signed in.
func (b *browser) signUp(name string) *browser {
	b.t.Helper()
	p := b.submit(b.get("/sign-up"), "/sign-up", url.Values{"screen_name": {name}, "password": {password}})
	p.wants(http.StatusOK)
	return b
}

const password = "a good password"

// album makes an album with files in it and answers its path.
func (b *browser) album(title string, files ...file) string {
	b.t.Helper()
	p := b.submit(b.get("/albums"), "/albums", url.Values{"title": {title}})
	p.wants(http.StatusOK)
	if len(files) > 0 {
		b.upload(p, files...).wants(http.StatusOK)
	}
	return p.url.Path
}

func (p *page) wants(status int, texts ...string) *page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s is answered %d, want %d:\n%s", p.url.Path, p.status, status, p.text())
	}
	for _, text := range texts {
		if !strings.Contains(p.text(), text) {
			p.t.Errorf("%s does not say %q:\n%s", p.url.Path, text, p.text())
		}
	}
	return p
}

// text is what a person can read on the page.
func (p *page) text() string {
	if p.doc == nil {
		return p.body
	}
	var b strings.Builder
	for n := range p.doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "title" {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// form is a form of a page, with what its hidden fields hold.
type form struct {
	action, method string
	fields         url.Values
}

func (p *page) forms() (forms []form) {
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			f := form{attr(n, "action"), attr(n, "method"), url.Values{}}
			for input := range n.Descendants() {
				if input.Data == "input" && attr(input, "type") == "hidden" {
					f.fields.Add(attr(input, "name"), attr(input, "value"))
				}
			}
			forms = append(forms, f)
		}
	}
	return forms
}

func (p *page) form(action string) form {
	p.t.Helper()
	for _, f := range slices.Backward(p.forms()) { // the last: the first may be the one in the bar
		if strings.HasSuffix(f.action, action) {
			return f
		}
	}
	p.t.Fatalf("%s has no form for %s:\n%s", p.url.Path, action, p.body)
	return form{}
}

// links are the addresses of the page's links that begin with prefix, each once.
func (p *page) links(prefix string) (links []string) {
	for n := range p.doc.Descendants() {
		if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, prefix) && !slices.Contains(links, href) {
			links = append(links, href)
		}
	}
	return links
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
