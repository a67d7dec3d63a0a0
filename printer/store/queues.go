package store

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/printer/orders"
)

// Queue is the orders in one state.
type Queue struct {
	Count  int
	Oldest time.Time // when the oldest of them was placed
}

// Queues are the orders to which something is still to happen, by their state. Each of its parts is one index.
func (s *Store) Queues(ctx context.Context) (map[orders.State]Queue, error) {
	const count = `SELECT state, count(*), min(placed) FROM orders WHERE `
	rows, err := s.db.Read().QueryContext(ctx, count+`state IN (`+words(orders.Working())+`) GROUP BY state
		UNION ALL `+count+`state = 'printing' GROUP BY state
		UNION ALL `+count+`state = 'needs_permission' GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("counting orders: %w", err)
	}
	defer rows.Close()
	queues := map[orders.State]Queue{}
	for rows.Next() {
		var state orders.State
		var q Queue
		var oldest int64
		if err := rows.Scan(&state, &q.Count, &oldest); err != nil {
			return nil, err
		}
		q.Oldest = fromMicro(oldest)
		queues[state] = q
	}
	return queues, rows.Err()
}
