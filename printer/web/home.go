package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

// home is the shop's front: one sentence, one button.
func (s *Server) home(c echo.Context) error {
	page := HomePage{Page: s.page(c, "home"), Papers: orders.Papers()}
	var err error
	if page.Connection, err = s.connection(c); err != nil {
		return err
	}
	if page.Orders, err = s.orderRows(c); err != nil {
		return err
	}
	page.Orders = page.Orders[:min(len(page.Orders), 3)]
	return s.render(c, http.StatusOK, "home", page)
}
