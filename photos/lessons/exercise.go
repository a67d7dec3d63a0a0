package lessons

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"example.net/oauth1/oauthcore"
)

// An Exercise asks the learner to get one answer out of photos.
type Exercise struct {
	ID, Title string
	Task      string
	Hint      string
	Token     bool // whether it takes an Access Token
	Ends      bool // whether Jane has to end the permission for it

	problem oauthcore.Code // "" is a good answer
	words   []string       // of the diagnosis, one of which must be in it
}

// Seen is an answer, from the Sandbox or the request log.
type Seen struct {
	Status    int
	Problem   string // oauth_problem, or ""
	Diagnosis string // what was said about it, the doctor's words among it
}

// Exercises are all of them, in the order in which they get harder.
func Exercises() []*Exercise { return exercises }

// ExerciseByID finds one, and what it is counted as.
func ExerciseByID(id string) (e *Exercise, number int, found bool) {
	for i, e := range exercises {
		if e.ID == id {
			return e, i + 1, true
		}
	}
	return nil, 0, false
}

var exercises = []*Exercise{
	{ID: "right", Title: "Make photos say yes", Task: "Send a signed request that is answered with status 200.",
		Hint: "GET /api/consumer takes no token: key, method, timestamp, nonce and signature are all it needs."},
	{ID: "parameter_absent", Title: "parameter_absent", problem: oauthcore.ParameterAbsent, Task: "Leave out something that has to be there.",
		Hint: "Take a request that works and take oauth_nonce out of it, or ask for a Request Token without oauth_callback."},
	{ID: "version_rejected", Title: "version_rejected", problem: oauthcore.VersionRejected, Task: "Speak a version of OAuth that photos does not.",
		Hint: "oauth_version may be left out. If it is there, it has to be 1.0."},
	{ID: "parameter_rejected", Title: "parameter_rejected", problem: oauthcore.ParameterRejected, Task: "Send something that may not be there.",
		Hint: "A parameter of the protocol may not occur twice, and one that begins with oauth_ and is not known may not occur at all."},
	{ID: "timestamp_refused", Title: "timestamp_refused", problem: oauthcore.TimestampRefused, Task: "Send a request from the past, or from the future.",
		Hint: "Some minutes are forgiven. The clock is looked at before the signature, so you need not even sign again."},
	{ID: "nonce_used", Title: "Make photos say nonce_used", problem: oauthcore.NonceUsed, Task: "Play the one who has copied a request off the line.",
		Hint: "Send a request that works. Then send exactly the same bytes again."},
	{ID: "port", Title: "Leave the port out", problem: oauthcore.SignatureInvalid, words: []string{"leave the port out", "write the default port", "the other scheme"},
		Task: "Make a signature_invalid by signing the wrong authority: without the port, or, where photos has none, with the other scheme. The rest must be right.",
		Hint: "In the workbench, sign the address without its port (or with the other scheme). Then send the Authorization header that it makes to the real address."},
	{ID: "token_rejected", Title: "token_rejected", Token: true, problem: oauthcore.TokenRejected, Task: "Ask for a photo with a token that photos has never given.",
		Hint: "Change a letter of oauth_token. A signature by the same secrets is not even needed to be told."},
	{ID: "token_revoked", Title: "token_revoked", Token: true, Ends: true, problem: oauthcore.TokenRevoked, Task: "Use an Access Token after its end, signed as if nothing had happened.",
		Hint: "First see it work. Then have the permission ended, take a fresh nonce, sign again with the same token and its secret, and send that."},
}

// Judge tells whether this is the answer that was asked for, and what to say if it is not.
func (e *Exercise) Judge(s Seen) (right bool, sentence string) {
	switch {
	case e.problem == "" && s.Status < 400:
		return true, ""
	case e.problem == "":
		return false, fmt.Sprintf("Not yet: this was answered with status %d, %s.", s.Status, cmp.Or(s.Problem, "which is no refusal of OAuth’s"))
	case s.Problem == "" && s.Status < 400:
		return false, fmt.Sprintf("Not yet: photos had nothing against this one. It should say %s.", e.problem)
	case s.Problem != string(e.problem):
		return false, fmt.Sprintf("Not yet: photos says %s, and it should say %s.", cmp.Or(s.Problem, fmt.Sprintf("only %d", s.Status)), e.problem)
	}
	for _, words := range e.words {
		if strings.Contains(s.Diagnosis, words) {
			return true, ""
		}
	}
	if len(e.words) > 0 {
		return false, "Nearly: the signature is wrong, but for another reason. " + s.Diagnosis
	}
	return true, ""
}

// Begin is a request of the Sandbox's Consumer that works if it is sent soon, to change as the exercise asks.
func (s *Sandbox) Begin(ctx context.Context, address string, e *Exercise) (string, error) {
	st := &stage{ctx: ctx, Sender: s.Sender(address)}
	l := letter{method: http.MethodGet, target: "/api/consumer", consumer: st.Consumer}
	if e.Token {
		l.target, l.token, l.secret = "/photos?file=vacation.jpg&size=original", s.Access.Token, s.Access.Secret
	}
	r, err := st.signed(&l)
	if err != nil {
		return "", err
	}
	return requestText(r, nil), nil
}
