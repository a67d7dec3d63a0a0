package web

import (
	"errors"
	"fmt"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

// print is what a customer may want of an order at the shop's printer: to try now, or, where only a person can know what
// came out, to print it again or to leave it at that.
func (s *Server) print(c echo.Context) error {
	order, err := s.orderOf(c)
	if err != nil {
		return err
	}
	want := map[string]func() error{
		"now":   func() error { return s.Shop.TryPrint(c.Request().Context(), order.Customer, order.ID) },
		"again": func() error { return s.Shop.PrintAgain(c.Request().Context(), order.Customer, order.ID) },
		"done":  func() error { return s.Shop.IsPrinted(c.Request().Context(), order.Customer, order.ID) },
	}[c.FormValue("want")]
	if want == nil {
		return echo.ErrBadRequest
	}
	if err := want(); err != nil {
		return s.sayAndReturn(c, err, "/orders/"+order.ID)
	}
	return s.redirect(c, "/orders/"+order.ID)
}

// atPress puts what the printer does with an order on its page: the last step of its way, and where it stands there.
func (s *Server) atPress(c echo.Context, page *OrderPage) error {
	o := page.Order
	if s.Shop.Press == nil && o.State != orders.Printing && o.State != orders.Printed {
		return nil
	}
	p, err := s.Shop.Printout(c.Request().Context(), o.Customer, o.ID)
	if err != nil && !errors.Is(err, orders.ErrNotFound) {
		return err
	}
	page.Printout = p
	if o.State == orders.Printing {
		page.Status = printingStatus(o, p)
	}
	page.Steps = append(page.Steps, pressStep(o, p))
	return nil
}

// printingStatus tells more than statusOf can without the printout.
func printingStatus(o orders.Order, p orders.Printout) Status {
	switch {
	case p.Step == orders.PrintUnsure:
		return Status{"Needs you", "bad", o.Reason}
	case p.Cancelling:
		return Status{"Cancelling", "warn", "We have asked the printer to drop this order."}
	case o.Reason != "":
		return Status{"Waiting for the printer", "warn", o.Reason}
	case p.Step == orders.PrintWaiting, p.Step == orders.PrintOpening:
		return Status{"At the printer", "accent", "Your order waits for its turn at the printer."}
	case p.Sheets > 0:
		return Status{"Printing", "accent", fmt.Sprintf("Your order is being printed: %s.", sheets(p.Sheets))}
	}
	return Status{"Printing", "accent", "Your order is being printed."}
}

func sheets(n int) string {
	if n == 1 {
		return "one sheet is out"
	}
	return fmt.Sprintf("%d sheets are out", n)
}

// pressStep is the last line of the timeline.
func pressStep(o orders.Order, p orders.Printout) Step {
	step := Step{Title: "We print it", Text: "On the printer in our shop.", State: "todo"}
	if p.Printer != "" {
		step.Text = "On “" + p.Printer + "”."
	}
	switch {
	case o.State == orders.Printed:
		step.State, step.Title = "done", "It is on paper"
	case o.State == orders.Printing && p.Step == orders.PrintUnsure:
		step.State = "bad"
	case o.State == orders.Printing:
		step.State = "now"
	}
	return step
}
