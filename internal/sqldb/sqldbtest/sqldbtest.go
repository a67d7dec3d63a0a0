// Package sqldbtest runs tests on every engine of internal/sqldb: on SQLite
// always, and on PostgreSQL when TEST_DATABASE names a server where databases
// may be made (make test-scale starts one).
//
// Each test gets databases of its own, real ones. Begin with [Each].
package sqldbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"example.net/oauth1/internal/sqldb"
)

// Engine is one of those that sqldb knows.
type Engine struct {
	Name   string // sqlite or postgres
	server string // TEST_DATABASE
}

// Engines are those that there are: for benchmarks.
func Engines() []Engine {
	engines := []Engine{{Name: "sqlite"}}
	if server := os.Getenv("TEST_DATABASE"); server != "" {
		engines = append(engines, Engine{Name: "postgres", server: server})
	}
	return engines
}

// Each runs a test on every engine that there is, as a subtest of its name.
func Each(t *testing.T, test func(t *testing.T, e Engine)) {
	t.Helper()
	for _, e := range Engines() {
		t.Run(e.Name, func(t *testing.T) { test(t, e) })
	}
}

// Shared runs a test on every engine that several processes can serve from.
func Shared(t *testing.T, test func(t *testing.T, e Engine)) {
	t.Helper()
	for _, e := range Engines() {
		if e.server != "" {
			t.Run(e.Name, func(t *testing.T) { test(t, e) })
		}
	}
}

// Where is the address of a new, empty database, which is gone after the test.
func (e Engine) Where(t testing.TB) string {
	t.Helper()
	if e.server == "" {
		return filepath.Join(t.TempDir(), "test.db")
	}
	name := "test_" + strings.ToLower(rand.Text()[:16])
	e.admin(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { e.admin(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u, err := url.Parse(e.server)
	if err != nil {
		t.Fatalf("TEST_DATABASE: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}

func (e Engine) admin(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", e.server)
	if err != nil {
		t.Fatalf("TEST_DATABASE: %v", err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Open opens a database, new or known, and closes it after the test.
func Open(t testing.TB, where string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// New opens a new database.
func (e Engine) New(t testing.TB) *sqldb.DB {
	t.Helper()
	return Open(t, e.Where(t))
}
