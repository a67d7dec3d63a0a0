package probe

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// consumer is a Consumer that may be careless in one way.
type consumer struct {
	oauthcore.Consumer
	callback      string
	ignoreConfirm bool         // goes on without oauth_callback_confirmed
	exchangeExtra bool         // sends a parameter of its own with the exchange
	byGET         bool         // asks for the Request Token by GET
	without       string       // leaves this protocol parameter out
	client        *http.Client // does not follow redirects
}

func open(t *testing.T) (*Stage, *consumer) {
	t.Helper()
	var stage *Stage
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { stage.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	stage, err := NewStage(server.URL, oauthcore.Registration{Key: "k", Secret: "the-consumer-secret", Callbacks: []string{"http://printer.example.com/"}})
	if err != nil {
		t.Fatal(err)
	}
	c := &consumer{callback: "http://printer.example.com/ready"}
	c.Key, c.Secret = "k", "the-consumer-secret"
	c.Endpoints = oauthcore.Endpoints{RequestToken: server.URL + "/oauth/request_token", Authorize: server.URL + "/oauth/authorize", AccessToken: server.URL + "/oauth/access_token"}
	c.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return stage, c
}

// dance is what a Consumer and its User's browser do. It ends where the Service Provider says no.
func (c *consumer) dance(ctx context.Context, t *testing.T) {
	t.Helper()
	params, ok := c.post(ctx, t, c.Endpoints.RequestToken, oauthcore.RequestToken{}, oauthcore.Param{Name: "oauth_callback", Value: c.callback})
	if !ok || params.Get("oauth_callback_confirmed") != "true" && !c.ignoreConfirm {
		return
	}
	token := oauthcore.RequestToken{Token: params.Get("oauth_token"), Secret: params.Get("oauth_token_secret")}
	answer, err := c.client.Get(c.AuthorizeURL(token))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	to, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || to.Query().Get("oauth_verifier") == "" {
		return
	}
	address := c.Endpoints.AccessToken
	if c.exchangeExtra {
		address += "?x=1"
	}
	params, ok = c.post(ctx, t, address, token, oauthcore.Param{Name: "oauth_verifier", Value: to.Query().Get("oauth_verifier")})
	if !ok {
		return
	}
	access := oauthcore.AccessToken{Token: params.Get("oauth_token"), Secret: params.Get("oauth_token_secret")}
	photo, err := c.Client(access).Get(strings.TrimSuffix(c.Endpoints.RequestToken, "/oauth/request_token") + "/photos?file=vacation.jpg")
	if err != nil {
		t.Fatal(err)
	}
	photo.Body.Close()
}

func (c *consumer) post(ctx context.Context, t *testing.T, address string, token oauthcore.RequestToken, extra ...oauthcore.Param) (oauthcore.Params, bool) {
	t.Helper()
	method := http.MethodPost
	if c.byGET {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Sign(r, token.Token, token.Secret, extra...); err != nil {
		t.Fatal(err)
	}
	if c.without != "" {
		h, err := oauthcore.ParseHeader(r.Header.Get("Authorization"))
		if err != nil {
			t.Fatal(err)
		}
		m := message{protocol: h.Params}
		m.drop(c.without)
		r.Header.Set("Authorization", oauthcore.Header{Params: m.protocol}.String())
	}
	answer, err := c.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	params, err := oauthcore.ParseForm(string(body))
	return params, err == nil && answer.StatusCode == http.StatusOK
}

func TestARightConsumerIsClean(t *testing.T) {
	stage, c := open(t)
	for range Acts {
		c.dance(t.Context(), t)
	}
	report := stage.Report()
	if failed := report.Failed(); len(failed) > 0 {
		t.Errorf("%+v", failed)
	}
	if n := report.Count(Untested); n > 0 || !stage.Played() {
		t.Errorf("%d statements were not tested", n)
	}
	formats(t, report, c.Secret)
}

// Every carelessness is found, under the statements that it breaks and no others.
func TestACarelessConsumerIsFound(t *testing.T) {
	for want, spoil := range map[string]func(*consumer){
		"C41":     func(c *consumer) { c.ignoreConfirm = true },
		"C58 C59": func(c *consumer) { c.exchangeExtra = true },
		"C33":     func(c *consumer) { c.byGET = true },
		"C77":     func(c *consumer) { c.Secret += "x" },
		"C65":     func(c *consumer) { c.Nonce = func() string { return "always-the-same" } },
		"C17":     func(c *consumer) { c.Place = oauthcore.InQuery },
		"C34":     func(c *consumer) { c.without = "oauth_nonce" },
	} {
		t.Run(want, func(t *testing.T) {
			stage, c := open(t)
			spoil(c)
			for range Acts {
				c.dance(t.Context(), t)
			}
			got := ids(stage.Report().Failed())
			if got != want {
				t.Errorf("found %s", got)
			}
		})
	}
}

// A wrong signature is explained.
func TestTheStageSaysWhyASignatureIsWrong(t *testing.T) {
	stage, c := open(t)
	c.Secret += "\n"
	c.dance(t.Context(), t)
	for _, r := range stage.Report().Failed() {
		if r.ID == "C77" && strings.Contains(r.Evidence[len(r.Evidence)-1].Saw, "Consumer Secret") {
			return
		}
	}
	t.Errorf("%+v", stage.Report().Failed())
}
