package photos_test

import (
	"bytes"
	"context"
	"io"
	"maps"
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

func (s *site) requestToken(callback string, extra ...oauthcore.Param) oauthcore.RequestToken {
	s.t.Helper()
	token, err := s.consumer().RequestToken(context.Background(), callback, extra...)
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
	access, _ := b.connectWith("", nil)
	return access
}

// connectWith asks for rights, allows what the User chooses, and answers what the Consumer is told.
func (b *browser) connectWith(perms string, chosen url.Values) (oauthcore.AccessToken, oauthcore.Params) {
	b.t.Helper()
	var extra []oauthcore.Param
	if perms != "" {
		extra = append(extra, oauthcore.Param{Name: "perms", Value: perms})
	}
	token := b.site.requestToken(callback, extra...)
	answer := b.consent(token)
	if answer.status == http.StatusOK {
		fields := url.Values{"decision": {"allow"}}
		maps.Copy(fields, chosen)
		answer = b.submit(answer, "/oauth/authorize", fields)
	}
	access, rest, err := b.site.consumer().AccessToken(context.Background(), token, answer.returned().Get("oauth_verifier"))
	if err != nil {
		b.t.Fatal(err)
	}
	return access, rest
}

// call is a signed request without a body; headers are pairs of name and value.
func (s *site) call(token oauthcore.AccessToken, method, path string, headers ...string) *page {
	s.t.Helper()
	return s.send(token, method, path, nil, headers...)
}

// send is a signed request.
func (s *site) send(token oauthcore.AccessToken, method, path string, body []byte, headers ...string) *page {
	s.t.Helper()
	return s.sendAs(s.consumer(), token, method, path, body, headers...)
}

func (s *site) sendAs(consumer *oauthcore.Consumer, token oauthcore.AccessToken, method, path string, body []byte, headers ...string) *page {
	s.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = s.url + path
	}
	r, err := http.NewRequest(method, path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := consumer.Client(token).Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return &page{t: s.t, url: r.URL, status: answer.StatusCode, header: answer.Header, body: string(content)}
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
