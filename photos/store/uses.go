package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"example.net/oauth1/internal/sqldb"
)

// uses collects how tokens are used, to be written now and then: a write for
// each request would be a high price for a line on a page.
type uses struct {
	mu     sync.Mutex
	tokens map[string]use
}

// use is what was not written yet about one token.
type use struct {
	last    time.Time
	address string
	count   int64
}

func (u *uses) note(token, address string, t time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.tokens == nil {
		u.tokens = map[string]use{}
	}
	u.tokens[token] = use{t, address, u.tokens[token].count + 1}
}

func (u *uses) take() map[string]use {
	u.mu.Lock()
	defer u.mu.Unlock()
	tokens := u.tokens
	u.tokens = nil
	return tokens
}

// NoteUse implements [gallery.Store].
func (s *Store) NoteUse(token, address string) { s.used.note(token, address, s.now()) }

// giveBack takes again what could not be written, under what came later.
func (u *uses) giveBack(tokens map[string]use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for token, later := range u.tokens {
		later.count += tokens[token].count
		tokens[token] = later
	}
	u.tokens = tokens
}

// flushUses writes in one order, in which processes do not wait for each other
// crosswise.
func (s *Store) flushUses(ctx context.Context) error {
	tokens := s.used.take()
	if len(tokens) == 0 {
		return nil
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, token := range slices.Sorted(maps.Keys(tokens)) {
			u := tokens[token]
			_, err := tx.Exec(`UPDATE access_tokens SET last_used = $2, last_address = $3, uses = uses + $4 WHERE token = $1`,
				token, micros(u.last), u.address, u.count)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.used.giveBack(tokens)
		return fmt.Errorf("noting how tokens were used: %w", err)
	}
	return nil
}
