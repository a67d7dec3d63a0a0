package oauthcore

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// The OAuth Session extension (1.0, draft 1) makes Access Tokens short-lived:
// they come with a session handle, and whoever holds that, the token and both
// secrets gets a successor at the Access Token URL, without asking the User
// again until the authorization itself ends.

// renewalEndpoint is the Access Token URL when it is sent a session handle.
var renewalEndpoint = endpoint{
	name:     "renewal",
	required: []string{"oauth_token", "oauth_session_handle"},
	checks: list(common, []check{
		{Check{"no parameter of the application's own", "6.3.1"}, nothingOrdinary},
		{Check{"Access Token is this Consumer's", "Session 1.0"}, accessTokenIsKnown},
	}, afterToken, []check{
		{Check{"session handle is the token's", "Session 1.0"}, sessionIsRight},
		admittedCheck,
		nonceCheck,
	}),
}

// sessionIsRight: the authorization lasts, the token has not been renewed yet,
// and the handle is its own. That the token is too old does not matter: that is
// what the handle is for.
func sessionIsRight(a *attempt) error {
	t := a.access
	switch {
	case t.Revoked || t.ended(a.now):
		return accessTokenIsAlive(a)
	case t.Session == "" && !t.Expires.IsZero():
		return problemRenewed()
	case t.Session == "" || sameSecret(a.get("oauth_session_handle"), t.Session) == 0:
		return NewProblem(TokenRejected, "The session handle does not belong to this Access Token.")
	}
	return nil
}

func problemRenewed() *Problem {
	return NewProblem(TokenUsed, "This Access Token has been renewed already. Use its successor.")
}

// renew issues the successor of an Access Token.
func (a *attempt) renew() (*IssuedAccessToken, error) {
	store, able := a.sp.Store.(SessionStore)
	if !able {
		return nil, NewProblem(TokenRejected, "Access Tokens cannot be renewed here.")
	}
	t := a.newAccessToken(a.access.Grant)
	t.Session = a.access.Session
	err := store.RenewAccessToken(a.ctx, a.access.Token, t)
	if errors.Is(err, ErrConflict) {
		return nil, problemRenewed()
	}
	if err != nil {
		return nil, err
	}
	a.trace.changed("access token", a.access.Token, t.Consumer, "renewed")
	a.trace.changed("access token", t.Token, t.Consumer, "issued")
	return t, nil
}

// newAccessToken makes an Access Token, short-lived if the Consumer is
// registered so and the Store can renew it.
func (a *attempt) newAccessToken(g Grant) *IssuedAccessToken {
	t := &IssuedAccessToken{
		AccessToken: AccessToken{makeSecret(a.sp.NewToken), makeSecret(a.sp.NewSecret)},
		Consumer:    a.consumer.Key, Grant: g, Issued: a.now,
	}
	if _, able := a.sp.Store.(SessionStore); !able || a.consumer.TokenLifetime <= 0 {
		return t
	}
	t.Expires, t.Session = a.now.Add(a.consumer.TokenLifetime), makeSecret(a.sp.NewSecret)
	if !g.Expires.IsZero() && g.Expires.Before(t.Expires) {
		t.Expires = g.Expires
	}
	return t
}

// ended tells whether the permission itself is over.
func (t *IssuedAccessToken) ended(now time.Time) bool {
	return !t.Grant.Expires.IsZero() && now.After(t.Grant.Expires)
}

// openEnd is said of a permission that lasts until it is revoked: the extension
// has no word for that.
const openEnd = 10 * 365 * 24 * time.Hour

// sessionParams is what a Consumer is told about a short-lived token: how long
// it lives, what renews it, and for how long.
func (t *IssuedAccessToken) sessionParams() Params {
	if t.Session == "" {
		return nil
	}
	authorization := openEnd
	if !t.Grant.Expires.IsZero() {
		authorization = t.Grant.Expires.Sub(t.Issued)
	}
	return Params{
		{"oauth_expires_in", seconds(t.Expires.Sub(t.Issued))},
		{"oauth_session_handle", t.Session},
		{"oauth_authorization_expires_in", seconds(authorization)},
	}
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

// Renew exchanges a short-lived Access Token, expired or not, and its session
// handle for a fresh one (OAuth Session extension). The rest holds the next
// oauth_expires_in and oauth_session_handle.
func (c *Consumer) Renew(ctx context.Context, t AccessToken, sessionHandle string) (at AccessToken, rest Params, err error) {
	return c.exchange(ctx, RequestToken(t), Param{"oauth_session_handle", sessionHandle})
}

// Session is what a Consumer is told about a short-lived Access Token: with what
// to [Consumer.Renew] it, and until when. The zero value is that of a token that
// lasts.
type Session struct {
	Handle    string        // oauth_session_handle; a secret
	ExpiresIn time.Duration // of the token; 0: it does not expire
	EndsIn    time.Duration // of the permission; 0: not told
}

// ReadSession takes it from what was answered beside an Access Token.
func ReadSession(rest Params) Session {
	return Session{
		Handle:    rest.Get("oauth_session_handle"),
		ExpiresIn: readSeconds(rest.Get("oauth_expires_in")), EndsIn: readSeconds(rest.Get("oauth_authorization_expires_in")),
	}
}

// readSeconds reads a number of seconds; what is none, or longer than anybody
// lives, is 0: for ever, as far as we know.
func readSeconds(text string) time.Duration {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > int64(openEnd/time.Second)*10 {
		return 0
	}
	return time.Duration(n) * time.Second
}
