package orders

import (
	"context"
	"fmt"
	"time"
)

// PrintStep is what is known of an order at the printer. It is kept before the act that it names, so that after a crash
// nothing is done twice; RFC 8011 has no sending that could safely be repeated.
//
//	waiting → opening → sending → sent → (the order is printed)
//	   ↑                   │        │
//	   └── the customer ── unsure ──┘    the printer lost it, or gave it up half-way
type PrintStep string

// The steps of an order at the printer.
const (
	PrintWaiting PrintStep = "waiting" // nothing of it is at the printer
	PrintOpening PrintStep = "opening" // a job may be open there, without a document: it prints nothing
	PrintSending PrintStep = "sending" // the document may have arrived
	PrintSent    PrintStep = "sent"    // the printer has it
	PrintUnsure  PrintStep = "unsure"  // nobody here can know what is on paper: the customer looks, and decides
)

// Printout is an order's way through the printer.
type Printout struct {
	Order      string
	Step       PrintStep
	Sheet      Extent // what the print file was imposed on; zero: a page for each print
	Try        int    // how often a job was begun for it
	Job        PressRef
	Sheets     int    // on paper, where the printer counts
	Printer    string // its name
	Cancelling bool   // the customer wants it back
}

// PressStore is what must be remembered of printing.
type PressStore interface {
	// Printout gives an order's; ErrNotFound if it has none.
	Printout(ctx context.Context, order string) (Printout, error)
	// SavePrintout keeps all of it but Cancelling, as long as its order is composed or printed, and the lease, if there is
	// one, counts; false otherwise.
	SavePrintout(ctx context.Context, lease string, p Printout) (bool, error)
	// MovePrintout does what Move does from printing to printing, and SavePrintout, at once.
	MovePrintout(ctx context.Context, o Order, p Printout) (bool, error)
	// Reprint makes an unsure order wait for the printer again; false if it is not unsure any more.
	Reprint(ctx context.Context, order string, now time.Time) (bool, error)
	// Believe does what Move does with an unsure order; false if it is not unsure any more.
	Believe(ctx context.Context, o Order) (bool, error)
	// PressDue gives the printing order whose turn it is, "" if there is none or another replica has one at the printer,
	// and when to look again. Unsure ones wait for their customer.
	PressDue(ctx context.Context, now time.Time) (id string, next time.Time, err error)
	// Withdraw cancels a printing order of which nothing is at the printer, or notes that its customer wants it back.
	Withdraw(ctx context.Context, order, reason string, now time.Time) (cancelled bool, err error)
	// TryPrint makes a printing order due now.
	TryPrint(ctx context.Context, order string, now time.Time) error
}

// jobName is the same for one try, so that its job can be found again, and different for the next.
func (o Order) jobName(try int) string {
	if try <= 1 {
		return "Order " + o.Number
	}
	return fmt.Sprintf("Order %s (%d)", o.Number, try)
}

// pressJob is what the printer is told of an order.
func (o Order) pressJob(try int, m Media, imposed bool) PressJob {
	return PressJob{Name: o.jobName(try), Title: "Order " + o.Number, Media: m, Sheet: imposed}
}
