package bench

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	dghubble "github.com/dghubble/oauth1"
	gomodule "github.com/gomodule/oauth1/oauth"
	mrjones "github.com/mrjones/oauth"

	"example.net/oauth1/oauthcore"
)

// signLibraries is the same request signed by the other Go libraries, which two
// of them do only while they send.
func signLibraries() []Operation {
	return []Operation{
		{"sign: gomodule", signGomodule()},
		{"sign: dghubble", signDghubble()},
		{"sign: mrjones", signMrjones()},
	}
}

func signGomodule() func() error {
	client := gomodule.Client{Credentials: gomodule.Credentials{Token: key, Secret: secret}}
	credentials := &gomodule.Credentials{Token: token, Secret: tokenSecret}
	address, _ := url.Parse(resource)
	header := http.Header{}
	return func() error { return client.SetAuthorizationHeader(header, credentials, "GET", address, nil) }
}

func signDghubble() func() error {
	toNowhere := context.WithValue(context.Background(), dghubble.HTTPClient, &http.Client{Transport: nowhere{}})
	client := dghubble.NewConfig(key, secret).Client(toNowhere, dghubble.NewToken(token, tokenSecret))
	return send(client.Transport)
}

func signMrjones() func() error {
	c := mrjones.NewCustomHttpClientConsumer(key, secret, mrjones.ServiceProvider{}, &http.Client{Transport: nowhere{}})
	client, err := c.MakeHttpClient(&mrjones.AccessToken{Token: token, Secret: tokenSecret})
	if err != nil {
		return failing(err)
	}
	return send(client.Transport)
}

func send(transport http.RoundTripper) func() error {
	r := get(resource)
	return func() error {
		_, err := transport.RoundTrip(r)
		return err
	}
}

type nowhere struct{}

var nothing = &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) { return nothing, nil }

// checkMrjones checks with the only other Go provider at hand; it takes
// two-legged requests and knows no nonces.
func checkMrjones() func() error {
	r, c := get(resource), consumer(oauthcore.HMACSHA1)
	c.Now = time.Now
	if err := c.Sign(r, "", ""); err != nil {
		return failing(err)
	}
	r.Host = r.URL.Host
	p := mrjones.NewProvider(func(string, map[string]string) (*mrjones.Consumer, error) {
		return mrjones.NewConsumer(key, secret, mrjones.ServiceProvider{}), nil
	})
	return func() error {
		who, err := p.IsAuthorized(r)
		if err == nil && who == nil {
			err = errors.New("mrjones refused")
		}
		return err
	}
}
