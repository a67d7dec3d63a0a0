package orders

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
)

const (
	maxCopies = 99
	maxKey    = 64
	maxID     = 200
)

// Quote checks a choice and says what it costs.
func (s *Shop) Quote(c Choice) (Cents, error) {
	paper, ok := PaperByID(c.Paper)
	if !ok {
		return 0, refuse("Please choose a paper that we have.")
	}
	if _, ok := FinishByID(c.Finish); !ok {
		return 0, refuse("Please choose a finish that we have.")
	}
	switch c.Fit {
	case "", FitWhole, FitFill, FitBorder:
	default:
		return 0, refuse("Please choose how the photo fills the paper.")
	}
	if c.Copies < 1 || c.Copies > maxCopies {
		return 0, refuse("Please choose 1 to %d copies.", maxCopies)
	}
	n, err := s.checkPhotos(c.Photos)
	return paper.PriceFor(n*c.Copies) * Cents(n*c.Copies), err
}

// most is how many photos one order may have, and a basket.
func (s *Shop) most() int {
	if s.MaxPhotos > 0 {
		return s.MaxPhotos
	}
	return 500
}

// checkPhotos counts the different photos.
func (s *Shop) checkPhotos(photos []string) (int, error) {
	n, most := len(items(photos, 1)), s.most()
	if n == 0 {
		return 0, refuse("Please choose at least one photo.")
	}
	if n > most {
		return 0, refuse("An order takes at most %d photos; you chose %d.", most, n)
	}
	for _, id := range photos {
		if len(id) > maxID {
			return 0, refuse("One of these photos does not exist.")
		}
	}
	return n, nil
}

// items makes one Item of each different photo.
func items(photos []string, copies int) (list []Item) {
	seen := map[string]bool{"": true}
	for _, id := range photos {
		if !seen[id] {
			seen[id] = true
			list = append(list, Item{Position: len(list), Photo: id, Copies: copies, State: Wanted})
		}
	}
	return list
}

// Place accepts an order. A Key the customer used before gives the order it placed then. *Refusal, ErrNotConnected.
func (s *Shop) Place(ctx context.Context, customer string, c Choice) (Order, error) {
	if c.Key == "" || len(c.Key) > maxKey {
		return Order{}, refuse("This form has gone stale. Please choose again.")
	}
	if o, err := s.Store.OrderByKey(ctx, customer, c.Key); !errors.Is(err, ErrNotFound) {
		return o, err
	}
	if _, err := s.Quote(c); err != nil {
		return Order{}, err
	}
	connection, err := s.Store.LiveConnection(ctx, customer)
	if err != nil {
		return Order{}, err
	}
	// Of two clicks at once the store lets one win; the other gets the same order.
	o, created, err := s.Store.CreateOrder(ctx, s.newOrder(connection, c))
	if created {
		s.log().InfoContext(ctx, "order placed", "order", o.ID, "number", o.Number, "photos", len(o.Items))
		s.offer(ctx)
	}
	return o, err
}

func (s *Shop) newOrder(connection Connection, c Choice) Order {
	paper, _ := PaperByID(c.Paper)
	o := s.emptyOrder(connection, c.Key)
	o.Album, o.AlbumTitle, o.Paper, o.Finish, o.Copies = c.Album, c.AlbumTitle, c.Paper, c.Finish, c.Copies
	o.Fit = cmp.Or(c.Fit, FitWhole)
	o.Items = items(c.Photos, c.Copies)
	for i := range o.Items {
		o.Items[i].Album, o.Items[i].Fit = o.Album, o.Fit
	}
	o.UnitPrice = paper.PriceFor(len(o.Items) * o.Copies)
	o.Count()
	return o
}

// newNumber makes a number that can be read out over a telephone: "K7QM-3XWD".
func newNumber() string {
	const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ" // no 0 O, no 1 I L
	raw := make([]byte, 16)
	rand.Read(raw)
	b := make([]byte, 0, 9)
	for i := 0; i < len(raw); i += 2 {
		if len(b) == 4 {
			b = append(b, '-')
		}
		b = append(b, letters[int(binary.BigEndian.Uint16(raw[i:]))%len(letters)])
	}
	return string(b)
}
