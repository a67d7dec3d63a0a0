package oauthcore

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// Check names one thing that a [ServiceProvider] makes sure of, and the clause
// that asks for it. The lists of checks are data: the endpoints walk them, the
// trace reports them, the documentation prints them, so none can be forgotten.
type Check struct {
	Name    string // a short sentence of what holds when the check passes
	Section string // of OAuth Core 1.0a, unless it names RFC 5849 or an extension
}

// check is a Check that can be made.
type check struct {
	Check
	run func(*attempt) error
}

// endpoint is one place that signed messages are sent to: the parameters it
// takes, and its checks.
type endpoint struct {
	name     string
	required []string
	allowed  []string // beside the required ones
	ordinary bool     // whether parameters that are not OAuth's may be sent
	checks   []check
}

// common are the checks of every signed message, in their order: limits and
// form before anything is looked up, the clock before the store, the signature
// before what it protects is believed, and the nonce last, since it writes:
// only a correctly signed message may use up a nonce.
var common = []check{
	{Check{"protocol parameters in one place only", "5.2"}, onePlace},
	{Check{"no protocol parameter twice", "5"}, nothingTwice},
	{Check{"no unknown protocol parameter", "10"}, nothingUnknown},
	{Check{"no required parameter missing", "10"}, nothingMissing},
	{Check{"version is 1.0", "6.1.1"}, versionIsRight},
	{Check{"signature method is supported", "9"}, methodIsSupported},
	{Check{"timestamp and nonce are well formed", "8"}, stampIsWellFormed},
	{Check{"timestamp is near the server's clock", "8"}, timestampIsNear},
	{Check{"Consumer is registered", "4.2"}, consumerIsKnown},
	{Check{"Consumer may use the signature method", "9"}, methodIsAllowed},
}

// afterToken are the checks that follow once the token, if any, is looked up.
var afterToken = []check{
	{Check{"signature is right", "9"}, signatureIsRight},
	{Check{"Consumer is not barred", "4.2"}, consumerIsNotBarred},
}

var bodyHashCheck = check{Check{"body is the one that was signed", "Body Hash 1.0"}, bodyHashIsRight}

var admittedCheck = check{Check{"Consumer may ask now", "11.11"}, isAdmitted}

var nonceCheck = check{Check{"nonce has not been used", "8"}, nonceIsFresh}

// list joins checks to the list of one endpoint.
func list(groups ...[]check) []check { return slices.Concat(groups...) }

// The endpoints of OAuth Core 1.0a, and the two-legged request of the Consumer
// Request extension.
var (
	requestTokenEndpoint = endpoint{
		name:     "request token",
		required: []string{"oauth_callback"},
		allowed:  []string{"oauth_token"},
		ordinary: true,
		checks: list(common, afterToken, []check{
			{Check{"no token is used to ask for one", "6.1.1"}, tokenIsEmpty},
			{Check{"callback is a registered address or oob", "6.1.1"}, callbackIsRegistered},
			extraCheck,
			admittedCheck,
			nonceCheck,
		}),
	}
	accessTokenEndpoint = endpoint{
		name:     "access token",
		required: []string{"oauth_token"},
		allowed:  []string{"oauth_verifier"},
		checks: list(common, []check{
			{Check{"no parameter of the application's own", "6.3.1"}, nothingOrdinary},
			{Check{"Request Token is this Consumer's", "6.3.2"}, requestTokenIsKnown},
		}, afterToken, []check{
			{Check{"verifier is there", "6.3.1"}, verifierIsThere},
			{Check{"Request Token is authorized and alive", "6.3.2"}, requestTokenIsReady},
			admittedCheck,
			nonceCheck,
			{Check{"verifier is right", "6.3.2"}, verifierIsRight},
		}),
	}
	resourceEndpoint = endpoint{
		name:     "protected resource",
		required: []string{"oauth_token"},
		allowed:  []string{"oauth_body_hash"},
		ordinary: true,
		checks: list(common, []check{
			{Check{"Access Token is this Consumer's", "7"}, accessTokenIsKnown},
		}, afterToken, []check{
			{Check{"Access Token is alive", "7"}, accessTokenIsAlive},
			bodyHashCheck,
			admittedCheck,
			nonceCheck,
		}),
	}
	consumerEndpoint = endpoint{
		name:     "consumer request",
		allowed:  []string{"oauth_token", "oauth_body_hash"},
		ordinary: true,
		checks: list(common, afterToken, []check{
			{Check{"no token where only the Consumer speaks", "RFC 5849 3.1"}, tokenIsEmpty},
			bodyHashCheck,
			admittedCheck,
			nonceCheck,
		}),
	}
)

// Checks lists what is made sure of at one of the endpoints "request token",
// "access token", "protected resource", "consumer request", "approval" and
// "renewal", in order.
func Checks(endpointName string) (checks []Check) {
	for _, e := range []*endpoint{&requestTokenEndpoint, &accessTokenEndpoint, &resourceEndpoint, &consumerEndpoint, &approvalEndpoint, &renewalEndpoint} {
		if e.name != endpointName {
			continue
		}
		for _, c := range e.checks {
			checks = append(checks, c.Check)
		}
	}
	return checks
}

// attempt is one message on its way through the checks, and what they have
// found out so far.
type attempt struct {
	ctx      context.Context
	sp       *ServiceProvider
	endpoint *endpoint
	now      time.Time
	trace    *Trace

	http      *http.Request
	message   Message
	roll      roll
	method    SignatureMethod
	timestamp int64
	consumer  *Registration // stranger, while in doubt
	request   *IssuedRequestToken
	access    *IssuedAccessToken
	// doubt is the refusal of a message whose Consumer or token is unknown. It
	// is held back until the signature has been computed all the same, so that
	// the time an answer takes does not tell which names exist.
	doubt *Problem
}

// stranger stands for a Consumer that is not registered.
var stranger = &Registration{Secret: NewSecret()}

// attempt reads a request and walks it through the checks of an endpoint.
func (sp *ServiceProvider) attempt(r *http.Request, e *endpoint) (*attempt, error) {
	a := &attempt{
		ctx: r.Context(), sp: sp, endpoint: e, now: sp.now(), trace: traceOf(r.Context()),
		http: r, consumer: stranger,
	}
	if err := a.message.read(r, sp.Origin, sp.Limits); err != nil {
		return nil, err
	}
	a.roll = newRoll(a.message.all)
	if e == &accessTokenEndpoint && a.has("oauth_session_handle") {
		a.endpoint = &renewalEndpoint
	}
	a.trace.collected(&a.message)
	return a, a.walk()
}

// walk makes the checks in order. The first refusal stops it.
func (a *attempt) walk() error {
	for i := range a.endpoint.checks {
		c := &a.endpoint.checks[i]
		sure := a.doubt == nil
		err := c.run(a)
		switch {
		case sure && a.doubt != nil: // found here, and told when the signature has been computed
			a.doubt.Check = c.Check
			a.trace.checked(&c.Check, a.doubt)
		case sure:
			a.trace.checked(&c.Check, err)
		}
		if err == nil {
			continue
		}
		if sure {
			err = at(c.Check, err)
		}
		return err
	}
	return nil
}

// at notes in a refusal which check has refused.
func at(c Check, err error) error {
	var problem *Problem
	if errors.As(err, &problem) {
		problem.Check = c
	}
	return err
}
