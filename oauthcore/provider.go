package oauthcore

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// ServiceProvider is the side that holds the User's resources (RFC 5849: the
// server). Its methods are the steps of OAuth Core 1.0a sections 6 and 7: most
// take the signed request that asks for the step; Authorize, Deny and
// IssueCallbackToken take the decision of a User whose identity the application
// has made sure of.
//
// Every refusal is a [*Problem], which [ServiceProvider.WriteProblem] answers
// with. Any other error is the [Store]'s.
//
// Store and Origin are required; every other field works as it is.
type ServiceProvider struct {
	Store  Store
	Origin Origin // the public scheme and authority, from configuration only
	Realm  string // of the challenge in a refusal; Origin and a slash if empty

	Methods []SignatureMethod // what is supported; nil means all of the function [Methods]
	Limits  Limits            // what a request may cost

	// Accept judges the parameters of a request for permission that are not
	// OAuth's: which rights the Consumer asks for, say (OAuth Core 1.0a section
	// 6.1.1). A [*Problem] refuses the request before anything is issued. It may
	// be nil, and then takes whatever there is.
	Accept func(extra Params) error

	// Admit is asked about every request that is signed rightly, before its nonce
	// is used up: a [*Problem] refuses it, and nobody can use up the patience with
	// another. It may be nil, and then admits everybody.
	Admit func(ctx context.Context, consumerKey string) error

	// Diagnose says in plain words what made a signature wrong, for Consumers
	// registered for debugging; see package oauthdoctor. It may be nil.
	Diagnose func(Misfit) string

	// Mismatched is told of every wrong signature of a registered Consumer, for
	// a log that its developer reads. It must not keep the request waiting. It
	// may be nil.
	Mismatched func(context.Context, Misfit)

	Window               time.Duration // how far a timestamp may be off, both ways; 5 minutes
	RequestTokenLifetime time.Duration // 10 minutes

	Now         func() time.Time // time.Now
	NewToken    func() string    // [NewSecret]
	NewSecret   func() string    // [NewSecret]
	NewVerifier func() string    // [NewSecret]
	NewPIN      func() string    // [NewPIN]
}

// IssueRequestToken answers a Consumer that asks for a Request Token (OAuth
// Core 1.0a section 6.1.2).
func (sp *ServiceProvider) IssueRequestToken(r *http.Request) (*IssuedRequestToken, error) {
	a, err := sp.attempt(r, &requestTokenEndpoint)
	if err != nil {
		return nil, err
	}
	t := &IssuedRequestToken{
		RequestToken: RequestToken{makeSecret(sp.NewToken), makeSecret(sp.NewSecret)},
		Consumer:     a.consumer.Key,
		Callback:     a.get("oauth_callback"),
		State:        StateIssued,
		Extra:        ordinary(a.message.all),
		Issued:       a.now,
		Expires:      a.now.Add(sp.requestTokenLifetime()),
	}
	if err := sp.Store.CreateRequestToken(a.ctx, t); err != nil {
		return nil, err
	}
	a.trace.changed("request token", t.Token, t.Consumer, "issued")
	return t, nil
}

// Pending finds a Request Token that a User may decide about, and the Consumer
// that asks (OAuth Core 1.0a section 6.2.1). For any other token it answers
// the [*Problem] that says why not, and what there still is of the two beside
// it, so that a page can name the Consumer and link to it.
func (sp *ServiceProvider) Pending(ctx context.Context, token string) (*IssuedRequestToken, *Registration, error) {
	t, err := sp.Store.RequestToken(ctx, token)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, NewProblem(TokenRejected, adviceTokenRejected)
	}
	if err != nil {
		return nil, nil, err
	}
	consumer, err := sp.Store.Registration(ctx, t.Consumer)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, nil, err
	}
	if errors.Is(err, ErrNotFound) || consumer.stopped() {
		return t, consumer, NewProblem(ConsumerKeyRejected, adviceGone)
	}
	if problem := sp.requestTokenProblem(t); problem != nil {
		return t, consumer, problem
	}
	if t.State == StateAuthorized {
		return t, consumer, NewProblem(TokenUsed, "This request has been answered already.")
	}
	return t, consumer, nil
}

const adviceGone = "The Consumer that asked is no longer registered."

// Authorize records that a User allows what a Request Token asks for, and
// makes the verifier (OAuth Core 1.0a section 6.2.3): a short one to type when
// the Consumer has no callback. Only one decision counts, the first.
//
// The application must have made sure who the User is and that the User meant
// it.
func (sp *ServiceProvider) Authorize(ctx context.Context, token string, g Grant) (*IssuedRequestToken, error) {
	t, _, err := sp.Pending(ctx, token)
	if err != nil {
		return nil, err
	}
	if t.Callback == OutOfBand {
		t.Verifier = makePIN(sp.NewPIN)
	} else {
		t.Verifier = makeSecret(sp.NewVerifier)
	}
	if err := sp.Store.AuthorizeRequestToken(ctx, token, g, t.Verifier); err != nil {
		return nil, decided(err)
	}
	t.State, t.Grant = StateAuthorized, g
	traceOf(ctx).changed("request token", t.Token, t.Consumer, "authorized")
	return t, nil
}

