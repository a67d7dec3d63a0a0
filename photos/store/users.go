package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// CreateUser implements [gallery.Store].
func (s *Store) CreateUser(ctx context.Context, u gallery.User, passwordHash string) error {
	_, err := s.db.Exec(ctx, `INSERT INTO users (id, screen_name, name, password, created) VALUES ($1, $2, $3, $4, $5)`,
		u.ID, u.ScreenName, u.Name, passwordHash, micros(u.Created))
	switch {
	case sqldb.IsUnique(err):
		return gallery.ErrTaken
	case err != nil:
		return fmt.Errorf("creating a user: %w", err)
	}
	return nil
}

const userColumns = `id, screen_name, name, created, hide_place, password`

type userRow struct {
	gallery.User
	password string
}

func scanUser(row scanner) (u userRow, err error) {
	var created sql.NullInt64
	err = row.Scan(&u.ID, &u.ScreenName, &u.Name, &created, &u.HidePlace, &u.password)
	u.Created = instant(created)
	return u, err
}

// User implements [gallery.Store].
func (s *Store) User(ctx context.Context, id string) (gallery.User, error) {
	u, err := one(ctx, s, scanUser, `SELECT `+userColumns+` FROM users WHERE id = $1`, id)
	return u.User, notFound(err, "finding a user")
}

// UserByScreenName implements [gallery.Store].
func (s *Store) UserByScreenName(ctx context.Context, screenName string) (gallery.User, string, error) {
	u, err := one(ctx, s, scanUser, `SELECT `+userColumns+` FROM users WHERE screen_name = $1`, screenName)
	return u.User, u.password, notFound(err, "finding a user")
}
