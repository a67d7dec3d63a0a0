package orders

import (
	"errors"
	"fmt"
	"time"
)

// What callers branch on. Another customer's order is ErrNotFound, exactly as one that never existed.
var (
	ErrNotFound      = errors.New("not found")
	ErrNotConnected  = errors.New("not connected to a Service Provider")
	ErrWrongPassword = errors.New("unknown e-mail address or wrong password")
	ErrTaken         = errors.New("already taken")
	// ErrAnswered and ErrTooLate are said to the browser that began a dance, when its answer counts no more.
	ErrAnswered = errors.New("this Request Token was answered before")
	ErrTooLate  = errors.New("this Request Token is too old")
	// ErrExpired comes with ErrRevoked for a token that is too old: it may be renewed.
	ErrExpired = errors.New("the Access Token is too old")
	// ErrRevoked says that the Access Token no longer counts (token_revoked, token_rejected, token_expired,
	// permission_denied of the Problem Reporting extension): the User has to connect again.
	ErrRevoked = errors.New("access was revoked")
)

// A Refusal is bad input that a person can mend: pages show the Sentence.
type Refusal struct{ Sentence string }

func (r *Refusal) Error() string { return r.Sentence }

func refuse(format string, args ...any) error {
	return &Refusal{Sentence: fmt.Sprintf(format, args...)}
}

// Unavailable says that the Service Provider cannot answer now: refused connection, timeout, 429 or 5xx.
type Unavailable struct {
	RetryAfter time.Duration // what the Service Provider asked for; 0: it did not say
	Err        error
}

func (u *Unavailable) Error() string {
	return fmt.Sprintf("the Service Provider is unavailable: %v", u.Err)
}

// Unwrap gives what happened underneath.
func (u *Unavailable) Unwrap() error { return u.Err }

// NotAnAnswer is an answer that the API cannot have meant: another type, another host, no end, another shape.
type NotAnAnswer struct {
	Status      int
	ContentType string
	Start       string // the first bytes, printable, for the log
	Why         string
}

func (n *NotAnAnswer) Error() string {
	return fmt.Sprintf("not an answer of the photo API (%s): status %d, type %q, begins %q", n.Why, n.Status, n.ContentType, n.Start)
}

// Refused is the Service Provider's refusal of the printer's message for another reason than the token:
// the clock, the Consumer's registration, a nonce.
type Refused struct {
	Status  int
	Problem string // oauth_problem, "" if none was given
	Advice  string
}

func (r *Refused) Error() string {
	return fmt.Sprintf("the Service Provider refused the message: status %d, problem %q", r.Status, r.Problem)
}
