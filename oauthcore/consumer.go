package oauthcore

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Endpoints are the three addresses that a Service Provider documents (OAuth
// Core 1.0a section 4.1).
type Endpoints struct {
	RequestToken string // asked by the Consumer for a Request Token (section 6.1)
	Authorize    string // opened in the User's browser (section 6.2)
	AccessToken  string // asked by the Consumer for an Access Token (section 6.3)
}

// Check makes sure that the addresses are complete, and that none has a
// parameter that is reserved for the protocol (OAuth Core 1.0a section 4.1).
func (e Endpoints) Check() error {
	for _, address := range []string{e.RequestToken, e.Authorize, e.AccessToken} {
		u, err := url.Parse(address)
		if err != nil {
			return fmt.Errorf("oauthcore: reading the address of an endpoint: %w", err)
		}
		if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.Path == "" {
			return fmt.Errorf("oauthcore: the endpoint %q lacks scheme, authority or path", address)
		}
		query, err := ParseForm(u.RawQuery)
		if err != nil {
			return fmt.Errorf("oauthcore: reading the query of the endpoint %q: %w", address, err)
		}
		if slices.ContainsFunc(query, func(p Param) bool { return isProtocol(p.Name) }) {
			return fmt.Errorf("oauthcore: the endpoint %q has a parameter that begins with oauth_", address)
		}
	}
	return nil
}

// Consumer is the side that wants to use a User's resources (RFC 5849: the
// client). Its methods are what it does in the dance, in order.
//
// Key, Secret (or PrivateKey) and Endpoints are required; every other field
// works as it is.
type Consumer struct {
	Key, Secret string          // as registered with the Service Provider (section 4.2)
	PrivateKey  *rsa.PrivateKey // for the RSA methods
	Endpoints   Endpoints

	Method      SignatureMethod // [HMACSHA1]
	Place       Place           // where the protocol parameters travel; the header
	Realm       string          // sent in the header if not empty
	OmitVersion bool            // leaves the optional oauth_version out
	BodyHash    bool            // adds oauth_body_hash to requests for resources, unless the body is a form

	HTTPClient *http.Client     // [http.DefaultClient]
	Now        func() time.Time // time.Now
	Nonce      func() string    // [NewNonce]
	Clock      *Clock           // learns the Service Provider's clock; nil: [Consumer.Now] has to be right
}

// ErrCallbackNotConfirmed means that the Service Provider did not confirm the
// callback, hence speaks OAuth 1.0 without Revision A and is open to session
// fixation: the dance must not go on (OAuth Core 1.0a section 6.1.2).
var ErrCallbackNotConfirmed = errors.New("oauthcore: the Service Provider did not answer oauth_callback_confirmed=true; it speaks OAuth 1.0 without Revision A")

// RequestToken asks for a Request Token (OAuth Core 1.0a section 6.1). The
// callback is where the User comes back to, or [OutOfBand]; extra are
// parameters that the Service Provider defines.
func (c *Consumer) RequestToken(ctx context.Context, callback string, extra ...Param) (RequestToken, error) {
	answer, err := c.ask(ctx, c.Endpoints.RequestToken, RequestToken{}, extra, Param{"oauth_callback", callback})
	if err != nil {
		return RequestToken{}, fmt.Errorf("asking for a Request Token: %w", err)
	}
	if !strings.EqualFold(answer.Get("oauth_callback_confirmed"), "true") { // Authlib says True
		return RequestToken{}, ErrCallbackNotConfirmed
	}
	return RequestToken{answer.Get("oauth_token"), answer.Get("oauth_token_secret")}, nil
}

// AuthorizeURL is where the User's browser is sent to decide (OAuth Core 1.0a
// section 6.2.1).
func (c *Consumer) AuthorizeURL(t RequestToken, extra ...Param) string {
	return appendQuery(c.Endpoints.Authorize, append(Params{{"oauth_token", t.Token}}, extra...))
}

// AccessToken exchanges a Request Token and the verifier that came back with
// the User for an Access Token (OAuth Core 1.0a section 6.3). The rest are the
// parameters that the Service Provider answered beside it.
func (c *Consumer) AccessToken(ctx context.Context, t RequestToken, verifier string) (at AccessToken, rest Params, err error) {
	return c.exchange(ctx, t, Param{"oauth_verifier", verifier})
}

// exchange asks for an Access Token and tells what else was answered.
func (c *Consumer) exchange(ctx context.Context, t RequestToken, protocol ...Param) (at AccessToken, rest Params, err error) {
	answer, err := c.ask(ctx, c.Endpoints.AccessToken, t, nil, protocol...)
	if err != nil {
		return at, nil, fmt.Errorf("asking for an Access Token: %w", err)
	}
	for _, param := range answer {
		if param.Name != "oauth_token" && param.Name != "oauth_token_secret" {
			rest = append(rest, param)
		}
	}
	return AccessToken{answer.Get("oauth_token"), answer.Get("oauth_token_secret")}, rest, nil
}

// ask posts a signed request to a token endpoint and reads the tokens. What was
// refused for its timestamp or nonce is signed and sent once more: an exchange
// that had gone through would be refused for its token.
func (c *Consumer) ask(ctx context.Context, url string, t RequestToken, extra []Param, protocol ...Param) (Params, error) {
	answer, err := c.askOnce(ctx, url, t, extra, protocol...)
	if c.mendable(err, true) {
		return c.askOnce(ctx, url, t, extra, protocol...)
	}
	return answer, err
}

func (c *Consumer) askOnce(ctx context.Context, url string, t RequestToken, extra []Param, protocol ...Param) (Params, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, appendExtra(url, extra), nil)
	if err != nil {
		return nil, err
	}
	signer := *c
	signer.BodyHash = false // the extension has no place in token requests
	if err := signer.Sign(r, t.Token, t.Secret, protocol...); err != nil {
		return nil, err
	}
	answer, err := c.unredirected().Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return readTokens(answer)
}

