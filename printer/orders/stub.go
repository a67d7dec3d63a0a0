package orders

import "context"

type live struct{}

// Argon2 is the cost of a password hash.
type Argon2 struct {
	MemoryKiB, Passes uint32
	Lanes             uint8
}

// SignUp opens an account for the (anonymous) customer, who keeps id, orders and connection. *Refusal or ErrTaken otherwise.
func (s *Shop) SignUp(ctx context.Context, customer, email, name, password string) (Customer, error) {
	panic("unfinished")
}

// SignIn finds an account by e-mail and password, or ErrWrongPassword. What the anonymous customer of this browser
// ("" if none) ordered and connected before goes to the account.
func (s *Shop) SignIn(ctx context.Context, anonymous, email, password string) (Customer, error) {
	panic("unfinished")
}

// KeepRequestToken remembers a Request Token of this browser session until its callback.
func (s *Shop) KeepRequestToken(ctx context.Context, t PendingToken) error { panic("unfinished") }

// TakeRequestToken gives it back once, to the same browser session, within half an hour; ErrNotFound otherwise.
func (s *Shop) TakeRequestToken(ctx context.Context, browser, token string) (PendingToken, error) {
	panic("unfinished")
}

// Connect keeps an Access Token as the customer's only live Connection and resumes the orders that waited for it.
func (s *Shop) Connect(ctx context.Context, customer string, a Access) (Connection, error) {
	panic("unfinished")
}

// Connection gives the customer's live Connection, or ErrNotConnected.
func (s *Shop) Connection(ctx context.Context, customer string) (Connection, error) {
	panic("unfinished")
}

// Disconnect forgets the customer's live Connection and revokes its token at the Service Provider, if it answers.
func (s *Shop) Disconnect(ctx context.Context, customer string) error { panic("unfinished") }

// Albums lists the albums the customer's token may see. ErrNotConnected, ErrRevoked (the Connection is closed then), *Unavailable …
func (s *Shop) Albums(ctx context.Context, customer string) ([]Album, error) { panic("unfinished") }

// Album gives a page of an album; after is "" or the AlbumPage.Next before.
func (s *Shop) Album(ctx context.Context, customer, id, after string) (AlbumPage, error) {
	panic("unfinished")
}

// Picture gives a photo's Thumb or Medium through the customer's token, cached.
func (s *Shop) Picture(ctx context.Context, customer, photo string, size Size) (Picture, error) {
	panic("unfinished")
}

// Quote checks a choice and says what it costs.
func (s *Shop) Quote(c Choice) (Cents, error) { panic("unfinished") }

// Place accepts an order. A Key the customer used before gives the order it placed then. *Refusal, ErrNotConnected.
func (s *Shop) Place(ctx context.Context, customer string, c Choice) (Order, error) {
	panic("unfinished")
}

// OpenPDF opens the print file of a ready order of the customer's own; ErrNotFound otherwise.
func (s *Shop) OpenPDF(ctx context.Context, customer, id string) (*PDF, error) { panic("unfinished") }

// Watch sends the order now and after each change, until ctx ends. A slow reader misses states, never the last one.
func (s *Shop) Watch(ctx context.Context, customer, id string) (<-chan Order, error) {
	panic("unfinished")
}

// Resume puts the customer's orders that needed permission back to work with the live Connection, if it is of the
// same User; Connect does it by itself. It returns how many.
func (s *Shop) Resume(ctx context.Context, customer string) (int, error) { panic("unfinished") }

// Run works on the queue until ctx ends.
func (s *Shop) Run(ctx context.Context) error { panic("unfinished") }
