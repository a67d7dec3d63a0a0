package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Forms is a Person who reads the authorization page as a simple browser does: it signs in where there is a password
// field, and presses the button that says yes or no.
type Forms struct {
	User, Password string
	Transport      http.RoundTripper // nil: http.DefaultTransport
}

var (
	yes = regexp.MustCompile(`(?i)\b(allow|authori[sz]e|grant|accept|approve|yes|ok|continue)\b`)
	no  = regexp.MustCompile(`(?i)\b(deny|refuse|decline|reject|disallow|no|cancel)\b`)
)

// maxPages bounds how many pages are between the address and the callback.
const maxPages = 12

// Decide implements Person.
func (f Forms) Decide(ctx context.Context, authorizeURL string, allow bool) (string, error) {
	b, err := f.open(authorizeURL)
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, authorizeURL, nil)
	for range maxPages {
		if err != nil {
			return "", err
		}
		page, away, err2 := b.load(r)
		if away != "" || err2 != nil {
			return away, err2
		}
		r, err = b.answer(ctx, page, f, allow)
	}
	return "", errors.New("the authorization page asks again and again")
}

// formBrowser is a browser with cookies and without a screen.
type formBrowser struct {
	client *http.Client
	home   string // the host of the authorization page
	at     *url.URL
	away   string // where a redirect leads that leaves home
	tried  bool   // the password was sent once
}

func (f Forms) open(address string) (*formBrowser, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &formBrowser{home: u.Host}
	b.client = &http.Client{Jar: jar, Transport: f.Transport, Timeout: 30 * time.Second, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if r.URL.Host != b.home {
			b.away = r.URL.String()
			return http.ErrUseLastResponse
		}
		if len(via) > maxPages {
			return errors.New("too many redirects")
		}
		return nil
	}}
	return b, nil
}

// load asks for a page; away is where the browser was sent, once that is another host.
func (b *formBrowser) load(r *http.Request) (page *html.Node, away string, err error) {
	answer, err := b.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	if b.away != "" {
		return nil, b.away, nil
	}
	if answer.StatusCode >= 400 {
		return nil, "", fmt.Errorf("the authorization page answered %d", answer.StatusCode)
	}
	b.at = answer.Request.URL
	page, err = html.Parse(io.LimitReader(answer.Body, 4<<20))
	return page, "", err
}

// answer fills in the form that matters: the one with a password, or else the one with the button.
func (b *formBrowser) answer(ctx context.Context, page *html.Node, f Forms, allow bool) (*http.Request, error) {
	for _, form := range all(page, atom.Form) {
		if field := withType(form, "password"); field != nil {
			if b.tried {
				return nil, errors.New("the page asks for the password again: are name and password right?")
			}
			b.tried = true
			return b.submit(ctx, form, signIn(form, field, f), firstButton(form))
		}
	}
	words := yes
	if !allow {
		words = no
	}
	for _, form := range all(page, atom.Form) {
		for _, button := range buttons(form) {
			if words.MatchString(textOf(button) + " " + attr(button, "value")) {
				return b.submit(ctx, form, nil, button)
			}
		}
	}
	if !allow {
		return nil, ErrCannotDeny
	}
	return nil, errors.New("no button was found on the page that says Allow, Authorize, Grant, Accept, Approve or Yes")
}

// signIn is what to write: the password, and the name into the field before it.
func signIn(form, password *html.Node, f Forms) url.Values {
	values := url.Values{attr(password, "name"): {f.Password}}
	for _, field := range all(form, atom.Input) {
		if field == password {
			break
		}
		if kind := attr(field, "type"); kind == "" || kind == "text" || kind == "email" {
			values.Set(attr(field, "name"), f.User)
		}
	}
	return values
}

// submit sends a form as a browser does: what stands in it, with the given values and the button.
func (b *formBrowser) submit(ctx context.Context, form *html.Node, values url.Values, button *html.Node) (*http.Request, error) {
	fields := url.Values{}
	for _, field := range all(form, atom.Input) {
		kind := attr(field, "type")
		checked := kind != "checkbox" && kind != "radio" || has(field, "checked")
		if name := attr(field, "name"); name != "" && kind != "submit" && kind != "button" && checked && !has(field, "disabled") {
			fields.Add(name, orOn(field, kind))
		}
	}
	for _, field := range all(form, atom.Select) {
		if options := all(field, atom.Option); len(options) > 0 {
			fields.Set(attr(field, "name"), attr(chosen(options), "value"))
		}
	}
	for name := range values {
		fields.Set(name, values.Get(name))
	}
	if button != nil && attr(button, "name") != "" {
		fields.Set(attr(button, "name"), attr(button, "value"))
	}
	action, err := url.Parse(attr(form, "action"))
	if err != nil {
		return nil, fmt.Errorf("reading the form: %w", err)
	}
	to := b.at.ResolveReference(action)
	if !strings.EqualFold(attr(form, "method"), "post") {
		to.RawQuery = fields.Encode()
		return http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), strings.NewReader(fields.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", formType)
		r.Header.Set("Origin", b.at.Scheme+"://"+b.at.Host)
		r.Header.Set("Referer", b.at.String())
	}
	return r, err
}

func orOn(field *html.Node, kind string) string {
	if value := attr(field, "value"); value != "" || kind != "checkbox" {
		return value
	}
	return "on"
}

func chosen(options []*html.Node) *html.Node {
	for _, option := range options {
		if has(option, "selected") {
			return option
		}
	}
	return options[0]
}