func appendExtra(url string, extra []Param) string {
	if len(extra) == 0 {
		return url
	}
	return appendQuery(url, extra)
}

// unredirected is the HTTP client, made to stay where it was sent: what is
// signed for one address must not be shown to another.
func (c *Consumer) unredirected() *http.Client {
	client := *http.DefaultClient
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// maxAnswer bounds what is read of an answer to a token request.
const maxAnswer = 64 << 10

// readTokens reads the answer to a token request: parameters in any order,
// whatever Content-Type they are labelled with (OAuth Core 1.0a section 5.3).
func readTokens(answer *http.Response) (Params, error) {
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	if p := ReadProblem(answer, body); p != nil {
		return nil, p
	}
	params, err := ParseForm(string(body))
	if answer.StatusCode/100 != 2 || err != nil || params.Get("oauth_token") == "" || !params.Has("oauth_token_secret") {
		return nil, newAnswerError(answer, body)
	}
	return params, nil
}

// AnswerError means that the other side answered, but not in the words of
// OAuth.
type AnswerError struct {
	Status      int           // HTTP status
	ContentType string        // as labelled
	Start       string        // the first bytes, for a person to read; never a token answer
	RetryAfter  time.Duration // when to try again, where that is known
}

// Error implements error.
func (e *AnswerError) Error() string {
	return fmt.Sprintf("not an OAuth answer: status %d, %s, beginning with %q", e.Status, e.ContentType, e.Start)
}

func newAnswerError(answer *http.Response, body []byte) *AnswerError {
	const most = 200
	start := string(body[:min(len(body), most)])
	if strings.Contains(start, "oauth_token") { // in whatever form, and wherever it was cut off
		start = "(something with a token, not shown)"
	}
	return &AnswerError{
		Status: answer.StatusCode, ContentType: answer.Header.Get("Content-Type"),
		Start: start, RetryAfter: retryAfter(answer),
	}
}
