package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
)

// connectInOneStep signs the very address that the browser is sent to (signed
// approval URL): now that the button has been pressed, and not before, since it
// works once and for some minutes. There is no Request Token that could tie the
// answer to this browser, so the callback carries a state of our own.
func (s *Server) connectInOneStep(c echo.Context, customer orders.Customer, way orders.Way, next string) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.patience())
	defer cancel()
	state := rand.Text()
	pending := orders.PendingToken{
		Browser: s.browser(c, way), Token: state, Customer: customer.ID, Return: next, Created: s.now(), Way: way,
	}
	consumer, err := s.consumerOf(ctx, customer, &pending)
	if err != nil {
		return s.cannotBegin(c, err)
	}
	address, err := consumer.ApprovalURL(s.oneStepCallbackURL(state))
	if err != nil {
		return err
	}
	if err := s.Shop.KeepRequestToken(ctx, pending); err != nil {
		return err
	}
	s.tellSent(c, way, s.now(), []sentMessage{inAddress(address)})
	return c.Redirect(http.StatusSeeOther, address)
}

func (s *Server) oneStepCallbackURL(state string) string {
	return s.link("/callback/one-step?" + url.Values{"state": {state}}.Encode())
}

// oneStepCallback is where the User returns to from a signed approval. The token
// is a callback token: there is neither verifier nor secret, so all hangs on the
// state, which counts in this browser session, once.
func (s *Server) oneStepCallback(c echo.Context) error {
	query := c.QueryParams()
	a := readAnswer(query)
	if len(query["state"]) != 1 || a.outcome == malformed {
		return s.unfinished(c, http.StatusBadRequest, badAnswer)
	}
	pending, err := s.take(c, orders.WayOneStep, query.Get("state"))
	if err != nil {
		return s.unfinishedUnless(c, err, notBegunHere)
	}
	switch a.outcome {
	case refused:
		return s.unfinished(c, http.StatusOK, saidNo)
	case reportedProblem:
		return s.unfinished(c, http.StatusBadRequest, reported(a.problem))
	}
	if paused, err := s.paused(c, pending, query.Get("state"), a.token); paused {
		return err
	}
	return s.finish(c, pending, func(ctx context.Context, consumer *oauthcore.Consumer) (oauthcore.AccessToken, oauthcore.Params, error) {
		return consumer.ExchangeCallbackToken(ctx, a.token)
	})
}
