package sqldb

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"net/url"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// ErrClosed is returned by writes after Close.
var ErrClosed = errors.New("the database is closed")

// IsUnique tells whether err is a violated UNIQUE or PRIMARY KEY constraint.
func IsUnique(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == 2067 || e.Code() == 1555 // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
	}
	return state(err) == "23505" // unique_violation
}

// IsAway tells whether err comes from a database that cannot be reached at the
// moment, or is too busy: the same may succeed in a while.
func IsAway(err error) bool {
	switch s := state(err); {
	case s == "":
	case s[:2] == "08", s[:2] == "53", s[:2] == "57", s[:2] == "40", s == "55P03": // connection, resources, shutdown or timeout, conflict, lock
		return true
	default:
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if e, ok := errors.AsType[net.Error](err); ok && !isErrno(e) && !errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return errors.Is(err, errSlow) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF)
}

// isErrno tells whether this is a number of the operating system's, which looks
// like an error of the network also where it is one of a file.
func isErrno(err error) bool {
	_, is := err.(syscall.Errno)
	return is
}

// state is PostgreSQL's code for what went wrong, or "".
func state(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && len(e.Code) == 5 {
		return e.Code
	}
	return ""
}

// redact takes the password out of a database's address.
func redact(where string) string {
	u, err := url.Parse(where)
	if err != nil {
		return "URL"
	}
	return u.Redacted()
}
