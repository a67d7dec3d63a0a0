package oauthcore

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Code is a word of the Problem Reporting extension: the value of
// oauth_problem, which says which rule a request broke.
type Code string

// The vocabulary of Problem Reporting. See [Codes] for what each means.
const (
	VersionRejected                 Code = "version_rejected"
	ParameterAbsent                 Code = "parameter_absent"
	ParameterRejected               Code = "parameter_rejected"
	TimestampRefused                Code = "timestamp_refused"
	NonceUsed                       Code = "nonce_used"
	SignatureMethodRejected         Code = "signature_method_rejected"
	SignatureInvalid                Code = "signature_invalid"
	ConsumerKeyUnknown              Code = "consumer_key_unknown"
	ConsumerKeyRejected             Code = "consumer_key_rejected"
	ConsumerKeyRefused              Code = "consumer_key_refused"
	TokenUsed                       Code = "token_used"
	TokenExpired                    Code = "token_expired"
	TokenRevoked                    Code = "token_revoked"
	TokenRejected                   Code = "token_rejected"
	AdditionalAuthorizationRequired Code = "additional_authorization_required"
	PermissionUnknown               Code = "permission_unknown"
	PermissionDenied                Code = "permission_denied"
	UserRefused                     Code = "user_refused"
	VerifierInvalid                 Code = "verifier_invalid"
)

// CodeInfo explains a [Code].
type CodeInfo struct {
	Code    Code
	Status  int    // HTTP status that a refusal with it has (OAuth Core 1.0a section 10)
	Meaning string // in plain words
}

// Codes is the whole vocabulary, in the order in which a request meets it.
func Codes() []CodeInfo {
	return []CodeInfo{
		{ParameterAbsent, 400, "A required parameter is missing; oauth_parameters_absent names it."},
		{ParameterRejected, 400, "A parameter is unexpected, repeated or malformed; oauth_parameters_rejected holds it."},
		{VersionRejected, 400, "oauth_version is something other than 1.0."},
		{SignatureMethodRejected, 400, "The signature method is unknown, or not allowed for this Consumer or on this channel."},
		{TimestampRefused, 400, "The timestamp is too far from the server's clock; oauth_acceptable_timestamps says what is near enough."},
		{ConsumerKeyUnknown, 401, "No Consumer is registered with this key."},
		{ConsumerKeyRejected, 401, "The Consumer has been barred."},
		{ConsumerKeyRefused, 503, "The Consumer is asking too often; try again later."},
		{SignatureInvalid, 401, "The signature does not match the request."},
		{NonceUsed, 401, "This nonce was used before with the same timestamp, Consumer and token."},
		{TokenRejected, 401, "The token is unknown, of another kind, or of another Consumer."},
		{TokenUsed, 401, "The Request Token has been answered or exchanged already, or the Access Token renewed."},
		{TokenExpired, 401, "The token is too old."},
		{TokenRevoked, 401, "The token was withdrawn."},
		{PermissionUnknown, 401, "The User has not decided yet."},
		{PermissionDenied, 401, "The User said no."},
		{VerifierInvalid, 401, "The verifier is not the one that the User was given."},
		{AdditionalAuthorizationRequired, 401, "The token does not include this right; the User must be asked again."},
		{UserRefused, 503, "Requests of this User are unwelcome for the moment."},
	}
}

// statusOf is the HTTP status of a refusal with the given code.
func statusOf(code Code) int {
	for _, info := range Codes() {
		if info.Code == code {
			return info.Status
		}
	}
	return http.StatusBadRequest
}

// Problem is a refusal in the words of the Problem Reporting extension. It is
// what a [ServiceProvider] answers with, and what a [Consumer] is given when
// the other side refuses; errors.As finds it.
type Problem struct {
	Code       Code          // the rule that was broken
	Status     int           // HTTP status
	Advice     string        // what was wrong and what to do, in plain words
	Extra      Params        // companions such as oauth_parameters_absent
	RetryAfter time.Duration // when to try again, where that is known
	Date       time.Time     // the other side's clock, on the Consumer's side
	Check      Check         // the check that refused; empty on the Consumer's side
}

// NewProblem makes a refusal with the status that belongs to its code.
func NewProblem(code Code, advice string, extra ...Param) *Problem {
	return &Problem{Code: code, Status: statusOf(code), Advice: advice, Extra: extra}
}

// status is the HTTP status to answer with, also where it was left out.
func (p *Problem) status() int {
	if p.Status == 0 {
		return statusOf(p.Code)
	}
	return p.Status
}

// Error implements error.
func (p *Problem) Error() string {
	if p.Advice == "" {
		return string(p.Code)
	}
	return string(p.Code) + ": " + p.Advice
}

// Params is the refusal as it travels: the code, its companions, the advice.
func (p *Problem) Params() Params {
	params := append(Params{{"oauth_problem", string(p.Code)}}, p.Extra...)
	if p.Advice != "" {
		params = append(params, Param{"oauth_problem_advice", p.Advice})
	}
	return params
}

func problemAbsent(names []string, advice string) *Problem {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = Encode(name)
	}
	return NewProblem(ParameterAbsent, advice, Param{"oauth_parameters_absent", strings.Join(quoted, "&")})
}

func problemRejected(params Params, advice string) *Problem {
	return NewProblem(ParameterRejected, advice, Param{"oauth_parameters_rejected", params.masked("").Encode()})
}

func problemMalformed(where string, reason error) *Problem {
	return NewProblem(ParameterRejected, fmt.Sprintf("Reading %s failed: %v.", where, reason))
}

func problemTwoHeaders() *Problem {
	return NewProblem(ParameterRejected, "There are two Authorization headers with the scheme OAuth. Send one.")
}

func problemTooLong(limit int) *Problem {
	p := NewProblem(ParameterRejected, fmt.Sprintf("Request target and Authorization header together are longer than %d bytes.", limit))
	p.Status = http.StatusRequestHeaderFieldsTooLarge
	return p
}

func problemBodyTooLong(limit int) *Problem {
	p := NewProblem(ParameterRejected, fmt.Sprintf("The form body is longer than %d bytes.", limit))
	p.Status = http.StatusRequestEntityTooLarge
	return p
}

func problemTooMany(limit int) *Problem {
	return NewProblem(ParameterRejected, fmt.Sprintf("The request has more than %d parameters.", limit))
}

func problemEncodedForm(encoding string) *Problem {
	p := NewProblem(ParameterRejected, fmt.Sprintf("The form body has the Content-Encoding %q. Its parameters are signed, so send it as it is.", shorten(encoding)))
	p.Status = http.StatusUnsupportedMediaType
	return p
}

func problemUnreadable(reason error) *Problem {
	return NewProblem(ParameterRejected, fmt.Sprintf("The body could not be read: %v.", reason))
}

func problemTimestamp(sent, now, window int64) *Problem {
	side := "behind"
	if sent > now {
		side = "ahead of"
	}
	return NewProblem(TimestampRefused,
		fmt.Sprintf("Your timestamp %d is %d seconds %s the server's clock, which says %d; %d seconds are accepted. Set the clock, or add the difference.",
			sent, max(sent-now, now-sent), side, now, window),
		Param{"oauth_acceptable_timestamps", strconv.FormatInt(now-window, 10) + "-" + strconv.FormatInt(now+window, 10)})
}
