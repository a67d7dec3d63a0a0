package oauthcore

import (
	"errors"
	"net/http"
)

// Errors of [ReadReturn].
var (
	// ErrNoReturn means that the request is no User coming back: it names no
	// Request Token.
	ErrNoReturn = errors.New("oauthcore: there is no oauth_token in the address, so nobody is coming back from a Service Provider")
	// ErrNoVerifier means that the Service Provider sent the User back without
	// a verifier, as OAuth 1.0 did before Revision A: the dance must not go on.
	// In the one-step flow, where the token is a callback token, it is as it
	// should be.
	ErrNoVerifier = errors.New("oauthcore: the User came back without oauth_verifier; the Service Provider speaks OAuth 1.0 without Revision A")
)

// ReadReturn reads, for a Consumer, the request with which a User comes back
// (OAuth Core 1.0a section 6.2.3): the Request Token and the verifier. The
// caller must make sure that the token is the one that this browser's session
// began with (section 11.14).
//
// If the User said no, it answers a [*Problem] with [PermissionDenied],
// whichever of the customs the Service Provider follows: error=access_denied,
// oauth_problem, X's denied=TOKEN or Jira's oauth_verifier=denied.
func ReadReturn(r *http.Request) (token, verifier string, err error) {
	_, query := splitTarget(requestTarget(r))
	params, err := ParseForm(query)
	if err != nil {
		return "", "", problemMalformed("the address", err)
	}
	token, verifier = params.Get("oauth_token"), params.Get("oauth_verifier")
	switch problem := problemOf(params); {
	case params.Has("denied"):
		return params.Get("denied"), "", problemDenied()
	case params.Get("error") == "access_denied", verifier == "denied":
		return token, "", problemDenied()
	case problem != nil:
		problem.Status = statusOf(problem.Code)
		return token, "", problem
	case token == "":
		return "", "", ErrNoReturn
	case verifier == "":
		return token, "", ErrNoVerifier
	}
	return token, verifier, nil
}

func problemDenied() *Problem {
	return NewProblem(PermissionDenied, "The User said no.")
}
