package orders

import (
	"context"
	"errors"
	"slices"
)

// Again orders the same once more: the same photos, papers and crops at today's price, fetched again with the present
// token. A key that was used before gives the order it made then. *Refusal, ErrNotConnected, ErrNotFound.
func (s *Shop) Again(ctx context.Context, customer, id, key string) (Order, error) {
	if key == "" || len(key) > maxKey {
		return Order{}, refuse("This form has gone stale. Please try again.")
	}
	if o, err := s.Store.OrderByKey(ctx, customer, key); !errors.Is(err, ErrNotFound) {
		return o, err
	}
	old, err := s.Order(ctx, customer, id)
	if err != nil {
		return Order{}, err
	}
	connection, err := s.sameUser(ctx, customer, old)
	if err != nil {
		return Order{}, err
	}
	paper, ok := PaperByID(old.Paper)
	if !ok {
		return Order{}, refuse("We do not have that paper any more. Please choose again.")
	}
	o, created, err := s.Store.CreateOrder(ctx, s.copyOf(old, connection, paper, key))
	if created {
		s.log().InfoContext(ctx, "order placed again", "order", o.ID, "number", o.Number, "like", old.Number)
		s.offer(ctx)
	}
	return o, err
}

// sameUser gives the live Connection if it is of the User whose photos were ordered.
func (s *Shop) sameUser(ctx context.Context, customer string, old Order) (Connection, error) {
	live, err := s.Store.LiveConnection(ctx, customer)
	if err != nil {
		return live, err
	}
	then, err := s.Store.Connection(ctx, old.Connection)
	if err == nil && then.UserID != live.UserID {
		err = refuse("These are photos of %s, and you are connected as %s. Connect as %s first.", then.ScreenName, live.ScreenName, then.ScreenName)
	}
	return live, err
}

func (s *Shop) copyOf(old Order, connection Connection, paper Paper, key string) Order {
	o := s.emptyOrder(connection, key)
	o.Album, o.AlbumTitle, o.Paper, o.Finish, o.Fit, o.Copies = old.Album, old.AlbumTitle, old.Paper, old.Finish, old.Fit, old.Copies
	prints := 0
	for _, it := range old.Items {
		prints += it.Copies
		o.Items = append(o.Items, Item{Position: it.Position, Photo: it.Photo, Album: it.Album, Copies: it.Copies,
			State: Wanted, Fit: it.Fit, Crop: it.Crop, Title: it.Title, Width: it.Width, Height: it.Height})
	}
	o.UnitPrice = paper.PriceFor(prints)
	o.Count()
	return o
}

// BasketAgain puts what was ordered into the basket, to be changed before it is ordered once more.
func (s *Shop) BasketAgain(ctx context.Context, customer, id string) error {
	o, err := s.Order(ctx, customer, id)
	if err != nil {
		return err
	}
	_, err = s.ChangeBasket(ctx, customer, func(b *Basket) error {
		for _, it := range slices.Clone(o.Items) {
			b.add(BasketItem{Photo: it.Photo, Album: it.Album, AlbumTitle: o.AlbumTitle, File: it.File, Title: it.Title,
				Width: it.Width, Height: it.Height,
				Look: Look{Paper: o.Paper, Finish: o.Finish, Fit: it.Fit, Crop: it.Crop, Copies: it.Copies}})
		}
		return nil
	})
	return err
}
