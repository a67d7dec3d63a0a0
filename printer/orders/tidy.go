package orders

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// tidy makes the folders and removes what a crash left behind: half-written files, originals of orders that have ended,
// and everything of cancelled ones.
func (s *Shop) tidy(ctx context.Context) error {
	for _, dir := range []string{"originals", "prints"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, dir), 0o700); err != nil {
			return err
		}
	}
	return errors.Join(s.removeHalves(), s.removeDone(ctx, func(Order) bool { return false }))
}

const (
	tidyEvery = time.Hour
	// inHand is how old a print file must be before nobody can be about to write down that an order needs it.
	inHand = time.Hour
)

// keepTidy removes now and then what nobody needs any more, until ctx ends.
func (s *Shop) keepTidy(ctx context.Context) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for err := s.sweep(ctx); ; err = errors.Join(s.sweep(ctx), s.removeDone(ctx, s.elsewhere)) {
		if err != nil && ctx.Err() == nil {
			s.log().WarnContext(ctx, "tidying up", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// sweep removes print files from the Shelf that no order needs, such as of an order that was cancelled while the Shelf was
// out of reach, or of a replica that died before the order knew of its file.
func (s *Shop) sweep(ctx context.Context) error {
	done, err := s.Store.Alone(ctx, "sweeping the shelf")
	if err != nil {
		return err
	}
	defer done()
	return s.Shelf.Older(ctx, inHand, func(names []string) error {
		unneeded, err := s.Store.Unneeded(ctx, names)
		if err != nil {
			return err
		}
		for _, name := range unneeded {
			if err := s.Shelf.Remove(ctx, name); err != nil {
				return err
			}
			s.log().InfoContext(ctx, "removed a print file that no order needs", "name", name)
		}
		return nil
	})
}

func (s *Shop) removeHalves() error {
	for _, pattern := range []string{"originals/*/*.part", "prints/*.part"} {
		halves, err := filepath.Glob(filepath.Join(s.Dir, pattern))
		if err != nil {
			return err
		}
		for _, half := range halves {
			if err := os.Remove(half); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeDone removes the originals of orders that have ended, and of those that are in the way.
func (s *Shop) removeDone(ctx context.Context, inTheWay func(Order) bool) error {
	left, err := os.ReadDir(filepath.Join(s.Dir, "originals"))
	if err != nil {
		return err
	}
	for _, entry := range left {
		o, err := s.Store.Order(ctx, entry.Name())
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		switch {
		case err == nil && o.State == Cancelled:
			err = s.discard(ctx, o)
		case err != nil || o.State.Done() || inTheWay(o):
			err = os.RemoveAll(s.originals(entry.Name()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// elsewhere reports that another replica has fetched for an order since.
func (s *Shop) elsewhere(o Order) bool {
	return s.Replicas != nil && o.Home != "" && o.Home != s.Replicas.Name()
}
