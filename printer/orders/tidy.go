package orders

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// tidy makes the folders and removes what a crash left behind: half-written files, originals of orders that have ended,
// and everything of cancelled ones.
func (s *Shop) tidy(ctx context.Context) error {
	for _, dir := range []string{"originals", "prints"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, dir), 0o700); err != nil {
			return err
		}
	}
	return errors.Join(s.removeHalves(), s.removeDone(ctx))
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

func (s *Shop) removeDone(ctx context.Context) error {
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
		case err != nil || o.State.Done():
			err = os.RemoveAll(s.originals(entry.Name()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
