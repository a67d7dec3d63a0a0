package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

// previews is how many photos a summary shows; the rest is a number.
const previews = 12

// sumOf is what a basket comes to. Every price is computed here, whatever a form says.
func sumOf(b orders.Basket) BasketSum {
	return BasketSum{Photos: len(b.Items), Prints: b.Prints(), Groups: b.Groups(), Total: b.Total(), Key: b.Key()}
}

// confirm shows what will be printed and what it costs, and has the one button that orders.
func (s *Server) confirm(c echo.Context) error {
	b, err := s.Shop.Basket(c.Request().Context(), session(c).UserID())
	if err != nil {
		return err
	}
	if len(b.Items) == 0 {
		return s.redirect(c, "/basket")
	}
	page := ConfirmPage{Page: s.page(c, "basket"), BasketSum: sumOf(b), Paper: s.Shop.Press != nil}
	for i, it := range b.Items {
		row := s.basketRow(it)
		if i < previews {
			page.Previews = append(page.Previews, row.Framed)
		}
		if row.Quality.Soft {
			page.Soft++
		}
	}
	page.Unseen = len(b.Items) - len(page.Previews)
	if page.Connection, err = s.connection(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "confirm", page)
}

// place orders what the page showed. The basket's key makes that once, however often the button is pressed.
func (s *Server) place(c echo.Context) error {
	list, err := s.Shop.Checkout(c.Request().Context(), session(c).UserID(), c.FormValue("key"))
	if err != nil {
		return s.sayAndReturn(c, err, "/basket/confirm")
	}
	if len(list) == 1 {
		session(c).Flash("success", "Thank you. We have your order.")
		return s.redirect(c, "/orders/"+list[0].ID)
	}
	session(c).Flash("success", "Thank you. Your basket has become "+counted(len(list), "order", "orders")+", one for each paper.")
	return s.redirect(c, "/orders")
}

// counted says how many there are: "1 order", "2 orders".
func counted(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return strconv.Itoa(n) + " " + many
}
