package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

// home is the shop's front: one sentence, one button.
func (s *Server) home(c echo.Context) error {
	page := HomePage{Page: s.page(c, "home"), Shelf: shelf()}
	var err error
	if page.Connection, err = s.connection(c); err != nil {
		return err
	}
	if page.Orders, err = s.orderRows(c, orders.Filter{Limit: 3}); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "home", page)
}

// Ware is a paper on the shop's shelf, and what it is good for.
type Ware struct {
	orders.Paper
	Text string
}

var goodFor = map[string]string{
	"9x13": "Small, for the album.", "10x15": "The classic.", "13x13": "Square, edge to edge.", "13x18": "For a frame.",
	"10x30": "For wide views.", "20x30": "For the wall.", "a4": "For the wall, as large as an office printer.",
	"wallet": "One photo four times, 4.5 × 6 cm, to cut apart.", "contact": "All photos small on one sheet, with their names. Per photo.",
}

func shelf() (wares []Ware) {
	for _, paper := range orders.Papers() {
		wares = append(wares, Ware{paper, goodFor[paper.ID]})
	}
	return wares
}
