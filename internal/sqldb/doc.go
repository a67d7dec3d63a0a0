// Package sqldb opens the database: SQLite (modernc.org/sqlite, no cgo) or
// PostgreSQL (pgx), behind one [DB] that runs the same statements on both.
//
// SQLite is in WAL mode with synchronous=FULL, so that what was acknowledged
// survives kill -9 and a power cut. Reading and writing are two doors. Read
// gives a pool of read-only connections. Write and Exec hand their work to the
// one goroutine that owns the one writing connection; it takes everything that
// is waiting, runs it in one transaction, commits once and answers all: one
// fsync for the group instead of one each, which is about thirty times the
// throughput, and never "database is locked".
//
// PostgreSQL is shared by several processes. Write and Exec are SERIALIZABLE
// there, and tried again when they meet another transaction, so that a look and
// a write in one function are as safe as with one writer. What processes must
// tell one another goes over Notify and Listen; who must be alone holds a Lock;
// what must agree on the time asks for the Clock; Join makes a process known
// to the others.
//
// A whole database is read as it was at one moment by Snapshot, written into an
// empty one by Load, and looked through for damage by Integrity: the rows are
// the same on both engines, so what comes out of one goes into the other.
//
// Statements keep to what both speak: $1, ON CONFLICT, RETURNING, BIGINT,
// BOOLEAN; identifiers and times are made in Go, names are sorted in Go.
//
// It owns: opening, writing, migrations, copying whole tables, the lock on the
// data folder, the table of browser sessions. It leaves every other SQL statement to the store of each
// program. Begin with db.go, then writer.go (SQLite) and postgres.go.
package sqldb
