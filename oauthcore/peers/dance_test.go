package peers

import (
	"context"
	"io"
	"net/http"
	"testing"

	dghubble "github.com/dghubble/oauth1"
	gomodule "github.com/gomodule/oauth1/oauth"
	mrjones "github.com/mrjones/oauth"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// dance goes through OAuth Core 1.0a section 6 by a library. In the middle the
// User allows what the address asks, and hands out the verifier.
type dance func(ctx context.Context, at oauthcore.Endpoints, allow func(authorizeURL string) (verifier string)) (*http.Client, error)

var dancer = oauthcore.Registration{Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", OutOfBand: true}

// TestDances: each Go library asks for a Request Token, has it authorized,
// exchanges it and uses the Access Token.
func TestDances(t *testing.T) {
	t.Parallel()
	for name, dance := range map[string]dance{"dghubble/oauth1": danceDghubble, "gomodule/oauth1": danceGomodule, "mrjones/oauth": danceMrjones} {
		t.Run(name, func(t *testing.T) {
			server := oauthtest.NewServer(dancer)
			defer server.Close()
			client, err := dance(t.Context(), server.Consumer(dancer).Endpoints, func(authorizeURL string) string {
				token, err := server.Allow(t.Context(), authorizeURL, "jane")
				if err != nil {
					t.Fatal(err)
				}
				return token.Verifier
			})
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Get(server.URL + "/photos?file=caf%C3%A9+1.jpg&size=")
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if body, _ := io.ReadAll(answer.Body); string(body) != "Hello jane" {
				t.Errorf("%s: %s", answer.Status, body)
			}
		})
	}
}

func danceDghubble(ctx context.Context, at oauthcore.Endpoints, allow func(string) string) (*http.Client, error) {
	config := dghubble.Config{ConsumerKey: dancer.Key, ConsumerSecret: dancer.Secret, CallbackURL: oauthcore.OutOfBand,
		Endpoint: dghubble.Endpoint{RequestTokenURL: at.RequestToken, AuthorizeURL: at.Authorize, AccessTokenURL: at.AccessToken}}
	token, secret, err := config.RequestToken()
	if err != nil {
		return nil, err
	}
	authorize, err := config.AuthorizationURL(token)
	if err != nil {
		return nil, err
	}
	token, secret, err = config.AccessToken(token, secret, allow(authorize.String()))
	return config.Client(ctx, dghubble.NewToken(token, secret)), err
}

func danceGomodule(ctx context.Context, at oauthcore.Endpoints, allow func(string) string) (*http.Client, error) {
	client := gomodule.Client{Credentials: gomodule.Credentials{Token: dancer.Key, Secret: dancer.Secret},
		TemporaryCredentialRequestURI: at.RequestToken, ResourceOwnerAuthorizationURI: at.Authorize, TokenRequestURI: at.AccessToken}
	asked, err := client.RequestTemporaryCredentialsContext(ctx, oauthcore.OutOfBand, nil)
	if err != nil {
		return nil, err
	}
	granted, _, err := client.RequestTokenContext(ctx, asked, allow(client.AuthorizationURL(asked, nil)))
	return &http.Client{Transport: signed(func(r *http.Request) error {
		return client.SetAuthorizationHeader(r.Header, granted, r.Method, r.URL, nil)
	})}, err
}

// signed is a network for a library that leaves the sending to others.
type signed func(*http.Request) error

// RoundTrip implements http.RoundTripper.
func (sign signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if err := sign(r); err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(r)
}

func danceMrjones(_ context.Context, at oauthcore.Endpoints, allow func(string) string) (*http.Client, error) {
	consumer := mrjones.NewConsumer(dancer.Key, dancer.Secret, mrjones.ServiceProvider{
		RequestTokenUrl: at.RequestToken, AuthorizeTokenUrl: at.Authorize, AccessTokenUrl: at.AccessToken, HttpMethod: http.MethodPost})
	asked, authorizeURL, err := consumer.GetRequestTokenAndUrl(oauthcore.OutOfBand)
	if err != nil {
		return nil, err
	}
	granted, err := consumer.AuthorizeToken(asked, allow(authorizeURL))
	if err != nil {
		return nil, err
	}
	return consumer.MakeHttpClient(granted)
}
