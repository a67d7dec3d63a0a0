package orders

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// fetchAll brings every wanted photo into the shop, several at once. Each is kept for itself, so that after any
// interruption only the others are fetched. It returns the first error that is not about one photo alone, and the print file
// that has grown meanwhile, if there is one.
func (s *Shop) fetchAll(ctx context.Context, o *Order) (begun *draft, err error) {
	wanted, err := s.wanted(ctx, o)
	if err != nil || len(wanted) == 0 {
		return nil, err
	}
	if o.State != Fetching {
		if err := s.move(ctx, o, Fetching); err != nil {
			return nil, err
		}
	}
	c, err := s.connection(ctx, *o)
	if err != nil {
		return nil, err
	}
	if err := s.describe(ctx, o, c); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.originals(o.ID), 0o700); err != nil {
		return nil, err
	}
	begun = s.draft(ctx, *o, len(wanted))
	news := &news{Shop: s, order: o.ID, lease: o.Lease}
	err = s.each(ctx, wanted, func(ctx context.Context, i int) error {
		defer func() { begun.tell(i, o.Items[i]) }()
		return s.fetch(ctx, *o, c, &o.Items[i], news)
	})
	o.Count()
	return begun, errors.Join(news.keep(context.WithoutCancel(ctx), 0), err)
}

// wanted lists the items still to be fetched, among them fetched ones whose file is gone. What another run of the program
// has fetched is read and compared: originals are not forced to the disk one by one, and the power may have failed.
func (s *Shop) wanted(ctx context.Context, o *Order) (list []int, err error) {
	var lost []Item
	known := s.live.visit(o.ID)
	for i := range o.Items {
		it := &o.Items[i]
		if it.State == Fetched && !(s.stands(o.ID, *it) && (known || s.arrived(o.ID, it))) {
			it.State = Wanted
			lost = append(lost, *it)
		}
		if it.State == Wanted {
			list = append(list, i)
		}
	}
	o.Count()
	if len(lost) > 0 {
		err = s.saveItems(ctx, o.ID, o.Lease, lost)
	}
	return list, err
}

func (s *Shop) stands(order string, it Item) bool {
	info, err := os.Stat(s.original(order, it.Photo))
	return err == nil && info.Size() == it.Bytes
}

// connection gives the order's Connection, or ErrNotConnected if it is closed.
func (s *Shop) connection(ctx context.Context, o Order) (Connection, error) {
	c, err := s.Store.Connection(ctx, o.Connection)
	if err == nil && c.State == Closed {
		err = ErrNotConnected
	}
	return c, err
}

// each runs do for every item, as many at once as the shop fetches in all; the first error stops the rest.
func (s *Shop) each(ctx context.Context, list []int, do func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	for _, i := range list {
		if !s.slot(ctx) {
			break
		}
		running.Go(func() {
			defer func() { <-s.live.fetching }()
			if err := do(ctx, i); err != nil {
				cancel(err)
			}
		})
	}
	running.Wait()
	return context.Cause(ctx)
}

// slot waits for the right to fetch; false if ctx ended before.
func (s *Shop) slot(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case s.live.fetching <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// describe reads the records of the chosen photos from their albums, many with one request; what it does not find there
// is asked for one by one later, and so is what is alone in its album.
func (s *Shop) describe(ctx context.Context, o *Order, c Connection) error {
	albums := map[string]map[string][]*Item{}
	for i := range o.Items {
		if it := &o.Items[i]; it.State == Wanted && it.File == "" && it.Album != "" {
			if albums[it.Album] == nil {
				albums[it.Album] = map[string][]*Item{}
			}
			albums[it.Album][it.Photo] = append(albums[it.Album][it.Photo], it)
		}
	}
	for album, wanted := range albums {
		if len(wanted) == 1 {
			continue
		}
		if err := s.describeAlbum(ctx, o, c, album, wanted); err != nil {
			return err
		}
	}
	return nil
}

// describeAlbum reads as many pages of an album as an order may need, and keeps what it learns.
func (s *Shop) describeAlbum(ctx context.Context, o *Order, c Connection, album string, wanted map[string][]*Item) error {
	var found []Item
	for page, after := 0, ""; len(wanted) > 0 && page <= len(o.Items)/25; page++ {
		p, err := s.Provider.Album(ctx, c, album, after)
		if errors.Is(err, ErrNotFound) {
			break // the photos may have moved
		}
		if err != nil {
			return err
		}
		for _, photo := range p.Photos {
			for _, it := range wanted[photo.ID] {
				it.describe(photo)
				found = append(found, *it)
			}
			delete(wanted, photo.ID)
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if len(found) == 0 {
		return nil
	}
	defer s.changed(ctx, o.ID)
	return s.saveItems(ctx, o.ID, o.Lease, found)
}

func (s *Shop) saveItems(ctx context.Context, order, lease string, items []Item) error {
	saved, err := s.Store.SaveItems(ctx, order, lease, items, s.now())
	if err == nil && !saved {
		err = errMoved
	}
	return err
}

func (it *Item) describe(p Photo) {
	it.File, it.Title, it.ContentType, it.SHA256 = p.File, p.Title, p.ContentType, p.SHA256
	it.Bytes, it.Width, it.Height = p.Bytes, p.Width, p.Height
}

// fetch brings one photo, or finds out that it cannot be printed and says why.
func (s *Shop) fetch(ctx context.Context, o Order, c Connection, it *Item, news *news) error {
	err := s.bring(ctx, o.ID, c, it)
	var refusal *Refusal
	switch {
	case err == nil:
		it.State, it.Reason = Fetched, ""
	case errors.Is(err, ErrNotFound):
		it.State, it.Reason = Missing, "This photo is no longer there, or no longer shared with us."
	case errors.As(err, &refusal):
		it.State, it.Reason = Missing, "This photo cannot be printed: "+refusal.Sentence+"."
	default:
		return fmt.Errorf("fetching photo %s: %w", it.Photo, err)
	}
	return news.add(ctx, *it)
}
