package photos_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

const callback = "http://printer.example.com/ready?order=7"

// consumer registers the printer of the specification's example, once, and answers its side of the dance.
func (s *site) consumer() *oauthcore.Consumer {
	s.t.Helper()
	ctx, key := context.Background(), "dpf43f3p2l4k3l03"
	if _, err := s.Store.Registration(ctx, key); err != nil {
		err := s.Store.Register(ctx, oauthcore.Registration{
			Key: key, Secret: "kd94hf93k423kf44", Name: "printer", URL: "http://printer.example.com/",
			Callbacks: []string{"http://printer.example.com/"}, OutOfBand: true, Verified: true,
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return &oauthcore.Consumer{Key: key, Secret: "kd94hf93k423kf44", Now: s.Provider.Now, Endpoints: oauthcore.Endpoints{
		RequestToken: s.url + "/oauth/request_token", Authorize: s.url + "/oauth/authorize", AccessToken: s.url + "/oauth/access_token",
	}}
}

func (s *site) requestToken(callback string) oauthcore.RequestToken {
	s.t.Helper()
	token, err := s.consumer().RequestToken(context.Background(), callback)
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// consent opens the page on which the User decides.
func (b *browser) consent(token oauthcore.RequestToken) *page {
	b.t.Helper()
	return b.get("/oauth/authorize?oauth_token=" + token.Token)
}

func (b *browser) decide(p *page, decision string) *page {
	b.t.Helper()
	return b.submit(p, "/oauth/authorize", url.Values{"decision": {decision}})
}

// returned reads the address that a decision leads to.
func (p *page) returned() url.Values {
	p.t.Helper()
	p.wants(http.StatusSeeOther)
	location, err := url.Parse(p.header.Get("Location"))
	if err != nil {
		p.t.Fatal(err)
	}
	return location.Query()
}

// connect goes through the whole dance and answers the Access Token.
func (b *browser) connect() oauthcore.AccessToken {
	b.t.Helper()
	token := b.site.requestToken(callback)
	verifier := b.decide(b.consent(token), "allow").returned().Get("oauth_verifier")
	access, _, err := b.site.consumer().AccessToken(context.Background(), token, verifier)
	if err != nil {
		b.t.Fatal(err)
	}
	return access
}

// call is a signed GET; headers are pairs of name and value.
func (s *site) call(token oauthcore.AccessToken, method, path string, headers ...string) *page {
	s.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.url + path
	}
	r, err := http.NewRequest(method, path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.consumer().Client(token).Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return &page{t: s.t, url: r.URL, status: answer.StatusCode, header: answer.Header, body: string(body)}
}

// problem is the code of a refusal, "" for none.
func problem(t *testing.T, err error) oauthcore.Code {
	t.Helper()
	var p *oauthcore.Problem
	if err == nil {
		return ""
	}
	if !asProblem(err, &p) {
		t.Fatalf("not a refusal: %v", err)
	}
	return p.Code
}
