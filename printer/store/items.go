package store

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

const itemColumns = `position, photo, copies, state, reason, file, title, content_type, sha256, bytes, width, height,
	album, fit, crop_x, crop_y, zoom, turn, across`

func insertItems(tx *sqldb.Tx, o orders.Order) error {
	for _, it := range o.Items {
		_, err := tx.Exec(`INSERT INTO items (order_id, `+itemColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`, o.ID, it.Position, it.Photo, it.Copies, it.State,
			it.Reason, it.File, it.Title, it.ContentType, it.SHA256, it.Bytes, it.Width, it.Height,
			it.Album, it.Fit, it.Crop.X, it.Crop.Y, it.Crop.Zoom, it.Crop.Turn, it.Crop.Across)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) items(ctx context.Context, order string) (list []orders.Item, err error) {
	rows, err := s.db.Read().QueryContext(ctx, "SELECT "+itemColumns+" FROM items WHERE order_id = $1 ORDER BY position", order)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var it orders.Item
		if err := rows.Scan(&it.Position, &it.Photo, &it.Copies, &it.State, &it.Reason, &it.File, &it.Title,
			&it.ContentType, &it.SHA256, &it.Bytes, &it.Width, &it.Height,
			&it.Album, &it.Fit, &it.Crop.X, &it.Crop.Y, &it.Crop.Zoom, &it.Crop.Turn, &it.Crop.Across); err != nil {
			return nil, err
		}
		list = append(list, it)
	}
	return list, rows.Err()
}

// SaveItems implements orders.Store.
func (s *Store) SaveItems(ctx context.Context, order, lease string, items []orders.Item, now time.Time) (saved bool, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := affected(tx.Exec("UPDATE orders SET updated = $1 WHERE id = $2 AND ($3 = '' OR worker = $3)", micro(now), order, lease))
		if saved = n == 1; err != nil || !saved {
			return err
		}
		for _, it := range items {
			_, err := tx.Exec(`UPDATE items SET state = $1, reason = $2, file = $3, title = $4, content_type = $5, sha256 = $6,
				bytes = $7, width = $8, height = $9 WHERE order_id = $10 AND position = $11`, it.State, it.Reason, it.File,
				it.Title, it.ContentType, it.SHA256, it.Bytes, it.Width, it.Height, order, it.Position)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("keeping photos of order %s: %w", order, err)
	}
	return saved, nil
}
