package oauthcore

import (
	"errors"
)

// maxVerifierTries is how many wrong verifiers a Request Token survives (OAuth
// Core 1.0a section 6.2.3 asks for a code that cannot be guessed; a PIN is
// short, so the tries are few).
const maxVerifierTries = 5

// tokenIsEmpty: where the Consumer speaks for itself oauth_token is absent, or
// present and empty (RFC 5849 section 2.1).
func tokenIsEmpty(a *attempt) error {
	if token := a.get("oauth_token"); token != "" {
		return problemRejected(Params{{"oauth_token", token}}, "This request is the Consumer's own. Leave oauth_token out, or empty.")
	}
	return nil
}

// callbackIsRegistered judges the callback (OAuth Core 1.0a section 6.1.1).
func callbackIsRegistered(a *attempt) error {
	callback := a.get("oauth_callback")
	if err := CheckCallback(callback, a.consumer); err != nil {
		return problemRejected(Params{{"oauth_callback", callback}}, "The callback is refused: "+err.Error()+".")
	}
	return nil
}

var extraCheck = check{Check{"the application's own parameters are understood", "6.1.1"}, extraIsAccepted}

// extraIsAccepted: what the Consumer asks for beside a token means something to
// the application (OAuth Core 1.0a section 6.1.1, additional parameters).
func extraIsAccepted(a *attempt) error {
	if a.sp.Accept == nil {
		return nil
	}
	return a.sp.Accept(ordinary(a.message.all))
}

// nothingOrdinary: everything else must have been said before the User was
// asked (OAuth Core 1.0a section 6.3.1).
func nothingOrdinary(a *attempt) error {
	for _, param := range a.message.all {
		if !isProtocol(param.Name) {
			return problemRejected(Params{param}, "This request takes no parameters beside OAuth's. Whatever the User must know belongs into the request for a Request Token.")
		}
	}
	return nil
}

const adviceTokenRejected = "The token is unknown here, is of another kind, or was issued to another Consumer."

// requestTokenIsKnown looks the Request Token up. It must be this Consumer's
// (OAuth Core 1.0a section 6.3.2).
func requestTokenIsKnown(a *attempt) error {
	t, err := a.sp.Store.RequestToken(a.ctx, a.get("oauth_token"))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && t.Consumer != a.get("oauth_consumer_key"):
		a.doubtToken()
	case err == nil:
		a.request = t
	default:
		return err
	}
	return nil
}

// verifierIsThere: every Request Token is exchanged with its verifier; only the
// callback token of the one-step flow has none. Which of the two a token is, is
// for its own Consumer to know, so this comes after the signature.
func verifierIsThere(a *attempt) error {
	sent := a.get("oauth_verifier")
	switch callbackToken := a.request.isCallbackToken(); {
	case callbackToken && a.has("oauth_verifier"):
		return problemRejected(Params{{"oauth_verifier", sent}}, "A callback token is exchanged without a verifier.")
	case a.request != nil && !callbackToken && sent == "": // of an unknown token it is not known what it needs
		missing := []string{"oauth_verifier"}
		return problemAbsent(missing, adviceAbsent(missing))
	}
	return nil
}

// accessTokenIsKnown looks the Access Token up. It must be this Consumer's
// (OAuth Core 1.0a section 7).
func accessTokenIsKnown(a *attempt) error {
	t, err := a.sp.Store.AccessToken(a.ctx, a.get("oauth_token"))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && t.Consumer != a.get("oauth_consumer_key"):
		a.doubtToken()
	case err == nil:
		a.access = t
	default:
		return err
	}
	return nil
}

// doubtToken remembers that the token is to be refused once the signature has
// been computed, unless the Consumer is unknown too.
func (a *attempt) doubtToken() {
	if a.doubt == nil {
		a.doubt = NewProblem(TokenRejected, adviceTokenRejected)
	}
}

// requestTokenIsReady: the User has said yes, the token has not been exchanged
// and is not too old (OAuth Core 1.0a section 6.3.2).
func requestTokenIsReady(a *attempt) error {
	if problem := a.sp.requestTokenProblem(a.request); problem != nil {
		return problem
	}
	if a.request.State == StateIssued {
		return NewProblem(PermissionUnknown, "The User has not decided yet. Send the User to the authorization page first.")
	}
	return nil
}

// requestTokenProblem says why a Request Token cannot be used any more, or
// nothing.
func (sp *ServiceProvider) requestTokenProblem(t *IssuedRequestToken) error {
	switch {
	case t.State == StateExchanged:
		return NewProblem(TokenUsed, "This Request Token has been exchanged for an Access Token already. It works once.")
	case t.State == StateDenied:
		return NewProblem(PermissionDenied, "This request was denied. Begin again with a new Request Token.")
	case t.Tries >= maxVerifierTries:
		return NewProblem(TokenRejected, "Too many wrong verifiers were presented for this Request Token. Begin again with a new one.")
	case sp.now().After(t.Expires):
		return NewProblem(TokenExpired, "This Request Token is too old. Begin again with a new one.")
	}
	return nil
}

// verifierIsRight compares the verifier (OAuth Core 1.0a section 6.3.2). It
// comes after the nonce, so that a replayed message cannot use up the tries,
// and each try is counted before it is judged: of many at once, no more than
// the allowed ones learn anything.
func verifierIsRight(a *attempt) error {
	if a.request.isCallbackToken() {
		return nil
	}
	tries, err := a.sp.Store.CountVerifierTry(a.ctx, a.request.Token)
	if err != nil {
		return err
	}
	switch right := a.sameVerifier(); {
	case tries > maxVerifierTries:
		return NewProblem(VerifierInvalid, "Too many verifiers were presented for this Request Token.")
	case !right && tries == maxVerifierTries:
		return NewProblem(VerifierInvalid, "The verifier is wrong, and that was the last try. Begin again with a new Request Token.")
	case !right:
		return NewProblem(VerifierInvalid, "The verifier is not the one that the User was given.")
	}
	return nil
}

// sameVerifier compares what was sent with what the User was given, who may
// have typed it.
func (a *attempt) sameVerifier() bool {
	sent, given := a.get("oauth_verifier"), a.request.Verifier
	if a.request.Callback == OutOfBand {
		sent, given = NormalizePIN(sent), NormalizePIN(given)
	}
	return sameSecret(sent, given) == 1
}

// accessTokenIsAlive: not revoked and not expired (OAuth Core 1.0a section 6).
func accessTokenIsAlive(a *attempt) error {
	switch t := a.access; {
	case t.Revoked:
		return NewProblem(TokenRevoked, "This Access Token was withdrawn. Ask the User again.")
	case t.ended(a.now):
		return NewProblem(TokenExpired, "This Access Token is too old. Ask the User again.")
	case !t.Expires.IsZero() && !a.now.Before(t.Expires):
		return NewProblem(TokenExpired, "This Access Token is too old. Renew it with its session handle, or use its successor.")
	}
	return nil
}
