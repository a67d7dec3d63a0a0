package orders

import (
	"context"
	"time"
)

// Store is what the shop must remember, with the atomicity it needs. printer/store implements it.
type Store interface {
	CreateCustomer(ctx context.Context, c Customer) error
	Customer(ctx context.Context, id string) (Customer, error)
	// OpenAccount gives an anonymous customer e-mail, name and password; ErrTaken if the address has an account.
	OpenAccount(ctx context.Context, c Customer, passwordHash string) error
	Account(ctx context.Context, email string) (c Customer, passwordHash string, err error)
	// Adopt moves an anonymous customer's orders and connections to an account; it leaves accounts alone.
	Adopt(ctx context.Context, anonymous, account string) error

	KeepRequestToken(ctx context.Context, t PendingToken) error
	// TakeRequestToken gives the token kept by the same browser since oldest, once; later ErrAnswered or ErrTooLate;
	// ErrNotFound to anybody else.
	TakeRequestToken(ctx context.Context, browser, token string, oldest time.Time) (PendingToken, error)

	// Connect makes c its customer's only live Connection, and resumes as Resume does, in one transaction.
	Connect(ctx context.Context, c Connection) (resumed int, err error)
	// Resume moves the customer's unfinished orders of the same User to c; those that needed permission are placed
	// again, those that wait are due at once. It returns how many those two were.
	Resume(ctx context.Context, c Connection, now time.Time) (resumed int, err error)
	LiveConnection(ctx context.Context, customer string) (Connection, error) // ErrNotConnected
	Connection(ctx context.Context, id string) (Connection, error)
	// CloseConnection wipes its credentials; its orders in a state of NeedsToken need permission, for that reason.
	CloseConnection(ctx context.Context, id, reason string, now time.Time) error

	// Renewed keeps the successor of a Connection's token, unless another one was kept before or it is closed.
	Renewed(ctx context.Context, c Connection) (kept bool, err error)

	Signing(ctx context.Context, customer string) (Signing, error) // the zero value if nothing was chosen
	SaveSigning(ctx context.Context, customer string, choice Signing) error

	// CreateOrder stores a new order, or gives the one its customer placed with the same Key before.
	CreateOrder(ctx context.Context, o Order) (Order, bool, error)
	Order(ctx context.Context, id string) (Order, error)
	OrderByKey(ctx context.Context, customer, key string) (Order, error)
	Orders(ctx context.Context, customer string, f Filter) ([]Order, error) // newest first, without Items
	// Due lists orders in a working state whose NextTry has come and that no other replica has in hand, oldest first, and
	// when to look again. Another replica's originals are a reason to leave an order to that one for a moment.
	Due(ctx context.Context, now time.Time) (ids []string, next time.Time, err error)
	// Move changes state, reason, attempts, next try and PDF, only if the state is still from and its Lease, if it has one,
	// still counts.
	Move(ctx context.Context, o Order, from State) (moved bool, err error)
	// Unneeded are those names of print files that no order needs.
	Unneeded(ctx context.Context, names []string) ([]string, error)
	// Alone waits until no other process does what has that name, until done is called.
	Alone(ctx context.Context, what string) (done func(), err error)
	PressStore
	LeaseStore
	// SaveItems keeps photos of an order; false if the lease, if there is one, counts no more.
	SaveItems(ctx context.Context, order, lease string, items []Item, now time.Time) (saved bool, err error)
	// Cancel moves an order of the customer's own to Cancelled, only from a state of Cancellable, for that reason.
	Cancel(ctx context.Context, customer, id, reason string, now time.Time) (cancelled bool, err error)

	Basket(ctx context.Context, customer string) (Basket, error)  // without items if there is none
	BasketSize(ctx context.Context, customer string) (int, error) // how many items
	// ChangeBasket reads the basket, lets change edit it, and keeps it, in one transaction; change's error changes nothing.
	ChangeBasket(ctx context.Context, customer string, change func(*Basket) error) (Basket, error)
	// Checkout gives the orders that were made with this key before; otherwise it makes those that build says of the basket,
	// and empties that. One transaction.
	Checkout(ctx context.Context, customer, key string, build func(Basket) ([]Order, error)) (list []Order, created bool, err error)
}
