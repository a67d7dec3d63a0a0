package orders

import (
	"context"
	"fmt"
)

// ErrBasketChanged says that the basket is no longer what the customer saw.
var ErrBasketChanged = &Refusal{Sentence: "Your basket has changed since you looked at it. Please look once more."}

// Checkout turns the basket into orders, one for each paper and finish, and empties it; all at once or not at all. key is
// Basket.Key as the customer saw it: used again, it gives the orders made then. *Refusal, ErrNotConnected.
func (s *Shop) Checkout(ctx context.Context, customer, key string) ([]Order, error) {
	if key == "" || len(key) > maxKey {
		return nil, refuse("This form has gone stale. Please choose again.")
	}
	connection, connected := s.Store.LiveConnection(ctx, customer)
	list, created, err := s.Store.Checkout(ctx, customer, key, func(b Basket) ([]Order, error) {
		if connected != nil {
			return nil, connected
		}
		if len(b.Items) == 0 {
			return nil, refuse("Your basket is empty.")
		}
		if b.Key() != key {
			return nil, ErrBasketChanged
		}
		if err := s.checkBasket(b); err != nil {
			return nil, err
		}
		return s.ordersOf(b, connection), nil
	})
	if created {
		for _, o := range list {
			s.log().InfoContext(ctx, "order placed", "order", o.ID, "number", o.Number, "photos", len(o.Items))
		}
		s.offer(ctx)
	}
	return list, err
}

func (s *Shop) ordersOf(b Basket, connection Connection) (list []Order) {
	key := b.Key()
	for i, g := range b.Groups() {
		o := s.emptyOrder(connection, fmt.Sprintf("%s-%02d", key, i))
		o.Checkout, o.Paper, o.Finish, o.UnitPrice = key, g.Paper.ID, g.Finish.ID, g.Unit
		o.Album, o.AlbumTitle = commonAlbum(g.Items)
		o.Fit, o.Copies = g.Items[0].Fit, g.Items[0].Copies
		for at, it := range g.Items {
			o.Items = append(o.Items, Item{Position: at, Photo: it.Photo, Album: it.Album, Copies: it.Copies, State: Wanted,
				Fit: it.Fit, Crop: it.Crop, Title: it.Title, Width: it.Width, Height: it.Height})
			if it.Fit != o.Fit {
				o.Fit = ""
			}
			if it.Copies != o.Copies {
				o.Copies = 0
			}
		}
		o.Count()
		list = append(list, o)
	}
	return list
}

// commonAlbum names the albums of an order: the one, or how many.
func commonAlbum(items []BasketItem) (id, title string) {
	albums := map[string]bool{}
	for _, it := range items {
		albums[it.Album] = true
	}
	if len(albums) > 1 {
		return "", plural(len(albums), "album")
	}
	return items[0].Album, items[0].AlbumTitle
}

// emptyOrder is what all new orders have in common.
func (s *Shop) emptyOrder(connection Connection, key string) Order {
	now := s.now()
	return Order{ID: newID(), Number: newNumber(), Customer: connection.Customer, Connection: connection.ID, Key: key,
		State: Placed, Placed: now, NextTry: now, Updated: now}
}
