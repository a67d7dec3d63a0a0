package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	dghubble "github.com/dghubble/oauth1"
	gomodule "github.com/gomodule/oauth1/oauth"
	mrjones "github.com/mrjones/oauth"

	"example.net/oauth1/e2e/programs"
)

// withDghubble dances by dghubble/oauth1, with a PIN.
func withDghubble(demo *programs.Demo) peer {
	return func(t *testing.T, at endpoints, jane consenter) getter {
		config := &dghubble.Config{ConsumerKey: consumerKey, ConsumerSecret: consumerSecret, CallbackURL: "oob",
			Endpoint: dghubble.Endpoint{RequestTokenURL: at.RequestToken, AuthorizeURL: at.Authorize, AccessTokenURL: at.AccessToken}}
		token, secret, err := config.RequestToken()
		if err != nil {
			t.Fatalf("no Request Token: %v", err)
		}
		where, err := config.AuthorizationURL(token)
		if err != nil {
			t.Fatal(err)
		}
		access, accessSecret, err := config.AccessToken(token, secret, jane(where.String()))
		if err != nil {
			t.Fatalf("no Access Token: %v", err)
		}
		knowTokens(demo, secret, accessSecret)
		return config.Client(t.Context(), dghubble.NewToken(access, accessSecret)).Get
	}
}

// withGomodule dances by gomodule/oauth1, with a callback.
func withGomodule(demo *programs.Demo) peer {
	return func(t *testing.T, at endpoints, jane consenter) getter {
		client := gomodule.Client{Credentials: gomodule.Credentials{Token: consumerKey, Secret: consumerSecret},
			TemporaryCredentialRequestURI: at.RequestToken, ResourceOwnerAuthorizationURI: at.Authorize, TokenRequestURI: at.AccessToken}
		temporary, err := client.RequestTemporaryCredentials(nil, callback, nil)
		if err != nil {
			t.Fatalf("no temporary credentials: %v", err)
		}
		token, _, err := client.RequestToken(nil, temporary, jane(client.AuthorizationURL(temporary, nil)))
		if err != nil {
			t.Fatalf("no token credentials: %v", err)
		}
		knowTokens(demo, temporary.Secret, token.Secret)
		return func(address string) (*http.Response, error) {
			bare, query, _ := strings.Cut(address, "?")
			form, err := url.ParseQuery(query)
			if err != nil {
				return nil, err
			}
			return client.Get(nil, token, bare, form)
		}
	}
}

// withMrjones dances by mrjones/oauth, with a callback.
func withMrjones(demo *programs.Demo) peer {
	return func(t *testing.T, at endpoints, jane consenter) getter {
		consumer := mrjones.NewConsumer(consumerKey, consumerSecret, mrjones.ServiceProvider{
			RequestTokenUrl: at.RequestToken, AuthorizeTokenUrl: at.Authorize, AccessTokenUrl: at.AccessToken, HttpMethod: http.MethodPost})
		asked, where, err := consumer.GetRequestTokenAndUrl(callback)
		if err != nil {
			t.Fatalf("no Request Token: %v", err)
		}
		granted, err := consumer.AuthorizeToken(asked, jane(where))
		if err != nil {
			t.Fatalf("no Access Token: %v", err)
		}
		knowTokens(demo, asked.Secret, granted.Secret)
		client, err := consumer.MakeHttpClient(granted)
		if err != nil {
			t.Fatal(err)
		}
		return client.Get
	}
}
