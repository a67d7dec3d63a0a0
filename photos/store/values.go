package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.net/oauth1/photos/gallery"
)

// micros is a time as it is stored; the zero time is NULL.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// instant is a stored time that may be NULL.
func instant(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}

// missing tells whether err means that there is no such row.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// legible is text that both engines keep as it is: what is no text in it is
// replaced. It is for what is shown; keys and secrets are never made legible.
func legible(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// notFound says gallery.ErrNotFound where a row is missing, and what was being
// done where anything else is wrong.
func notFound(err error, doing string) error {
	switch {
	case err == nil, errors.Is(err, gallery.ErrNotFound):
		return err
	case missing(err):
		return gallery.ErrNotFound
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// changed says gallery.ErrNotFound where a statement has changed nothing.
func changed(rows int64, err error, doing string) error {
	if err == nil && rows == 0 {
		err = gallery.ErrNotFound
	}
	return notFound(err, doing)
}
