package store

import (
	"context"
	"encoding/json"
	"fmt"

	"example.net/oauth1/photos/gate"
)

var _ gate.FaultStore = (*Store)(nil)

// Faults implements [gate.FaultStore].
func (s *Store) Faults(ctx context.Context) (map[string]gate.Faults, error) {
	type row struct {
		consumer string
		faults   gate.Faults
	}
	rows, err := all(ctx, s, func(r scanner) (f row, err error) {
		var text string
		if err := r.Scan(&f.consumer, &text); err != nil {
			return f, err
		}
		return f, json.Unmarshal([]byte(text), &f.faults)
	}, `SELECT consumer, faults FROM faults`)
	if err != nil {
		return nil, fmt.Errorf("reading the sandbox: %w", err)
	}
	on := map[string]gate.Faults{}
	for _, row := range rows {
		on[row.consumer] = row.faults
	}
	return on, nil
}

// SaveFaults implements [gate.FaultStore].
func (s *Store) SaveFaults(ctx context.Context, consumer string, f gate.Faults) (err error) {
	if !f.Any() {
		_, err = s.db.Exec(ctx, `DELETE FROM faults WHERE consumer = $1`, consumer)
	} else if text, marshal := json.Marshal(f); marshal != nil {
		err = marshal
	} else {
		_, err = s.db.Exec(ctx, `INSERT INTO faults (consumer, faults) VALUES ($1, $2)
			ON CONFLICT (consumer) DO UPDATE SET faults = excluded.faults`, consumer, string(text))
	}
	if err != nil {
		return fmt.Errorf("switching the sandbox: %w", err)
	}
	return nil
}
