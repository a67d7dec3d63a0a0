package orders

import (
	"context"
	"errors"
)

// Albums lists the albums the customer's token may see. ErrNotConnected, ErrRevoked (the Connection is closed then), *Unavailable …
func (s *Shop) Albums(ctx context.Context, customer string) ([]Album, error) {
	return ask(ctx, s, customer, func(c Connection) ([]Album, error) { return s.Provider.Albums(ctx, c) })
}

// Album gives a page of an album; after is "" or the AlbumPage.Next before.
func (s *Shop) Album(ctx context.Context, customer, id, after string) (AlbumPage, error) {
	return ask(ctx, s, customer, func(c Connection) (AlbumPage, error) { return s.Provider.Album(ctx, c, id, after) })
}

// Picture gives a photo's Thumb or Medium through the customer's token, cached.
func (s *Shop) Picture(ctx context.Context, customer, photo string, size Size) (Picture, error) {
	if size != Thumb && size != Medium {
		return Picture{}, ErrNotFound
	}
	return ask(ctx, s, customer, func(c Connection) (Picture, error) { return s.Provider.Picture(ctx, c, photo, size) })
}

// ask uses the customer's live Connection, and closes it when its token turns out to be revoked.
func ask[T any](ctx context.Context, s *Shop, customer string, question func(Connection) (T, error)) (T, error) {
	c, err := s.Store.LiveConnection(ctx, customer)
	if err != nil {
		var none T
		return none, err
	}
	answer, err := question(c)
	if errors.Is(err, ErrRevoked) {
		err = errors.Join(err, s.revoked(ctx, c))
	}
	return answer, err
}
