package web

import (
	"sync"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
)

// seldom limits what makes the printer ask the Service Provider for something, by address and by customer: nobody can
// use the shop to knock at photos without end.
func (s *Server) seldom(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		keys := []string{"address " + webapp.ClientKey(c)}
		if id := session(c).UserID(); id != "" {
			keys = append(keys, "customer "+id)
		}
		for _, key := range keys {
			if ok, _, err := webapp.Try(c, s.Connects, key); err != nil {
				return err
			} else if !ok {
				return echo.ErrTooManyRequests
			}
		}
		return next(c)
	}
}

// maxStreams is how many event streams one customer may have open: windows of orders on several devices.
const maxStreams = 12

// streams counts the open event streams of each customer.
type streams struct {
	mu   sync.Mutex
	open map[string]int
}

// begin takes one of the customer's streams until end is called; false if there is none left.
func (s *streams) begin(customer string) (end func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[customer] >= maxStreams {
		return nil, false
	}
	if s.open == nil {
		s.open = map[string]int{}
	}
	s.open[customer]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[customer]--; s.open[customer] == 0 {
			delete(s.open, customer)
		}
	}, true
}
