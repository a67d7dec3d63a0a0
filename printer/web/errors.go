package web

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// nowhere answers every URL that no route knows, in the very words of another
// customer's order.
func (s *Server) nowhere(echo.Context) error { return orders.ErrNotFound }

// fail is the one place where an error becomes a page.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	page := s.errorPage(err)
	if page.Code == http.StatusInternalServerError {
		s.Log.ErrorContext(c.Request().Context(), "unforeseen", "error", err, "path", c.Path())
	}
	webapp.AskAgain(c, page.Code)
	page.Page = s.errorFrame(c, page.Code)
	if page.Code >= http.StatusInternalServerError {
		page.Reference = "Reference: " + webapp.RequestID(c.Request().Context())
	}
	if err := s.render(c, page.Code, "error", page); err != nil {
		s.Log.ErrorContext(c.Request().Context(), "no page for an error", "error", err)
	}
}

// errorFrame is the frame of a page about an error. Where the fault is ours it
// does without the session, which may be what does not work.
func (s *Server) errorFrame(c echo.Context, status int) templates.Page {
	if status >= http.StatusInternalServerError {
		return templates.Page{App: "printer", Base: s.base(), Theme: theme(c)}
	}
	if c.Get(sessionKey) == nil { // an error before the session was looked at
		c.Set(sessionKey, s.Sessions.Get(c))
	}
	return s.page(c, "")
}

// errorPage finds the words for an error. What the program did not foresee is
// told to the log only.
func (s *Server) errorPage(err error) templates.Problem {
	var refusal *orders.Refusal
	var he *echo.HTTPError
	p := templates.Problem{Href: s.base() + "/", Action: "To the shop"}
	switch {
	case errors.Is(err, orders.ErrNotFound):
		p.Code, p.Title, p.Text = http.StatusNotFound, "Nothing here", "There is nothing at this address, or it is not yours to see."
	case errors.As(err, &refusal):
		p.Code, p.Title, p.Text = http.StatusUnprocessableEntity, "That cannot be printed", refusal.Sentence
	case errors.Is(err, orders.ErrNotConnected), errors.Is(err, orders.ErrRevoked):
		p.Code, p.Title, p.Text = http.StatusForbidden, "Not connected", "We may not see your photos. Connect first; nothing you ordered is lost."
	case errors.As(err, &he) && he.Code < 500:
		p.Code, p.Title, p.Text = he.Code, "That did not work", httpSentence(he.Code)
		if he.Code == http.StatusNotFound {
			return s.errorPage(orders.ErrNotFound)
		}
	default:
		return s.faultPage(err, p)
	}
	return p
}

// faultPage has the words for what is too large, for what took too long, and for
// what nobody foresaw.
func (s *Server) faultPage(err error, p templates.Problem) templates.Problem {
	status, sentence := webapp.Status(err)
	var shelf *orders.ShelfDown
	if errors.As(err, &shelf) {
		status, sentence = http.StatusServiceUnavailable, "Your print file is safe, but we cannot fetch it for you just now. Please try again in a minute."
	}
	switch status {
	case http.StatusRequestEntityTooLarge:
		p.Code, p.Title, p.Text = status, "That did not work", httpSentence(status)
	case http.StatusServiceUnavailable:
		p.Code, p.Title, p.Text = status, "One moment", sentence
	default:
		p.Code, p.Title, p.Text = http.StatusInternalServerError, "Something went wrong here", "It is our fault and has been written down. Please try again in a moment."
	}
	return p
}

func httpSentence(code int) string {
	switch code {
	case http.StatusForbidden:
		return "The form you sent has expired, or did not come from this site. Go back, reload the page and try once more."
	case http.StatusMethodNotAllowed:
		return "This address does not answer requests of that kind."
	case http.StatusRequestEntityTooLarge:
		return "That is more than a form of ours holds."
	case http.StatusTooManyRequests:
		return tooOften
	}
	return "This request could not be understood."
}

// unfinished is the page of a dance that ended without a permission. Its address
// may have a token in it, so nothing is told about it to where the page leads.
func (s *Server) unfinished(c echo.Context, status int, t trouble) error {
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	return s.render(c, status, "unfinished", UnfinishedPage{Page: s.page(c, ""), Trouble: t})
}

// unfinishedUnless explains a failure that is the Service Provider's or the
// visitor's; one of our own goes on to fail.
func (s *Server) unfinishedUnless(c echo.Context, err error, t trouble) error {
	switch {
	case errors.Is(err, orders.ErrNotFound):
		return s.unfinished(c, http.StatusForbidden, t)
	case errors.Is(err, orders.ErrAnswered):
		return s.unfinished(c, http.StatusForbidden, usedBefore)
	case errors.Is(err, orders.ErrTooLate):
		return s.unfinished(c, http.StatusForbidden, cameTooLate)
	case fromProvider(err):
		s.warn(c, "the dance ended early", err)
		return s.unfinished(c, http.StatusOK, t)
	}
	return err
}

// inWords turns a failure on the Service Provider's side into words for the page
// that wanted something from it; our own failures and what is not there stay
// errors.
func (s *Server) inWords(c echo.Context, err error) (*trouble, error) {
	if err == nil || !fromProvider(err) {
		return nil, err
	}
	s.warn(c, "photos did not give what was asked", err)
	t := explain(err)
	return &t, nil
}

// sayAndReturn says what went wrong on the page where it can be mended.
func (s *Server) sayAndReturn(c echo.Context, err error, path string) error {
	var refusal *orders.Refusal
	switch {
	case errors.As(err, &refusal):
		session(c).Flash("error", refusal.Sentence)
	case fromProvider(err):
		s.warn(c, "photos did not give what was asked", err)
		t := explain(err)
		session(c).Flash("error", t.Text+" "+t.Do)
	default:
		return err
	}
	return s.redirect(c, path)
}

func (s *Server) info(c echo.Context, message string, args ...any) {
	s.Log.InfoContext(c.Request().Context(), message, args...)
}

func (s *Server) warn(c echo.Context, message string, err error) {
	s.Log.WarnContext(c.Request().Context(), message, slog.Any("error", err))
}
