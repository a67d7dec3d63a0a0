package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

const basketColumns = `id, position, photo, album, album_title, file, title, alt, width, height, paper, finish, fit,
	crop_x, crop_y, zoom, turn, across, copies`

// readBasket reads a customer's basket from rows of basketColumns.
func readBasket(customer string, rows *sql.Rows) (orders.Basket, error) {
	defer rows.Close()
	b := orders.Basket{Customer: customer}
	for rows.Next() {
		var it orders.BasketItem
		if err := rows.Scan(&it.ID, &it.Position, &it.Photo, &it.Album, &it.AlbumTitle, &it.File, &it.Title, &it.Alt, &it.Width,
			&it.Height, &it.Paper, &it.Finish, &it.Fit, &it.Crop.X, &it.Crop.Y, &it.Crop.Zoom, &it.Crop.Turn, &it.Crop.Across,
			&it.Copies); err != nil {
			return b, err
		}
		b.Items = append(b.Items, it)
	}
	return b, rows.Err()
}

const selectBasket = "SELECT " + basketColumns + " FROM basket_items WHERE customer = $1 ORDER BY position, id"

// Basket implements orders.Store.
func (s *Store) Basket(ctx context.Context, customer string) (orders.Basket, error) {
	rows, err := s.db.Read().QueryContext(ctx, selectBasket, customer)
	if err != nil {
		return orders.Basket{}, fmt.Errorf("reading a basket: %w", err)
	}
	b, err := readBasket(customer, rows)
	if err != nil {
		err = fmt.Errorf("reading a basket: %w", err)
	}
	return b, err
}

// BasketSize implements orders.Store.
func (s *Store) BasketSize(ctx context.Context, customer string) (n int, err error) {
	err = s.db.Read().QueryRowContext(ctx, "SELECT COUNT(*) FROM basket_items WHERE customer = $1", customer).Scan(&n)
	if err != nil {
		err = fmt.Errorf("counting a basket: %w", err)
	}
	return n, err
}

func basketIn(tx *sqldb.Tx, customer string) (orders.Basket, error) {
	rows, err := tx.Query(selectBasket, customer)
	if err != nil {
		return orders.Basket{}, err
	}
	return readBasket(customer, rows)
}

// ChangeBasket implements orders.Store.
func (s *Store) ChangeBasket(ctx context.Context, customer string, change func(*orders.Basket) error) (b orders.Basket, err error) {
	var refused error // by change, which is not the database's fault
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		refused = nil
		before, err := basketIn(tx, customer)
		if err != nil {
			return err
		}
		b = orders.Basket{Customer: customer, Items: slices.Clone(before.Items)}
		if refused = change(&b); refused != nil {
			return nil
		}
		return keepBasket(tx, before, b)
	})
	if err != nil {
		return orders.Basket{}, fmt.Errorf("changing a basket: %w", err)
	}
	return b, refused
}

// keepBasket writes what differs.
func keepBasket(tx *sqldb.Tx, before, after orders.Basket) error {
	for _, it := range before.Items {
		if after.Find(it.ID) == nil {
			if _, err := tx.Exec("DELETE FROM basket_items WHERE id = $1 AND customer = $2", it.ID, after.Customer); err != nil {
				return err
			}
		}
	}
	for _, it := range after.Items {
		if old := before.Find(it.ID); old != nil && *old == it {
			continue
		}
		_, err := tx.Exec(`INSERT INTO basket_items (customer, `+basketColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
			ON CONFLICT (id) DO UPDATE SET paper = excluded.paper, finish = excluded.finish, fit = excluded.fit,
				crop_x = excluded.crop_x, crop_y = excluded.crop_y, zoom = excluded.zoom, turn = excluded.turn,
				across = excluded.across, copies = excluded.copies WHERE basket_items.customer = excluded.customer`,
			after.Customer, it.ID, it.Position, it.Photo, it.Album, it.AlbumTitle, it.File, it.Title, it.Alt, it.Width, it.Height,
			it.Paper, it.Finish, it.Fit, it.Crop.X, it.Crop.Y, it.Crop.Zoom, it.Crop.Turn, it.Crop.Across, it.Copies)
		if err != nil {
			return err
		}
	}
	return nil
}

// Checkout implements orders.Store.
func (s *Store) Checkout(ctx context.Context, customer, key string, build func(orders.Basket) ([]orders.Order, error)) ([]orders.Order, bool, error) {
	created := false
	var refused error
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		var before int
		if err := tx.QueryRow("SELECT COUNT(*) FROM orders WHERE customer = $1 AND checkout = $2", customer, key).Scan(&before); err != nil {
			return err
		}
		created, refused = false, nil
		if before > 0 {
			return nil
		}
		created, refused, err = checkout(tx, customer, build)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("turning a basket into orders: %w", err)
	}
	if refused != nil {
		return nil, false, refused
	}
	list, err := s.checkedOut(ctx, customer, key)
	return list, created, err
}

func checkout(tx *sqldb.Tx, customer string, build func(orders.Basket) ([]orders.Order, error)) (created bool, refused, err error) {
	b, err := basketIn(tx, customer)
	if err != nil {
		return false, nil, err
	}
	list, refused := build(b)
	if refused != nil {
		return false, refused, nil
	}
	for _, o := range list {
		if _, err := insertOrder(tx, o); err != nil {
			return false, nil, err
		}
	}
	_, err = tx.Exec("DELETE FROM basket_items WHERE customer = $1", customer)
	return err == nil, nil, err
}

// checkedOut reads the orders that one basket became, in the order of its papers.
func (s *Store) checkedOut(ctx context.Context, customer, key string) (list []orders.Order, err error) {
	rows, err := s.db.Read().QueryContext(ctx, "SELECT id FROM orders WHERE customer = $1 AND checkout = $2 ORDER BY key", customer, key)
	if err != nil {
		return nil, err
	}
	ids, err := column(rows)
	for _, id := range ids {
		o, err := s.Order(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, err
}

// column reads rows of one column, and lets go of them.
func column(rows *sql.Rows) (list []string, err error) {
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}
