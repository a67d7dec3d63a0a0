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
		if ok, _ := s.Connects.Allow("address " + webapp.ClientKey(c)); !ok {
			return echo.ErrTooManyRequests
		}
		if id := session(c).UserID(); id != "" {
			if ok, _ := s.Connects.Allow("customer " + id); !ok {
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
