package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// order shows one order of the customer's own; a reload shows how far it is, and
// live.js follows events.go.
func (s *Server) order(c echo.Context) error {
	order, err := s.orderOf(c)
	if err != nil {
		return err
	}
	page := s.orderPage(s.page(c, "orders"), order)
	if err := s.atPress(c, &page); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "order", page)
}

func (s *Server) orderOf(c echo.Context) (orders.Order, error) {
	return s.Shop.Order(c.Request().Context(), session(c).UserID(), c.Param("order"))
}

// resume puts an order that waits back to work at once: for permission, where
// there is a connection again, or for photos.
func (s *Server) resume(c echo.Context) error {
	order, err := s.orderOf(c)
	if err != nil {
		return err
	}
	resumed, err := s.Shop.Resume(c.Request().Context(), session(c).UserID())
	if err != nil {
		return s.sayAndReturn(c, err, "/orders/"+order.ID)
	}
	if resumed == 0 && order.State == orders.NeedsPermission {
		session(c).Flash("warning", "This order needs the photos account that it was placed with. Connect that one again.")
	}
	return s.redirect(c, "/orders/"+order.ID)
}

// orderPage says in words where an order stands.
func (s *Server) orderPage(frame templates.Page, o orders.Order) OrderPage {
	page := OrderPage{Page: frame, Order: o, Steps: stepsOf(o), Status: statusOf(o)}
	if paper, ok := orders.PaperByID(o.Paper); ok {
		page.Paper = paper.Name
	}
	if finish, ok := orders.FinishByID(o.Finish); ok {
		page.Finish = finish.Name
	}
	page.Fit = fitName(o.Fit)
	page.AgainKey = orders.NewKey()
	for _, item := range o.Items {
		switch {
		case item.State == orders.Missing:
			page.Missing = append(page.Missing, item)
		case len(page.Items) < rowsPerPage:
			page.Items = append(page.Items, s.orderItem(o, item))
		default:
			page.Unseen++
		}
	}
	return page
}

// orderItem is a photo as it was ordered.
func (s *Server) orderItem(o orders.Order, it orders.Item) OrderItem {
	look := orders.Look{Paper: o.Paper, Fit: it.Fit, Crop: it.Crop}
	return OrderItem{it, frame(orders.BasketItem{Photo: it.Photo, File: it.File, Title: it.Title, Width: it.Width, Height: it.Height, Look: look}, s.thumbURL(it.Photo))}
}

// Step is a line of the order's timeline. State is "done", "now", "todo" or
// "bad".
type Step struct{ Title, Text, State string }

// stepsOf tells the way of an order, each step a sentence.
func stepsOf(o orders.Order) []Step {
	p := o.Progress
	steps := []Step{
		{Title: "We have your order", Text: "Placed " + o.Placed.Format("2 January 2006 at 15:04") + "."},
		{Title: "We fetch your photos", Text: fmt.Sprintf("%d of %d are here.", p.Fetched, p.Photos)},
		{Title: "We lay out the prints", Text: "One page per print, with 3 mm of bleed around the cut."},
		{Title: "Your print file is ready", Text: "A PDF with exact trim sizes, to print yourself or at a lab."},
	}
	if p.Missing > 0 {
		steps[1].Text = fmt.Sprintf("%d of %d are here; %d cannot be printed, and you do not pay for what is missing.", p.Fetched, p.Photos, p.Missing)
	}
	at, state := position(o.State), "now"
	if o.State == orders.NeedsPermission || o.State == orders.Failed {
		state = "bad"
	}
	for i := range steps {
		switch {
		case i < at, o.State == orders.Ready, o.State == orders.Printing, o.State == orders.Printed:
			steps[i].State = "done"
		case i == at:
			steps[i].State = state
		default:
			steps[i].State = "todo"
		}
	}
	return steps
}

// position is the step at which an order is.
func position(state orders.State) int {
	switch state {
	case orders.Composing:
		return 2
	case orders.Ready, orders.Printing, orders.Printed:
		return 3
	}
	return 1
}

// Status is an order's state for a badge, and in one sentence. Kind is a badge's.
type Status struct{ Word, Kind, Sentence string }

// statusOf says where an order stands, in one sentence.
func statusOf(o orders.Order) Status {
	switch o.State {
	case orders.Placed:
		return Status{"Placed", "accent", "Your order is in the queue; we begin at once."}
	case orders.Fetching:
		return Status{"Fetching", "accent", fmt.Sprintf("We are fetching your photos: %d of %d are here.", o.Progress.Fetched, o.Progress.Photos)}
	case orders.Composing:
		return Status{"Preparing", "accent", "All photos are here; we are laying out the prints."}
	case orders.Ready:
		return Status{"Ready", "good", "Your print file is ready to download."}
	case orders.Printing:
		return printingStatus(o, orders.Printout{Step: orders.PrintSent})
	case orders.Printed:
		return Status{"Printed", "good", reasonOr(o, "Your order is on paper. Come and get it.")}
	case orders.Waiting:
		return Status{"Waiting", "warn", reasonOr(o, "Photos does not answer; your order waits and goes on by itself.")}
	case orders.NeedsPermission:
		return Status{"Needs you", "bad", reasonOr(o, "We may not see your photos any more. Connect again, and the order goes on where it stopped.")}
	}
	if o.State == orders.Cancelled {
		return Status{"Cancelled", "", reasonOr(o, "This order was cancelled.")}
	}
	return Status{"Failed", "bad", reasonOr(o, "This order could not be printed.")}
}

func reasonOr(o orders.Order, otherwise string) string {
	if o.Reason != "" {
		return o.Reason
	}
	return otherwise
}
