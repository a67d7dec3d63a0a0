package lab

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// person is somebody with a browser: cookies of her own, redirects followed, forms filled in.
type person struct {
	name, user, password string
	client               *http.Client
	stopAt               string // a host that redirects are not followed to, to read an address from them
	at                   *url.URL
	status               int
	header               http.Header
	page                 string
}

func (n *network) person(name, user, password string, evil bool) *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err)
	}
	p := &person{name: name, user: user, password: password}
	p.client = &http.Client{Jar: jar, Transport: transport{n, name, evil}, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		p.at = r.URL
		if r.URL.Host == p.stopAt || len(via) > 10 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return p
}

// opens follows an address.
func (p *person) opens(address string) *person {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		panic(err)
	}
	return p.send(r)
}

// posts sends a form, as if from a page of the given site.
func (p *person) posts(address, origin string, fields url.Values) *person {
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Origin", origin)
	return p.send(r)
}

func (p *person) send(r *http.Request) *person {
	p.at = r.URL
	answer, err := p.client.Do(r)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	p.status, p.header, p.page = answer.StatusCode, answer.Header, string(body)
	return p
}

// signsIn does so at photos.
func (p *person) signsIn() *person {
	return p.posts("http://"+photosHost+"/sign-in", "http://"+photosHost, url.Values{"user": {p.user}, "password": {p.password}})
}

// presses fills in the only form of the page that is open, hidden fields and all.
func (p *person) presses(button string) *person {
	action, fields, err := theForm(p.page)
	if err != nil {
		panic(err)
	}
	fields.Set("say", button)
	to, err := p.at.Parse(action)
	if err != nil {
		panic(err)
	}
	return p.posts(to.String(), p.at.Scheme+"://"+p.at.Host, fields)
}

// theForm reads the pages of the lab, which are simple.
func theForm(page string) (action string, fields url.Values, err error) {
	_, form, found := strings.Cut(page, `<form method="post" action="`)
	if !found {
		return "", nil, errors.New("there is no form on the page:\n" + page)
	}
	action, form, _ = strings.Cut(form, `"`)
	fields = url.Values{}
	for _, part := range strings.Split(form, `<input type="hidden" name="`)[1:] {
		name, rest, _ := strings.Cut(part, `" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		fields.Set(name, value)
	}
	return action, fields, nil
}

// mayFrame tells whether a browser would show the page that is open within another site's.
func (p *person) mayFrame() bool {
	return p.header.Get("X-Frame-Options") == "" && !strings.Contains(p.header.Get("Content-Security-Policy"), "frame-ancestors")
}

const formType = "application/x-www-form-urlencoded"
