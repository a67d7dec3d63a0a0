package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

const ordersPerPage = 20

// orders is the customer's history, to be searched and filtered.
func (s *Server) orders(c echo.Context) (err error) {
	page := OrdersPage{Page: s.page(c, "orders"), Text: c.QueryParam("q")}
	show := orders.Show(c.QueryParam("show"))
	for _, choice := range shows {
		choice.Chosen = choice.Value == string(show)
		page.Shows = append(page.Shows, choice)
	}
	page.Filtered = page.Text != "" || show != ""
	at, _ := strconv.Atoi(c.QueryParam("page"))
	at = max(at, 1)
	page.Orders, err = s.orderRows(c, orders.Filter{Show: show, Text: page.Text, Offset: (at - 1) * ordersPerPage, Limit: ordersPerPage + 1})
	if err != nil {
		return err
	}
	if at > 1 {
		page.Prev = s.ordersURL(c, at-1)
	}
	if len(page.Orders) > ordersPerPage {
		page.Orders, page.Next = page.Orders[:ordersPerPage], s.ordersURL(c, at+1)
	}
	return s.render(c, http.StatusOK, "orders", page)
}

var shows = []Choice{
	{Value: string(orders.ShowAll), Name: "All orders"}, {Value: string(orders.ShowOnTheWay), Name: "On the way"},
	{Value: string(orders.ShowFinished), Name: "Ready"}, {Value: string(orders.ShowCancelled), Name: "Cancelled or failed"},
}

// ordersURL is another page of the same filter.
func (s *Server) ordersURL(c echo.Context, at int) string {
	query := url.Values{"page": {strconv.Itoa(at)}}
	for _, name := range []string{"q", "show"} {
		if value := c.QueryParam(name); value != "" {
			query.Set(name, value)
		}
	}
	return s.base() + "/orders?" + query.Encode()
}

// orderRows are the customer's orders, the newest first.
func (s *Server) orderRows(c echo.Context, f orders.Filter) (rows []OrderRow, err error) {
	customer := session(c).UserID()
	if customer == "" {
		return nil, nil
	}
	all, err := s.Shop.FindOrders(c.Request().Context(), customer, f)
	for _, order := range all {
		rows = append(rows, OrderRow{order, statusOf(order)})
	}
	return rows, err
}

// again orders the same once more.
func (s *Server) again(c echo.Context) error {
	order, err := s.Shop.Again(c.Request().Context(), session(c).UserID(), c.Param("order"), c.FormValue("key"))
	if err != nil {
		return s.sayAndReturn(c, err, "/orders/"+url.PathEscape(c.Param("order")))
	}
	session(c).Flash("success", "Thank you. We have ordered the same once more.")
	return s.redirect(c, "/orders/"+order.ID)
}

// basketAgain puts what was ordered into the basket, to be changed first.
func (s *Server) basketAgain(c echo.Context) error {
	if err := s.Shop.BasketAgain(c.Request().Context(), session(c).UserID(), c.Param("order")); err != nil {
		return s.sayAndReturn(c, err, "/orders/"+url.PathEscape(c.Param("order")))
	}
	return s.redirect(c, "/basket")
}

// cancel takes an order back that is not finished.
func (s *Server) cancel(c echo.Context) error {
	if err := s.Shop.Cancel(c.Request().Context(), session(c).UserID(), c.Param("order")); err != nil {
		return s.sayAndReturn(c, err, "/orders/"+url.PathEscape(c.Param("order")))
	}
	return s.redirect(c, "/orders/"+url.PathEscape(c.Param("order")))
}
