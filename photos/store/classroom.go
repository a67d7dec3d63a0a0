package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/classroom"
)

var _ classroom.Store = (*Store)(nil)

// AddWorkshop implements [classroom.Store].
func (s *Store) AddWorkshop(ctx context.Context, w classroom.Workshop) error {
	_, err := s.db.Exec(ctx, `INSERT INTO workshops (code, owner, name, created) VALUES ($1, $2, $3, $4)`, w.Code, w.Owner, w.Name, w.Created.UnixMicro())
	if err != nil {
		return fmt.Errorf("opening a workshop: %w", err)
	}
	return nil
}

func scanWorkshop(row scanner) (w classroom.Workshop, err error) {
	var created int64
	err = row.Scan(&w.Code, &w.Owner, &w.Name, &created)
	w.Created = time.UnixMicro(created).UTC()
	return w, err
}

// Workshop implements [classroom.Store].
func (s *Store) Workshop(ctx context.Context, code string) (classroom.Workshop, error) {
	w, err := one(ctx, s, scanWorkshop, `SELECT code, owner, name, created FROM workshops WHERE code = $1`, code)
	return w, notFound(err, "reading a workshop")
}

// Workshops implements [classroom.Store].
func (s *Store) Workshops(ctx context.Context, owner string) ([]classroom.Workshop, error) {
	list, err := all(ctx, s, scanWorkshop, `SELECT code, owner, name, created FROM workshops WHERE owner = $1 ORDER BY created, code`, owner)
	if err != nil {
		return nil, fmt.Errorf("reading workshops: %w", err)
	}
	return list, nil
}

// DeleteWorkshop implements [classroom.Store].
func (s *Store) DeleteWorkshop(ctx context.Context, code string) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`DELETE FROM seats WHERE workshop = $1`, code); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM workshops WHERE code = $1`, code)
		return err
	})
}

// seatHash is what is kept of a seat's id.
func seatHash(id string) string {
	sum := sha256.Sum256([]byte("seat " + id))
	return hex.EncodeToString(sum[:])
}

// AddSeat implements [classroom.Store].
func (s *Store) AddSeat(ctx context.Context, seat classroom.Seat) error {
	_, err := s.db.Exec(ctx, `INSERT INTO seats (id, workshop, name, language, consumer, taken) VALUES ($1, $2, $3, $4, $5, $6)`,
		seatHash(seat.ID), seat.Workshop, seat.Name, seat.Language, seat.Consumer, seat.Taken.UnixMicro())
	if err != nil {
		return fmt.Errorf("taking a seat: %w", err)
	}
	return nil
}

func scanSeat(row scanner) (seat classroom.Seat, err error) {
	var taken int64
	err = row.Scan(&seat.Workshop, &seat.Name, &seat.Language, &seat.Consumer, &taken)
	seat.Taken = time.UnixMicro(taken).UTC()
	return seat, err
}

// Seat implements [classroom.Store].
func (s *Store) Seat(ctx context.Context, id string) (classroom.Seat, error) {
	seat, err := one(ctx, s, scanSeat, `SELECT workshop, name, language, consumer, taken FROM seats WHERE id = $1`, seatHash(id))
	seat.ID = id
	return seat, notFound(err, "reading a seat")
}

// Seats implements [classroom.Store]. They come without their ids, which nobody but their participants has.
func (s *Store) Seats(ctx context.Context, code string) ([]classroom.Seat, error) {
	list, err := all(ctx, s, scanSeat, `SELECT workshop, name, language, consumer, taken FROM seats WHERE workshop = $1 ORDER BY taken, id`, code)
	if err != nil {
		return nil, fmt.Errorf("reading seats: %w", err)
	}
	return list, nil
}

// EmptySeats implements [classroom.Store].
func (s *Store) EmptySeats(ctx context.Context, code string) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM seats WHERE workshop = $1`, code); err != nil {
		return fmt.Errorf("emptying seats: %w", err)
	}
	return nil
}
