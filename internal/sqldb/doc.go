// Package sqldb opens the database: SQLite (modernc.org/sqlite, no cgo) in WAL
// mode with synchronous=FULL, so that what was acknowledged survives kill -9
// and a power cut.
//
// Reading and writing are two doors. Read gives a pool of read-only
// connections. Write and Exec hand their work to the one goroutine that owns
// the one writing connection; it takes everything that is waiting, runs it in
// one transaction, commits once and answers all: one fsync for the group
// instead of one each, which is about thirty times the throughput, and never
// "database is locked".
//
// It owns: opening, the group writer, migrations, the lock on the data folder,
// the table of browser sessions. It leaves every other SQL statement to the
// store of each program. Begin with db.go, then writer.go.
package sqldb
