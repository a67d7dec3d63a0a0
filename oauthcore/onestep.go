package oauthcore

import (
	"context"
	"errors"
	"net/http"
)

// The one-step flow ("Signed Approval URLs", an extension of spring 2009) does
// without a Request Token: the Consumer signs the very address that the User's
// browser opens, and gets a callback token once the User has said yes. Two
// messages between the servers are saved. In exchange nothing but the Consumer
// Secret protects the callback token, and there is no out-of-band use.

// Approval is a signed authorization address, found to be right: what a
// Consumer asks a User for in one step.
type Approval struct {
	Consumer *Registration
	Callback string // where the User returns to; signed, and registered
	Extra    Params // the other parameters, as the Consumer signed them
}

// approvalEndpoint is the authorization page when it is opened with a signature
// and without a Request Token.
var approvalEndpoint = endpoint{
	name:     "approval",
	required: []string{"oauth_callback"},
	allowed:  []string{"oauth_token"},
	ordinary: true,
	checks: list(common, []check{
		{Check{"secrets do not travel through a browser", "9.4"}, methodIsNoPlaintext},
	}, afterToken, []check{
		{Check{"no token is used to ask for one", "6.1.1"}, tokenIsEmpty},
		{Check{"callback is a registered address", "6.1.1"}, callbackIsAddress},
		extraCheck,
		admittedCheck,
		nonceCheck,
	}),
}

// methodIsNoPlaintext: a PLAINTEXT signature would leave the Consumer Secret in
// the User's history.
func methodIsNoPlaintext(a *attempt) error {
	if !isPlaintext(a.method) {
		return nil
	}
	return NewProblem(SignatureMethodRejected, "PLAINTEXT would show the User's browser the Consumer Secret. Sign with another method.")
}

// callbackIsAddress: this flow ends in a redirect, so oob is no answer.
func callbackIsAddress(a *attempt) error {
	if a.get("oauth_callback") == OutOfBand {
		return problemRejected(Params{{"oauth_callback", OutOfBand}}, "A signed approval address needs a callback to return to. Without one, ask for a Request Token.")
	}
	return callbackIsRegistered(a)
}

// CheckApproval checks a signed authorization address. It uses the nonce up, so
// the address works once: the application must answer with a redirect to a
// page of its own, bound to this browser session, or the User's Back button
// leads to a refusal. A refusal is shown as a page and never redirected to the
// callback, which nobody has vouched for then.
func (sp *ServiceProvider) CheckApproval(r *http.Request) (*Approval, error) {
	a, err := sp.attempt(r, &approvalEndpoint)
	if err != nil {
		return nil, err
	}
	return &Approval{Consumer: a.consumer, Callback: a.get("oauth_callback"), Extra: ordinary(a.message.all)}, nil
}

// DeniedURL is where the User returns to after saying no. There is no token to
// name.
func (a *Approval) DeniedURL() string {
	return appendQuery(a.Callback, Params{{"error", "access_denied"}})
}

// IssueCallbackToken makes the callback token, once a User has allowed what an
// [Approval] asks for. It is a Request Token that is authorized from the
// beginning, has neither secret nor verifier, and can only be exchanged: once,
// soon, and by the Consumer that it was issued to. Send the User's browser to
// its ReturnURL.
//
// The Consumer Key and the callback are those of the Approval; the application
// may have kept them in the User's session meanwhile.
func (sp *ServiceProvider) IssueCallbackToken(ctx context.Context, consumer, callback string, g Grant) (*IssuedRequestToken, error) {
	if err := sp.stillWelcome(ctx, consumer, callback); err != nil {
		return nil, err
	}
	now := sp.now()
	t := &IssuedRequestToken{
		RequestToken: RequestToken{Token: makeSecret(sp.NewToken)},
		Consumer:     consumer, Callback: callback, State: StateIssued,
		Issued: now, Expires: now.Add(sp.requestTokenLifetime()),
	}
	if err := sp.Store.CreateRequestToken(ctx, t); err != nil {
		return nil, err
	}
	if err := sp.Store.AuthorizeRequestToken(ctx, t.Token, g, ""); err != nil {
		return nil, err
	}
	t.State, t.Grant = StateAuthorized, g
	traceOf(ctx).changed("request token", t.Token, t.Consumer, "authorized")
	return t, nil
}

// stillWelcome makes sure that nothing has happened to a Consumer while the
// User was thinking.
func (sp *ServiceProvider) stillWelcome(ctx context.Context, consumer, callback string) error {
	r, err := sp.Store.Registration(ctx, consumer)
	switch {
	case errors.Is(err, ErrNotFound):
		return NewProblem(ConsumerKeyRejected, adviceGone)
	case err != nil:
		return err
	case r.stopped():
		return NewProblem(ConsumerKeyRejected, adviceBarred)
	}
	if err := CheckCallback(callback, r); err != nil || callback == OutOfBand {
		return problemRejected(Params{{"oauth_callback", callback}}, "The callback is not registered any more.")
	}
	return nil
}

// isCallbackToken tells a callback token from a Request Token: it has no
// secret.
func (t *IssuedRequestToken) isCallbackToken() bool { return t.Secret == "" }

// ApprovalURL is a signed authorization address, for a Consumer of the one-step
// flow. It works for some minutes and once, so it is made when the User
// clicks: link to an address of your own that redirects to it.
func (c *Consumer) ApprovalURL(callback string, extra ...Param) (string, error) {
	r, err := http.NewRequest(http.MethodGet, appendExtra(c.Endpoints.Authorize, extra), nil)
	if err != nil {
		return "", err
	}
	signer := *c
	signer.Place, signer.BodyHash = InQuery, false
	if err := signer.Sign(r, "", "", Param{"oauth_callback", callback}); err != nil {
		return "", err
	}
	return r.URL.String(), nil
}

// ExchangeCallbackToken exchanges the callback token that the User brought back
// for an Access Token: signed with the Consumer Secret alone, without a
// verifier.
func (c *Consumer) ExchangeCallbackToken(ctx context.Context, token string) (AccessToken, Params, error) {
	return c.exchange(ctx, RequestToken{Token: token})
}
