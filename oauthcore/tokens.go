package oauthcore

import (
	"strings"
	"time"
)

// OutOfBand is the value of oauth_callback for a Consumer that cannot receive
// a callback: the User reads a PIN from the Service Provider's page and types
// it into the Consumer (OAuth Core 1.0a section 6.1.1).
const OutOfBand = "oob"

// RequestToken is what the Consumer holds between asking and being allowed:
// it stands for a request, not for a permission (OAuth Core 1.0a section 6.1;
// RFC 5849 calls it temporary credentials). It opens nothing.
type RequestToken struct {
	Token, Secret string
}

// AccessToken is what the Consumer signs its calls with, instead of the User's
// password (OAuth Core 1.0a section 6.3; RFC 5849: token credentials).
//
// It is a type of its own so that the compiler refuses to sign a call with a
// Request Token.
type AccessToken struct {
	Token, Secret string
}

// State is where a Request Token stands. There are no other moves than these,
// and each is one atomic step of the [Store]:
//
//	issued ──Authorize──▶ authorized ──GrantAccessToken──▶ exchanged
//	   │
//	   └─────Deny──────▶ denied
//
// Beside these, a token dies of age, or of too many wrong verifiers.
type State string

// The states of a Request Token (OAuth Core 1.0a section 6).
const (
	StateIssued     State = "issued"     // the Consumer has it, no User has decided
	StateAuthorized State = "authorized" // a User said yes; the verifier exists
	StateExchanged  State = "exchanged"  // turned into an Access Token, once and for all
	StateDenied     State = "denied"     // a User said no
)

// Grant is what a User allowed a Consumer to do (OAuth Core 1.0a section
// 6.2.2: the resources and the duration).
type Grant struct {
	User    string    // the Service Provider's own name for the User
	Scope   string    // which resources and rights, in the application's own words; opaque here
	Expires time.Time // when the permission ends; the zero time means when it is revoked
}

// IssuedRequestToken is the Service Provider's record of a [RequestToken].
type IssuedRequestToken struct {
	RequestToken
	Consumer string    // Consumer Key of the Consumer it was issued to
	Callback string    // where the User returns to, fixed and signed at section 6.1, or [OutOfBand]
	State    State     // see [State]
	Extra    Params    // the other parameters of the request, as the Consumer sent them
	Grant    Grant     // what the User allowed, once State is StateAuthorized
	Verifier string    // the verification code that only the approving User's browser is told
	Tries    int       // verifiers presented so far
	Issued   time.Time // when it was issued
	Expires  time.Time // when it dies if it has not been exchanged
}

// ReturnURL is the address that the User's browser is sent to after a decision:
// the callback with its own query kept byte for byte and the OAuth parameters
// appended (OAuth Core 1.0a section 6.2.3). It is empty for an out-of-band
// token, whose User is shown a PIN instead.
func (t *IssuedRequestToken) ReturnURL() string {
	if t.Callback == OutOfBand {
		return ""
	}
	answer := Params{{"oauth_token", t.Token}}
	switch {
	case t.State == StateDenied:
		answer = append(answer, Param{"error", "access_denied"})
	case t.Verifier != "": // a callback token has none
		answer = append(answer, Param{"oauth_verifier", t.Verifier})
	}
	return appendQuery(t.Callback, answer)
}

// IssuedAccessToken is the Service Provider's record of an [AccessToken].
type IssuedAccessToken struct {
	AccessToken
	Consumer string    // Consumer Key of the only Consumer that may use it
	Grant    Grant     // whose resources it opens, which, and until when
	Issued   time.Time // when it was issued
	Revoked  bool      // withdrawn by the User, the Consumer or the Service Provider

	// Of a short-lived token (OAuth Session extension); else both are zero.
	Expires time.Time // when it must have been renewed, the grant itself lasting longer
	Session string    // the session handle that renews it, a secret
}

// appendQuery appends parameters to a URL that may already have a query, and a
// fragment after it, leaving every byte that was there as it was.
func appendQuery(url string, params Params) string {
	if before, fragment, found := strings.Cut(url, "#"); found {
		return appendQuery(before, params) + "#" + fragment
	}
	joint := "?"
	if _, query, found := strings.Cut(url, "?"); found {
		joint = "&"
		if query == "" || strings.HasSuffix(query, "&") {
			joint = ""
		}
	}
	return url + joint + params.Encode()
}
