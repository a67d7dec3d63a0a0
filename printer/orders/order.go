package orders

import "time"

// State is where an order is on its way.
//
//	placed → fetching → composing → ready
//	            │  ↑
//	            ├──┴─ waiting            the Service Provider is down; goes on by itself
//	            ├──── needs_permission   the token was revoked; goes on after connecting again
//	            └──── failed             no photo of it can be printed
//
// In a shop with a printer of its own it goes on (see PrintStep for what may happen there):
//
//	composing → printing → printed
//
// Until its print file stands (see Cancellable) the customer may make it cancelled.
type State string

// The states of an order.
const (
	Placed          State = "placed"
	Fetching        State = "fetching"
	Composing       State = "composing"
	Ready           State = "ready"
	Printing        State = "printing" // its print file stands, and is for the shop's own printer
	Printed         State = "printed"  // it is on paper
	Waiting         State = "waiting"
	NeedsPermission State = "needs_permission"
	Failed          State = "failed"
	Cancelled       State = "cancelled" // by the customer, before it was ready; its files are gone
)

// Done reports that nothing more will happen to the order.
func (s State) Done() bool { return s == Ready || s == Printed || s == Failed || s == Cancelled }

// Working are the states that the worker acts on.
func Working() []State { return []State{Placed, Fetching, Composing, Waiting} }

// NeedsToken are the working states in which the Access Token is still needed.
func NeedsToken() []State { return []State{Placed, Fetching, Waiting} }

// ItemState is what became of one photo of an order.
type ItemState string

// The states of an Item.
const (
	Wanted  ItemState = "wanted"
	Fetched ItemState = "fetched"
	Missing ItemState = "missing" // it cannot be printed; Reason says why
)

// Fit says how a photo fills its paper.
type Fit string

// The ways to fill a paper.
const (
	FitWhole  Fit = "fit"    // the whole photo, as large as it goes
	FitFill   Fit = "fill"   // the whole paper, the photo cropped in the middle
	FitBorder Fit = "border" // the whole photo inside a white border
)

// An Item is one photo of an order.
type Item struct {
	Position int    // 0, 1, 2 … in the order of choosing
	Photo    string // its id at the Service Provider
	Album    string // where it was chosen; may be empty
	Copies   int
	Fit      Fit
	Crop     Crop
	State    ItemState
	Reason   string // a sentence, when Missing
	// From the Service Provider's record of the photo; empty until the worker has read it.
	File, Title, ContentType, SHA256 string
	Bytes                            int64
	Width, Height                    int
}

// Progress counts photos, not copies.
type Progress struct {
	Photos, Fetched, Missing int
	Bytes                    int64 // fetched so far
}

// An Order is what a customer asked to have printed.
type Order struct {
	ID, Number           string // Number is for people: "K7QM-3XWD"
	Customer, Connection string
	Key                  string // the idempotency key: once per customer
	Checkout             string // Basket.Key, the same in all orders that one basket became; may be empty
	Album, AlbumTitle    string // where the photos were chosen; may be empty
	Paper, Finish        string
	Fit                  Fit // of each photo, "" if they differ
	Copies               int // of each photo, 0 if they differ
	State                State
	Reason               string // a sentence for the customer, in waiting, needs_permission and failed
	Items                []Item // nil in lists
	Progress             Progress
	Price                Cents  // of what is printed: a missing photo costs nothing
	UnitPrice            Cents  // of one copy, as it was when the order was placed
	Bytes                int64  // of the PDF, once ready
	PDF                  string // its name on the Shelf; "" before there is one
	Lease                string // of the worker that has it in hand; "" for anybody else, and where one process serves alone
	Home                 string // the replica that fetched last for it, whose folder has its originals
	Attempts             int    // tries since anything last succeeded
	NextTry              time.Time
	Placed, Updated      time.Time
}

// Prints counts copies, without those of what is missing.
func (o Order) Prints() (n int) {
	for _, it := range o.Items {
		if it.State != Missing {
			n += it.Copies
		}
	}
	return n
}

// Count brings Progress and Price up to date with Items.
func (o *Order) Count() {
	o.Progress, o.Price = Progress{Photos: len(o.Items)}, 0
	for _, it := range o.Items {
		switch it.State {
		case Fetched:
			o.Progress.Fetched++
			o.Progress.Bytes += it.Bytes
		case Missing:
			o.Progress.Missing++
			continue
		}
		o.Price += o.UnitPrice * Cents(it.Copies)
	}
}
