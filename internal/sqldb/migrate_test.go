package sqldb

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func tables(t *testing.T, db *DB) int {
	return count(t, db, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('a', 'b', 'c')")
}

func TestMigrate(t *testing.T) {
	db := openTest(t)
	one := []string{"0001_a.sql", "-- first\nCREATE TABLE a (x TEXT);\nINSERT INTO a VALUES ('semi;colon');\n"}
	two := []string{"0002_b.sql", "CREATE TABLE b (x TEXT);"}
	both := append(append([]string{"README.md", "no SQL"}, one...), two...)
	for i, fs := range []fstest.MapFS{files(one...), files(one...), files(both...), files(both...)} {
		if err := db.Migrate(t.Context(), fs); err != nil {
			t.Fatalf("start %d: %v", i+1, err)
		}
	}
	if n := tables(t, db); n != 2 {
		t.Errorf("%d tables, want 2", n)
	}
	if n := count(t, db, "SELECT count(*) FROM a"); n != 1 {
		t.Errorf("the first file was applied %d times", n)
	}
	if n := count(t, db, "SELECT count(*) FROM schema_migrations WHERE length(checksum) = 64 AND applied_at > 0"); n != 2 {
		t.Errorf("%d migrations are remembered, want 2", n)
	}
}

func TestAFailedMigrationLeavesNothing(t *testing.T) {
	db := openTest(t)
	fs := files(
		"0001_a.sql", "CREATE TABLE a (x TEXT);",
		"0002_b.sql", "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('half'); ALTER TABLE a ADD COLUMN y TEXT; nonsense;",
		"0003_c.sql", "CREATE TABLE c (x TEXT);")
	err := db.Migrate(t.Context(), fs)
	if err == nil || !strings.Contains(err.Error(), "0002_b.sql") {
		t.Fatalf("got %v, want an error that names the file", err)
	}
	if n := tables(t, db); n != 1 {
		t.Errorf("%d tables, want only the one of the good file before", n)
	}
	if n := count(t, db, "SELECT count(*) FROM pragma_table_info('a')"); n != 1 {
		t.Errorf("table a has %d columns: half of the failed file is kept", n)
	}
	fs["0002_b.sql"].Data = []byte("CREATE TABLE b (x TEXT);")
	if err := db.Migrate(t.Context(), fs); err != nil || tables(t, db) != 3 {
		t.Errorf("mended: %v, %d tables", err, tables(t, db))
	}
}

func TestAMigrationCannotEndItsTransaction(t *testing.T) {
	db := openTest(t)
	if err := db.Migrate(t.Context(), files("0001_a.sql", "CREATE TABLE a (x TEXT); COMMIT; CREATE TABLE b (x TEXT);")); err == nil {
		t.Error("it was acknowledged")
	}
	if err := db.Write(t.Context(), func(tx *Tx) error { return nil }); err != nil {
		t.Errorf("the next write: %v", err)
	}
}

func TestAChangedOrUnknownMigrationIsRefused(t *testing.T) {
	db := openTest(t)
	if err := db.Migrate(t.Context(), files("0001_a.sql", "CREATE TABLE a (x TEXT);")); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), files("0001_a.sql", "CREATE TABLE a (x TEXT, y TEXT);")); err == nil {
		t.Error("a file that was changed later is taken for applied")
	}
	if err := db.Migrate(t.Context(), files("0001_other.sql", "CREATE TABLE b (x TEXT);")); err == nil {
		t.Error("a database of a newer program is taken for ours")
	}
}

// Whoever looks in while another program serves must know the same schema, and changes nothing.
func TestMigratedIsExactlyThis(t *testing.T) {
	db := openTest(t)
	if err := db.Migrated(t.Context(), files()); err == nil {
		t.Error("an empty database is taken for one that serves")
	}
	one, other := []string{"0001_a.sql", "CREATE TABLE a (x TEXT);"}, []string{"0002_b.sql", "CREATE TABLE b (x TEXT);"}
	if err := db.Migrate(t.Context(), files(one...)); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrated(t.Context(), files(one...)); err != nil {
		t.Error(err)
	}
	for name, fs := range map[string]fstest.MapFS{
		"newer": files(append(other, one...)...), "older": files(), "other": files("0001_a.sql", "CREATE TABLE a (y TEXT);"),
	} {
		if err := db.Migrated(t.Context(), fs); !errors.Is(err, ErrOtherSchema) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := tables(t, db); n != 1 {
		t.Errorf("%d tables: looking in has changed something", n)
	}
}
