package web

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
)

// trouble is something that did not work, in words: what happened, and what the
// customer can do now.
type trouble struct {
	Title string
	Text  string
	Do    string
}

// Connect tells pages to offer the button.
func (t trouble) Connect() bool { return t.Do == connectAgain }

// The callbacks that end a dance without a permission (OAuth Core 1.0a section
// 6.2.3 and the dialects in answer.go).
var (
	saidNo = trouble{"You said no, and that is fine",
		"Photos told us that you denied access. We have not seen a single picture, and the request is dead.",
		"If it was a slip, connect again and choose Allow."}
	notBegunHere = trouble{"This answer is not for this browser",
		"An answer from photos arrived here, but this browser did not begin that connection, or has finished it already. " +
			"We did not use it: otherwise somebody could slip their own photos into your session, or take yours into theirs.",
		"Begin here, in this browser, and finish here."}
	withoutVerifier = trouble{"Photos did not prove that it was you",
		"The answer came back without a verification code (oauth_verifier). A provider that leaves it out follows OAuth 1.0 " +
			"as it was before Revision A, where the person who allows need not be the person who returns. We do not accept that.",
		"Try again. If it happens again, the provider needs an update."}
	usedBefore = trouble{"This answer counts once",
		"This browser has brought this answer before, and it was used or refused then. Nothing has happened now.",
		"If you are not connected, begin again with Connect."}
	cameTooLate = trouble{"This answer came too late",
		"More than half an hour has passed since you pressed Connect, and we do not wait longer: the answer might have lain about.",
		"Begin again with Connect."}
	badAnswer = trouble{"We did not understand the answer",
		"Photos sent you back without saying which request it answers, or said it twice.",
		"Begin again with Connect."}
)

// explain turns what went wrong between the printer and photos into words.
func explain(err error) trouble {
	var (
		problem *oauthcore.Problem
		strange *oauthcore.AnswerError
		refused *orders.Refused
		garbage *orders.NotAnAnswer
		away    *orders.Unavailable
		not     *provider.NotOffered
	)
	switch {
	case errors.As(err, &not):
		return notOffered(not)
	case errors.As(err, &problem):
		return wordsFor(problem)
	case errors.Is(err, oauthcore.ErrCallbackNotConfirmed):
		return notRevisionA
	case errors.Is(err, oauthcore.ErrRedirectedAway):
		return elsewhere
	case errors.As(err, &strange):
		return notOAuth(strange)
	case errors.Is(err, orders.ErrRevoked):
		return refusals[oauthcore.TokenRevoked]
	case errors.Is(err, orders.ErrNotConnected):
		return notConnected
	case errors.As(err, &refused):
		return wordsFor(&oauthcore.Problem{Code: oauthcore.Code(refused.Problem)})
	case errors.As(err, &away):
		return later(unreachable, away.RetryAfter)
	case errors.As(err, &garbage):
		return trouble{"Photos did not answer as expected", fmt.Sprintf("What came back is not what its API promises: %s (status %d).", garbage.Why, garbage.Status), "Try again in a moment."}
	}
	return unreachable
}

// Explain puts into words what went wrong between the printer and a Service
// Provider, for somebody without a page; known is false for any other error.
func Explain(err error) (words string, known bool) {
	if !fromProvider(err) {
		return "", false
	}
	t := explain(err)
	return t.Title + ". " + t.Text + " " + t.Do, true
}

// fromProvider tells a failure on the Service Provider's side, or on the way
// there, from one of our own.
func fromProvider(err error) bool {
	var (
		problem *oauthcore.Problem
		strange *oauthcore.AnswerError
		refused *orders.Refused
		garbage *orders.NotAnAnswer
		away    *orders.Unavailable
		network net.Error
		not     *provider.NotOffered
	)
	return errors.As(err, &problem) || errors.As(err, &strange) || errors.As(err, &refused) || errors.As(err, &garbage) ||
		errors.As(err, &away) || errors.As(err, &network) || errors.As(err, &not) ||
		errors.Is(err, oauthcore.ErrCallbackNotConfirmed) || errors.Is(err, oauthcore.ErrRedirectedAway) ||
		errors.Is(err, orders.ErrRevoked) || errors.Is(err, orders.ErrNotConnected)
}

// atProvider marks what went wrong while a Service Provider was spoken to as
// its own, whatever it was.
func atProvider(err error) error {
	if err == nil || fromProvider(err) {
		return err
	}
	return &orders.Unavailable{Err: err}
}

var (
	unreachable  = trouble{"Photos cannot be reached", "Photos does not answer at the moment. Nothing is lost: orders wait and go on by themselves.", "Try again in a moment."}
	elsewhere    = trouble{"Photos points elsewhere", "Photos sent us to another host, and we only speak to the one we were set up for.", "This is for whoever runs the shop: check the address of the provider."}
	notConnected = trouble{"Not connected", "We may not see your photos. Nothing you ordered is lost.", connectAgain}
	notRevisionA = trouble{"Photos does not follow Revision A",
		"The provider did not confirm our callback (oauth_callback_confirmed). Without that, somebody else could finish what you begin, so we stop here.",
		"The provider needs an update to OAuth 1.0 Revision A."}
)

// notOAuth describes an answer that is none, with its first bytes for whoever
// runs the shop, unless there is a piece of a token in them.
func notOAuth(a *oauthcore.AnswerError) trouble {
	t := trouble{"Photos did not answer as expected", fmt.Sprintf("What came back is not an OAuth answer (status %d).", a.Status), "Try again in a moment."}
	if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || a.Status == http.StatusBadRequest {
		t = trouble{"Photos refused our message", fmt.Sprintf("It did not say why in words that we know (status %d).", a.Status),
			"Try again. If it stays so, this is for whoever runs the shop: check the Consumer Key, the secret and the clock."}
	}
	if a.Start != "" && !strings.Contains(a.Start, "oauth_") {
		t.Text += fmt.Sprintf(" It begins: %q", a.Start)
	}
	return later(t, a.RetryAfter)
}

// later passes on how long the Service Provider asked us to wait.
func later(t trouble, wait time.Duration) trouble {
	if wait > 0 {
		t.Do = fmt.Sprintf("Photos asks us to wait; try again in %s.", seconds(wait))
	}
	return t
}

// seconds says a wait as people do.
func seconds(d time.Duration) string {
	n := int((d + time.Second - 1) / time.Second)
	switch {
	case n == 1:
		return "a second"
	case n < 120:
		return fmt.Sprintf("%d seconds", n)
	}
	return fmt.Sprintf("%d minutes", (n+59)/60)
}
