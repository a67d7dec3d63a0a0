package web

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// WaysPage shows the three ways to connect side by side, with what each sends,
// and how it stands with the connection that there is.
type WaysPage struct {
	templates.Page
	Connection *ConnectionFacts // nil: not connected
	Clock      ClockFacts
	Signing    orders.Signing // how the next connection signs
	Trouble    *trouble       // nil: the Service Provider's addresses are known
	Ways       []WayOffer
	Last       *sentDance // what this browser's last dance sent
	Next       string
}

// WayOffer is one way to connect.
type WayOffer struct {
	How         orders.Way
	Title, Text string
	Button      string
	Icon        string
	Sends       []sentMessage
}

// ConnectionFacts is a connection as its owner may see it.
type ConnectionFacts struct {
	orders.Connection
	By      string // in words
	Signing orders.Signing
}

// ClockFacts is what was learned of the Service Provider's clock.
type ClockFacts struct {
	Differs string // "20 minutes ahead of ours"; "" where nothing had to be corrected
	Learned time.Time
}

func wayOffers() []WayOffer {
	return []WayOffer{
		{How: orders.WayRedirect, Title: "Three steps", Button: "Connect to photos", Icon: "connect",
			Text: "You go to photos and come back by yourself. The shop first asks for a Request Token, and proves with a verification code that you are the one who came back."},
		{How: orders.WayOneStep, Title: "One step", Button: "Approve at photos", Icon: "verified",
			Text: "The shop signs the address that your browser opens, when you press the button and not before. Two messages fewer; it opens in a small window where that is possible."},
		{How: orders.WayPIN, Title: "With a PIN", Button: "Connect with a PIN", Icon: "key",
			Text: "For a device without a browser, or one that cannot be sent back here. Photos shows you a PIN, and you type it."},
	}
}

// ways is the page.
func (s *Server) ways(c echo.Context) error {
	page := WaysPage{Page: s.page(c, "account"), Ways: wayOffers(), Last: lastDance(c), Next: localPath(c.QueryParam("next")), Clock: s.clockFacts()}
	connection, err := s.connection(c)
	if err != nil {
		return err
	}
	if connection != nil {
		page.Connection = s.connectionFacts(*connection)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.patience())
	defer cancel()
	pending := orders.PendingToken{}
	consumer, err := s.consumerOf(ctx, customer(c), &pending)
	page.Signing = pending.Signing
	if page.Trouble, err = s.inWords(c, err); err != nil {
		return err
	}
	if page.Trouble == nil {
		if err := s.showSent(consumer, page.Ways); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, "ways", page)
}

func (s *Server) showSent(consumer *oauthcore.Consumer, ways []WayOffer) (err error) {
	for i := range ways {
		if ways[i].Sends, err = s.preview(consumer, ways[i].How); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) connectionFacts(c orders.Connection) *ConnectionFacts {
	by := map[orders.Way]string{
		orders.WayRedirect: "in three steps", orders.WayOneStep: "in one step", orders.WayPopup: "in one step, in a window of its own", orders.WayPIN: "with a PIN",
	}
	return &ConnectionFacts{Connection: c, By: by[c.Way], Signing: s.Provider.Complete(c.Signing)}
}

// clockFacts tells how far the other clock is from ours.
func (s *Server) clockFacts() (f ClockFacts) {
	ahead, learned := s.Provider.Clock.Ahead()
	switch {
	case learned.IsZero():
		return f
	case ahead == 0:
		f.Differs = "the same as ours again"
	case ahead > 0:
		f.Differs = seconds(ahead.Round(time.Minute/2)) + " ahead of ours"
	default:
		f.Differs = seconds(-ahead.Round(time.Minute/2)) + " behind ours"
	}
	f.Learned = learned
	return f
}
