package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/orders"
)

const (
	heartbeat = 20 * time.Second // keeps proxies from cutting a silent line
	comeBack  = 2 * time.Second  // how soon a browser asks again after a cut
)

// events sends the order's status block as server-sent events, one each time the
// order changes, for live.js. Each has the moment of the change as its id: a
// browser that comes back with it is told only what it has not seen.
func (s *Server) events(c echo.Context) error {
	order, err := s.orderOf(c)
	if err != nil {
		return err
	}
	end, ok := s.streams.begin(order.Customer)
	if !ok {
		return echo.ErrTooManyRequests
	}
	defer end()
	changes, err := s.Shop.Watch(c.Request().Context(), order.Customer, order.ID)
	if err != nil {
		return err
	}
	stream, err := webapp.StreamEvents(c)
	if err != nil {
		return nil // the browser has left already
	}
	s.follow(c, stream, changes)
	return nil
}

// follow tells each change until the last, or until the browser leaves or the
// program stops.
func (s *Server) follow(c echo.Context, stream *webapp.Events, changes <-chan orders.Order) {
	seen := c.Request().Header.Get("Last-Event-ID")
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-stream.Done():
			return
		case <-beat.C:
			err = stream.KeepAlive()
		case order, open := <-changes:
			if !open {
				return
			}
			if err = s.tell(c, stream, order, seen); order.State.Done() {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// tell sends one state of an order, and after the last one the end.
func (s *Server) tell(c echo.Context, stream *webapp.Events, o orders.Order, seen string) error {
	if id := strconv.FormatInt(o.Updated.UnixMicro(), 10); id != seen {
		var status strings.Builder
		page := s.orderPage(s.frame(c, "orders"), o)
		if err := s.atPress(c, &page); err != nil {
			return err
		}
		if err := s.pages.RenderBlock(&status, "order", "status", page); err != nil {
			return err
		}
		if err := stream.SendID(id, comeBack, "", status.String()); err != nil {
			return err
		}
	}
	if o.State.Done() {
		return stream.Send("end", "")
	}
	return nil
}
