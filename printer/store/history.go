package store

import (
	"context"
	"fmt"
	"strings"

	"example.net/oauth1/printer/orders"
)

// history bounds a customer's list.
const history = 200

// Orders implements orders.Store.
func (s *Store) Orders(ctx context.Context, customer string, f orders.Filter) ([]orders.Order, error) {
	list, err := s.list(ctx, customer, f)
	if err != nil {
		return nil, fmt.Errorf("listing a customer's orders: %w", err)
	}
	return list, nil
}

// counted adds up an order's photos.
const counted = `SELECT order_id, COUNT(*) AS photos,
		SUM(CASE WHEN state = 'fetched' THEN 1 ELSE 0 END) AS fetched,
		SUM(CASE WHEN state = 'missing' THEN 1 ELSE 0 END) AS gone,
		SUM(CASE WHEN state = 'fetched' THEN bytes ELSE 0 END) AS arrived,
		SUM(CASE WHEN state = 'missing' THEN 0 ELSE copies END) AS printed
	FROM items WHERE order_id IN (SELECT id FROM chosen) GROUP BY order_id`

func (s *Store) list(ctx context.Context, customer string, f orders.Filter) (list []orders.Order, err error) {
	if f.Limit < 1 || f.Limit > history {
		f.Limit = history
	}
	rows, err := s.db.Read().QueryContext(ctx, `WITH chosen AS (SELECT * FROM orders o WHERE customer = $1`+where(f)+`
			ORDER BY placed DESC, id DESC LIMIT $2 OFFSET $3)
		SELECT `+orderColumns+`, photos, fetched, gone, arrived, printed
		FROM chosen JOIN (`+counted+`) i ON i.order_id = chosen.id ORDER BY placed DESC, id DESC`,
		customer, f.Limit, max(f.Offset, 0), like(f.Text))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p orders.Progress
		var copies int64
		o, err := scanOrder(rows, &p.Photos, &p.Fetched, &p.Missing, &p.Bytes, &copies)
		if err != nil {
			return nil, err
		}
		o.Progress, o.Price = p, o.UnitPrice*orders.Cents(copies)
		list = append(list, o)
	}
	return list, rows.Err()
}

// where says what of a filter is not about everything. $4 is the text.
func where(f orders.Filter) (condition string) {
	if states := f.Show.States(); states != nil {
		condition += " AND state IN (" + words(states) + ")"
	}
	return condition + ` AND ($4 = '%' OR LOWER(number) LIKE $4 ESCAPE '!' OR LOWER(album_title) LIKE $4 ESCAPE '!'
		OR EXISTS (SELECT 1 FROM items i WHERE i.order_id = o.id AND (LOWER(i.title) LIKE $4 ESCAPE '!' OR LOWER(i.file) LIKE $4 ESCAPE '!')))`
}

// like makes a pattern of what somebody looks for.
func like(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(strings.TrimSpace(text))) + "%"
}
