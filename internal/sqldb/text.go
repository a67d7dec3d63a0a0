package sqldb

import (
	"context"
	"database/sql/driver"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/stdlib"
)

// connector makes connections that can be given any text. People send what they
// like, in addresses too; PostgreSQL refuses a whole statement with a NUL or with
// what is no UTF-8 in it, where SQLite looks for such a text and does not find it.
type connector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return textual{conn.(*stdlib.Conn)}, nil
}

// textual is a connection that sends text only.
type textual struct{ *stdlib.Conn }

// CheckNamedValue implements driver.NamedValueChecker.
func (c textual) CheckNamedValue(v *driver.NamedValue) error {
	if s, ok := v.Value.(string); ok {
		v.Value = text(s)
	}
	return c.Conn.CheckNamedValue(v)
}

// text is s with a � for each piece that PostgreSQL knows no text for.
func text(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
