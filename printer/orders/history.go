package orders

import "context"

// Show says which of a customer's orders are wanted, by their state.
type Show string

// The kinds of state that a customer tells apart.
const (
	ShowAll       Show = ""
	ShowOnTheWay  Show = "open"
	ShowFinished  Show = "ready"
	ShowCancelled Show = "ended"
)

// States are those of a kind; nil for all.
func (s Show) States() []State {
	switch s {
	case ShowOnTheWay:
		return append(Cancellable(), onTheWay...)
	case ShowFinished:
		return finished
	case ShowCancelled:
		return []State{Cancelled, Failed}
	}
	return nil
}

// onTheWay are states after ready that are not the end; finished are good ends.
var (
	onTheWay = []State{Printing}
	finished = []State{Ready, Printed}
)

// A Filter chooses from a customer's orders.
type Filter struct {
	Show   Show
	Text   string // in the number, the album or the name of a photo
	Offset int
	Limit  int // 0: all that a list has
}

// FindOrders lists the customer's orders that fit, the newest first, without Items.
func (s *Shop) FindOrders(ctx context.Context, customer string, f Filter) ([]Order, error) {
	if len(f.Text) > maxID {
		f.Text = f.Text[:maxID]
	}
	return s.Store.Orders(ctx, customer, f)
}
