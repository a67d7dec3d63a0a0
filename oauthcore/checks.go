package oauthcore

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
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
			{Check{"verifier is there", "6.3.1"}, verifierIsThere},
		}, afterToken, []check{
			{Check{"Request Token is authorized and alive", "6.3.2"}, requestTokenIsReady},
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
	message   *Message
	params    Params
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
	message, err := ParseMessage(r, sp.Origin, sp.Limits)
	if err != nil {
		return nil, err
	}
	if e == &accessTokenEndpoint && message.all.Has("oauth_session_handle") {
		e = &renewalEndpoint
	}
	a := &attempt{
		ctx: r.Context(), sp: sp, endpoint: e, now: sp.now(), trace: traceOf(r.Context()),
		http: r, message: message, params: message.all, consumer: stranger,
	}
	a.trace.collected(message)
	return a, a.walk()
}

// walk makes the checks in order. The first refusal stops it.
func (a *attempt) walk() error {
	for _, c := range a.endpoint.checks {
		err := c.run(a)
		a.trace.checked(c.Check, err)
		if err == nil {
			continue
		}
		var problem *Problem
		if errors.As(err, &problem) {
			problem.Check = c.Check
		}
		return err
	}
	return nil
}

// get is the value of a protocol parameter.
func (a *attempt) get(name string) string { return a.params.Get(name) }

// onePlace: all protocol parameters travel in one and only one of the three
// places (RFC 5849 section 3.5).
func onePlace(a *attempt) error {
	places := a.message.places()
	if len(places) < 2 {
		return nil
	}
	return problemRejected(a.strays(places[1]), "Protocol parameters are in the "+places[0].String()+" and in the "+
		places[1].String()+". Put all of them in one place.")
}

// strays are the protocol parameters found in one place.
func (a *attempt) strays(place Place) (strays Params) {
	for _, param := range [...]Params{a.message.Header, a.message.Body, a.message.Query}[place] {
		if isProtocol(param.Name) {
			strays = append(strays, param)
		}
	}
	return strays
}

// nothingTwice: a protocol parameter never occurs twice (OAuth Core 1.0a
// section 5).
func nothingTwice(a *attempt) error {
	for i, param := range a.params {
		if isProtocol(param.Name) && a.params[:i].Has(param.Name) {
			var all Params
			for _, value := range a.params.All(param.Name) {
				all = append(all, Param{param.Name, value})
			}
			return problemRejected(all, param.Name+" occurs more than once. Send it once.")
		}
	}
	return nil
}

// protocolNames are the parameters of every signed message.
var protocolNames = []string{
	"oauth_consumer_key", "oauth_signature_method", "oauth_signature",
	"oauth_timestamp", "oauth_nonce", "oauth_version",
}

// nothingUnknown: names that begin with oauth_ are reserved, so an unknown one
// is a mistake and not an extra (OAuth Core 1.0a section 10: unsupported
// parameter).
func nothingUnknown(a *attempt) error {
	for _, param := range a.params {
		if !isProtocol(param.Name) || slices.Contains(protocolNames, param.Name) ||
			slices.Contains(a.endpoint.required, param.Name) || slices.Contains(a.endpoint.allowed, param.Name) {
			continue
		}
		return problemRejected(Params{param}, shorten(param.Name)+" is not a parameter of this request.")
	}
	return nil
}

// nothingMissing: every parameter is required unless marked optional (OAuth
// Core 1.0a section 5). Timestamp and nonce may be left out with PLAINTEXT
// (RFC 5849 section 3.1).
func nothingMissing(a *attempt) error {
	var missing []string
	for _, names := range [...][]string{protocolNames[:3], a.endpoint.required} {
		for _, name := range names {
			if a.get(name) == "" {
				missing = append(missing, name)
			}
		}
	}
	stamped := a.params.Has("oauth_timestamp") || a.params.Has("oauth_nonce")
	for _, name := range protocolNames[3:5] {
		if !a.params.Has(name) && (stamped || a.get("oauth_signature_method") != Plaintext.Name()) {
			missing = append(missing, name)
		}
	}
	if missing == nil {
		return nil
	}
	return problemAbsent(missing, adviceAbsent(missing))
}

// adviceAbsent says what is missing, and why a callback matters so much.
func adviceAbsent(missing []string) string {
	advice := "Missing: " + strings.Join(missing, ", ") + "."
	if slices.Contains(missing, "oauth_callback") {
		advice += " Since Revision A the callback is fixed here and signed (or is \"oob\"), because of the session" +
			" fixation attack of advisory 2009.1: without it an attacker could have a victim approve the attacker's own request."
	}
	return advice
}