// Deny records that a User refuses, which kills the Request Token (OAuth Core
// 1.0a section 6.2.3).
func (sp *ServiceProvider) Deny(ctx context.Context, token, user string) (*IssuedRequestToken, error) {
	t, _, err := sp.Pending(ctx, token)
	if err != nil {
		return nil, err
	}
	if err := sp.Store.DenyRequestToken(ctx, token, user); err != nil {
		return nil, decided(err)
	}
	t.State = StateDenied
	traceOf(ctx).changed("request token", t.Token, t.Consumer, "denied")
	return t, nil
}

// decided turns the loser of a race between two decisions into a refusal.
func decided(err error) error {
	if errors.Is(err, ErrConflict) {
		return NewProblem(TokenUsed, "This request has been answered already.")
	}
	return err
}

// GrantAccessToken exchanges a Request Token that a User has authorized for an
// Access Token, once (OAuth Core 1.0a section 6.3.2). It does the same for a
// callback token (see [ServiceProvider.IssueCallbackToken]), and renews a
// short-lived Access Token (see [SessionStore]).
func (sp *ServiceProvider) GrantAccessToken(r *http.Request) (*IssuedAccessToken, error) {
	a, err := sp.attempt(r, &accessTokenEndpoint)
	if err != nil {
		return nil, err
	}
	if a.endpoint == &renewalEndpoint {
		return a.renew()
	}
	return a.exchange()
}

// exchange issues the Access Token that a Request Token stands for.
func (a *attempt) exchange() (*IssuedAccessToken, error) {
	t := a.newAccessToken(a.request.Grant)
	err := a.sp.Store.ExchangeRequestToken(a.ctx, a.request.Token, t)
	if errors.Is(err, ErrConflict) {
		return nil, NewProblem(TokenUsed, "This Request Token has just been exchanged by another request. It works once.")
	}
	if err != nil {
		return nil, err
	}
	a.trace.changed("request token", a.request.Token, t.Consumer, "exchanged")
	a.trace.changed("access token", t.Token, t.Consumer, "issued")
	return t, nil
}

// Access is what a correctly signed request for a protected resource may do:
// whatever the User granted, and nothing else.
type Access struct {
	Consumer *Registration
	Token    *IssuedAccessToken
	Message  *Message
}

// Authenticate checks a request for a protected resource (OAuth Core 1.0a
// section 7). An unsigned one is refused with status 401, as every other one
// that lacks permission, so that nothing is told about what exists.
func (sp *ServiceProvider) Authenticate(r *http.Request) (*Access, error) {
	a, err := sp.attempt(r, &resourceEndpoint)
	if err != nil {
		return nil, challenged(a, err)
	}
	return &Access{a.consumer, a.access, &a.message}, nil
}

// AuthenticateConsumer checks a request that a Consumer makes in its own name
// and without a User ("two-legged": RFC 5849 section 3.1 without a token).
func (sp *ServiceProvider) AuthenticateConsumer(r *http.Request) (*Registration, error) {
	a, err := sp.attempt(r, &consumerEndpoint)
	if err != nil {
		return nil, challenged(a, err)
	}
	return a.consumer, nil
}

// challenged gives an unsigned request the status of a challenge.
func challenged(a *attempt, err error) error {
	var problem *Problem
	if a != nil && errors.As(err, &problem) && !a.message.Signed() {
		problem.Status = http.StatusUnauthorized
		problem.Advice = "This is a protected resource; the request is not signed."
	}
	return err
}

// Revoke withdraws the Access Token that a request is signed with: the way for
// a Consumer to give a permission back.
func (sp *ServiceProvider) Revoke(r *http.Request) error {
	access, err := sp.Authenticate(r)
	if err != nil {
		return err
	}
	return sp.RevokeToken(r.Context(), access.Token)
}

// RevokeToken withdraws an Access Token, for a User who asks for it (OAuth Core
// 1.0a section 6). Once it has returned, the token opens nothing.
func (sp *ServiceProvider) RevokeToken(ctx context.Context, t *IssuedAccessToken) error {
	if err := sp.Store.RevokeAccessToken(ctx, t.Token); err != nil {
		return err
	}
	traceOf(ctx).changed("access token", t.Token, t.Consumer, "revoked")
	return nil
}

// ordinary are the parameters of a request that are not OAuth's.
func ordinary(params Params) (rest Params) {
	for _, param := range params {
		if !isProtocol(param.Name) {
			rest = append(rest, param)
		}
	}
	return rest
}

func (sp *ServiceProvider) now() time.Time {
	if sp.Now != nil {
		return sp.Now()
	}
	return time.Now()
}

func (sp *ServiceProvider) window() time.Duration {
	if sp.Window != 0 {
		return sp.Window
	}
	return 5 * time.Minute
}

func (sp *ServiceProvider) requestTokenLifetime() time.Duration {
	if sp.RequestTokenLifetime != 0 {
		return sp.RequestTokenLifetime
	}
	return 10 * time.Minute
}

func (sp *ServiceProvider) methods() []SignatureMethod {
	if sp.Methods != nil {
		return sp.Methods
	}
	return allMethods
}

var allMethods = Methods()

// methodNames lists the methods that can be used here.
func (sp *ServiceProvider) methodNames() (names []string) {
	for _, m := range sp.methods() {
		if !isPlaintext(m) || sp.Origin.Secure() {
			names = append(names, m.Name())
		}
	}
	return names
}

// makeSecret makes an unguessable value with the given function or the usual one.
func makeSecret(f func() string) string {
	if f != nil {
		return f()
	}
	return NewSecret()
}

func makePIN(f func() string) string {
	if f != nil {
		return f()
	}
	return NewPIN()
}
