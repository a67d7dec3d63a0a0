package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// callback is where the Service Provider sends the browser back to (OAuth Core
// 1.0a section 6.2.3). It counts only in the browser session that began the
// dance, once, for that Request Token: otherwise somebody could slip their own
// permission into a stranger's session, or finish a stranger's in their own
// (section 11.14).
func (s *Server) callback(c echo.Context) error {
	a := readAnswer(c.QueryParams())
	if a.outcome == malformed {
		return s.unfinished(c, http.StatusBadRequest, badAnswer)
	}
	if a.outcome == refused && a.token == "" && session(c).Get(browserKey) != "" {
		return s.unfinished(c, http.StatusOK, saidNo) // Authlib names no token: there is nothing to end, and nothing begun
	}
	pending, err := s.take(c, orders.WayRedirect, a.token)
	if err != nil && a.outcome != reportedProblem {
		return s.unfinishedUnless(c, err, notBegunHere)
	}
	switch a.outcome {
	case refused:
		return s.unfinished(c, http.StatusOK, saidNo)
	case reportedProblem:
		return s.unfinished(c, http.StatusBadRequest, reported(a.problem))
	case noVerifier:
		return s.unfinished(c, http.StatusBadRequest, withoutVerifier)
	}
	if paused, err := s.paused(c, pending, a.token, a.verifier); paused {
		return err
	}
	return s.finish(c, pending, withVerifier(pending, a.verifier))
}

// take finds the Request Token that this browser began with, once. A browser
// that began nothing leaves no trace: not even a session.
func (s *Server) take(c echo.Context, way orders.Way, token string) (orders.PendingToken, error) {
	if session(c).Get(browserKey) == "" {
		return orders.PendingToken{}, orders.ErrNotFound
	}
	return s.Shop.TakeRequestToken(c.Request().Context(), s.browser(c, way), token)
}

// exchange gets an Access Token for what the User brought back.
type exchange func(context.Context, *oauthcore.Consumer) (oauthcore.AccessToken, oauthcore.Params, error)

// withVerifier exchanges a Request Token (OAuth Core 1.0a section 6.3.1).
func withVerifier(p orders.PendingToken, verifier string) exchange {
	return func(ctx context.Context, consumer *oauthcore.Consumer) (oauthcore.AccessToken, oauthcore.Params, error) {
		return consumer.AccessToken(ctx, oauthcore.RequestToken{Token: p.Token, Secret: p.Secret}, verifier)
	}
}

// finish exchanges what came back for an Access Token, signing as the dance
// began, and keeps it (OAuth Core 1.0a section 6.3).
func (s *Server) finish(c echo.Context, p orders.PendingToken, get exchange) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.patience())
	defer cancel()
	consumer, err := s.Provider.Consumer(ctx, p.Signing)
	if err != nil {
		return s.exchangeFailed(c, p, err)
	}
	watched, sent := s.watch(ctx)
	token, rest, err := get(watched, consumer)
	s.alsoSent(c, *sent)
	if err != nil {
		return s.exchangeFailed(c, p, err)
	}
	connection, err := s.Shop.Connect(ctx, s.customerOf(c, p), access(p, token, rest))
	if err != nil {
		return s.unfinishedUnless(c, err, explain(err))
	}
	session(c).Flash("success", "Connected to photos as "+connection.ScreenName+". Your photos password never came near us.")
	if p.Way == orders.WayPopup {
		return s.render(c, http.StatusOK, "connected", ConnectedPage{Page: s.frame(c, ""), Connection: connection, Next: nextOr(p.Return, "/albums")})
	}
	return s.redirect(c, nextOr(p.Return, "/albums"))
}

// access is what the dance has given.
func access(p orders.PendingToken, token oauthcore.AccessToken, rest oauthcore.Params) orders.Access {
	session := oauthcore.ReadSession(rest)
	return orders.Access{
		Credentials: orders.Credentials{Token: token.Token, Secret: token.Secret, Session: session.Handle},
		UserID:      rest.Get("user_id"), ScreenName: rest.Get("screen_name"),
		Way: p.Way, Signing: p.Signing, ExpiresIn: session.ExpiresIn, EndsIn: session.EndsIn,
	}
}

// ConnectedPage ends a dance in a window of its own, which closes itself.
type ConnectedPage struct {
	templates.Page
	Connection orders.Connection
	Next       string
}

// customerOf is who the connection belongs to: whoever uses the browser now,
// since they may have signed in between beginning and returning.
func (s *Server) customerOf(c echo.Context, p orders.PendingToken) string {
	if now := session(c).UserID(); now != "" {
		return now
	}
	return p.Customer
}

// exchangeFailed explains. A PIN that was mistyped may be typed again: the
// Service Provider counts the tries.
func (s *Server) exchangeFailed(c echo.Context, p orders.PendingToken, err error) error {
	s.warn(c, "cannot exchange the Request Token", err)
	var problem *oauthcore.Problem
	mistyped := errors.As(err, &problem) && problem.Code == oauthcore.VerifierInvalid
	if mistyped && p.Way == orders.WayPIN {
		if err := s.Shop.KeepRequestToken(c.Request().Context(), p); err != nil {
			return err
		}
		session(c).Flash("error", "That is not the PIN that photos shows. Look again and type it once more; after a few wrong tries photos gives up.")
		return s.redirect(c, "/connect/pin")
	}
	return s.unfinished(c, http.StatusOK, explain(err))
}

func nextOr(next, otherwise string) string {
	if next == "" {
		return otherwise
	}
	return next
}
