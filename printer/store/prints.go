package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Unneeded implements orders.Store.
func (s *Store) Unneeded(ctx context.Context, names []string) (list []string, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(names)), make([]any, len(names))
	for i, name := range names {
		marks[i], args[i] = fmt.Sprint("$", i+1), name
	}
	rows, err := s.db.Read().QueryContext(ctx, "SELECT pdf FROM orders WHERE pdf IN ("+strings.Join(marks, ", ")+
		") AND state NOT IN ('cancelled', 'failed')", args...)
	if err != nil {
		return nil, fmt.Errorf("looking which print files are needed: %w", err)
	}
	needed, err := column(rows)
	if err != nil {
		return nil, fmt.Errorf("looking which print files are needed: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(needed, name) }), nil
}

// Alone implements orders.Store.
func (s *Store) Alone(ctx context.Context, what string) (done func(), err error) {
	return s.db.Lock(ctx, what)
}