// versionIsRight: if there is a version, it is 1.0 (OAuth Core 1.0a section
// 6.1.1). Revision A did not change it.
func versionIsRight(a *attempt) error {
	if !a.params.Has("oauth_version") || a.get("oauth_version") == "1.0" {
		return nil
	}
	return NewProblem(VersionRejected, "oauth_version must be 1.0 or absent. Revision A is 1.0 too.",
		Param{"oauth_acceptable_versions", "1.0-1.0"})
}

// methodIsSupported: the method is one of ours, and PLAINTEXT only where TLS
// keeps the secrets (OAuth Core 1.0a section 9.4).
func methodIsSupported(a *attempt) error {
	name := a.get("oauth_signature_method")
	for _, m := range a.sp.methods() {
		if m.Name() != name {
			continue
		}
		if isPlaintext(m) && !a.sp.Origin.Secure() {
			return NewProblem(SignatureMethodRejected, "PLAINTEXT sends the secrets themselves, so it is accepted over https only.")
		}
		a.method = m
		return nil
	}
	return NewProblem(SignatureMethodRejected, "Accepted methods, spelled exactly so: "+strings.Join(a.sp.methodNames(), ", ")+".")
}

// stampIsWellFormed judges timestamp and nonce by their form (OAuth Core 1.0a
// section 8).
func stampIsWellFormed(a *attempt) (err error) {
	if !a.params.Has("oauth_timestamp") {
		return nil
	}
	sent := a.get("oauth_timestamp")
	if a.timestamp, err = parseTimestamp(sent); err != nil {
		return problemRejected(Params{{"oauth_timestamp", sent}}, "Reading oauth_timestamp: "+err.Error()+".")
	}
	if err = checkNonceForm(a.get("oauth_nonce")); err != nil {
		return problemRejected(Params{{"oauth_nonce", a.get("oauth_nonce")}}, "Reading oauth_nonce: "+err.Error()+".")
	}
	return nil
}

// timestampIsNear: a timestamp far from the clock, in either direction, is
// refused, which bounds how long nonces must be remembered (RFC 5849 section
// 3.3).
func timestampIsNear(a *attempt) error {
	now, window := a.now.Unix(), int64(a.sp.window()/time.Second)
	if a.timestamp == 0 || max(a.timestamp-now, now-a.timestamp) <= window {
		return nil
	}
	return problemTimestamp(a.timestamp, now, window)
}

// consumerIsKnown looks the Consumer up (OAuth Core 1.0a section 4.2). An
// unknown one stays a stranger, and is told so when the signature has been
// computed.
func consumerIsKnown(a *attempt) error {
	found, err := a.sp.Store.Registration(a.ctx, a.get("oauth_consumer_key"))
	if errors.Is(err, ErrNotFound) {
		a.doubt = NewProblem(ConsumerKeyUnknown, "No Consumer is registered with this oauth_consumer_key. Keys are case sensitive.")
		return nil
	}
	if err == nil {
		a.consumer = found
	}
	return err
}

// methodIsAllowed: the method is one that the Consumer registered for, and
// fits the kind of key it registered: a public key never serves as a secret.
func methodIsAllowed(a *attempt) error {
	if a.doubt != nil || a.consumer.allows(a.method) {
		return nil
	}
	return NewProblem(SignatureMethodRejected, "This Consumer is not registered to use "+a.method.Name()+".")
}

// allows tells whether a Consumer may use a method.
func (r *Registration) allows(m SignatureMethod) bool {
	if isRSA(m) != (r.PublicKey != nil) {
		return false
	}
	return r.Methods == nil || slices.Contains(r.Methods, m.Name())
}

// signatureIsRight computes the signature again and compares (OAuth Core 1.0a
// section 9). For a stranger it does the same work, with other keys.
func signatureIsRight(a *attempt) error {
	base := BaseString(a.message.Method, a.message.URL, a.params)
	a.trace.baseString(a.message.Method, a.message.URL, a.params)
	method := a.method
	if a.consumer == stranger {
		method = HMACSHA1
	}
	right := a.signed(method, base)
	switch {
	case a.doubt != nil:
		return a.doubt
	case !right:
		return a.signatureProblem(base)
	}
	return nil
}

const adviceBarred = "This Consumer has been barred."

// consumerIsNotBarred is only told to somebody who signed rightly.
func consumerIsNotBarred(a *attempt) error {
	if !a.consumer.Suspended {
		return nil
	}
	return NewProblem(ConsumerKeyRejected, adviceBarred)
}

// nonceIsFresh uses the nonce up (OAuth Core 1.0a section 8).
func nonceIsFresh(a *attempt) error {
	if a.timestamp == 0 {
		return nil
	}
	fresh, err := a.sp.Store.UseNonce(a.ctx, Nonce{
		Consumer: a.consumer.Key, Token: a.get("oauth_token"), Timestamp: a.timestamp, Nonce: a.get("oauth_nonce"),
	})
	if err != nil || fresh {
		return err
	}
	return NewProblem(NonceUsed, "This nonce was used before with this timestamp. Every request needs a new one, a retry too.")
}
