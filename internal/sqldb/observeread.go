package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"
)

// openPool opens a pool of connections; with an Observer, its queries are
// measured.
func openPool(c driver.Connector, o Observer) *sql.DB {
	if o != nil {
		c = observedConnector{c, o}
	}
	return sql.OpenDB(c)
}

type observedConnector struct {
	driver.Connector
	took Observer
}

// Connect implements driver.Connector.
func (c observedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if whole, ok := made.(connection); ok && err == nil {
		return &observedConn{whole, c.took}, nil
	}
	return made, err
}

// connection is what the drivers of both engines make: everything but the two
// optional methods below.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
}

type observedConn struct {
	connection
	took Observer
}

// QueryContext implements driver.QueryerContext.
func (c *observedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	defer c.since(time.Now())
	return c.connection.QueryContext(ctx, query, args)
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *observedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	prepared, err := c.connection.PrepareContext(ctx, query)
	if whole, ok := prepared.(statement); ok && err == nil {
		return &observedStmt{whole, c}, nil
	}
	return prepared, err
}

// IsValid implements driver.Validator.
func (c *observedConn) IsValid() bool {
	v, asks := c.connection.(driver.Validator)
	return !asks || v.IsValid()
}

// CheckNamedValue implements driver.NamedValueChecker.
func (c *observedConn) CheckNamedValue(value *driver.NamedValue) error {
	if v, checks := c.connection.(driver.NamedValueChecker); checks {
		return v.CheckNamedValue(value)
	}
	return driver.ErrSkip // as usual
}

func (c *observedConn) since(began time.Time) { c.took(Reading, time.Since(began)) }

// statement is what the drivers of both engines prepare.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type observedStmt struct {
	statement
	conn *observedConn
}

// QueryContext implements driver.StmtQueryContext.
func (s *observedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	defer s.conn.since(time.Now())
	return s.statement.QueryContext(ctx, args)
}
