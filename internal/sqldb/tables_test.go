package sqldb_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

const family = `
CREATE TABLE children (id TEXT PRIMARY KEY, parent TEXT NOT NULL REFERENCES parents (id), zoom DOUBLE PRECISION NOT NULL);
`

const parents = `
CREATE TABLE parents (id TEXT PRIMARY KEY, seal BLOB, at BIGINT, yes BOOLEAN NOT NULL, note TEXT) WITHOUT ROWID;
`

// A child that is listed before its parent, as only SQLite allows.
func migrateFamily(t testing.TB, e sqldbtest.Engine, db *sqldb.DB) {
	t.Helper()
	if e.Name == "sqlite" {
		migrate(t, db, family+parents)
	} else {
		migrate(t, db, parents+family)
	}
}

var people = map[string][][]any{
	"parents": {
		{"jane", []byte{0, 255, '\n'}, int64(1) << 62, true, "<b>é</b>\n\""},
		{"sam", nil, nil, false, nil},
		{"tim", []byte{}, int64(-1), false, ""},
	},
	"children": {{"a", "jane", 0.1}, {"b", "jane", 1e300}, {"c", "sam", 3.0}},
}

func fill(t testing.TB, db *sqldb.DB, rows map[string][][]any) (mended int) {
	t.Helper()
	tables, err := db.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = db.Load(t.Context(), func(tx *sqldb.Tx) error {
		in := db.Inserter(tx)
		for _, table := range tables {
			for _, row := range rows[table.Name] {
				if err := in.Row(table, row...); err != nil {
					return err
				}
			}
		}
		err := in.Flush()
		mended = in.Mended()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return mended
}

// everything is every row of every table, by its first column.
func everything(t testing.TB, s *sqldb.Snapshot) map[string][][]any {
	t.Helper()
	tables, err := s.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][][]any{}
	for _, table := range tables {
		err := s.Each(t.Context(), table, func(row []any) error {
			found[table.Name] = append(found[table.Name], slices.Clone(row))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(found[table.Name], func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
	}
	return found
}

func TestEveryKindOfValueIsTheSameOnBothEngines(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrateFamily(t, e, db)
		if n := fill(t, db, people); n != 0 {
			t.Errorf("%d texts were mended", n)
		}
		err := db.Snapshot(t.Context(), func(s *sqldb.Snapshot) error {
			tables, err := s.Tables(t.Context())
			if err != nil || len(tables) != 2 || tables[0].Name != "parents" || tables[1].Name != "children" {
				t.Errorf("the tables are %v, %v", tables, err)
			}
			if got := everything(t, s); !reflect.DeepEqual(got, people) {
				t.Errorf("got  %v\nwant %v", got, people)
			}
			names, err := s.Migrations(t.Context())
			if err != nil || !slices.Equal(names, []string{"0001_init.sql"}) {
				t.Errorf("migrations %v, %v", names, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestASnapshotIsOneMoment(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrateFamily(t, e, db)
		fill(t, db, people)
		err := db.Snapshot(t.Context(), func(s *sqldb.Snapshot) error {
			if _, err := db.Exec(t.Context(), `DELETE FROM children`); err != nil {
				return err
			}
			if got := everything(t, s); len(got["children"]) != 3 {
				t.Errorf("it sees what was written later: %v", got)
			}
			return nil
		})
		if err != nil || number(t, db, `SELECT count(*) FROM children`) != 0 {
			t.Error("nobody could write meanwhile", err)
		}
	})
}

func TestManyRowsAreLoadedOrNone(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrateFamily(t, e, db)
		many := map[string][][]any{"parents": people["parents"]}
		for i := range 3*maxRows + 1 {
			many["children"] = append(many["children"], []any{fmt.Sprint(i), "jane", 0.0})
		}
		tables, err := db.Tables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = db.Load(t.Context(), func(tx *sqldb.Tx) error {
			in := db.Inserter(tx)
			for _, row := range [][]any{{"eve", nil, nil, true, nil}, {"eve", nil, nil, true, nil}} {
				if err := in.Row(tables[0], row...); err != nil {
					return err
				}
			}
			return in.Flush()
		})
		if !sqldb.IsUnique(err) || number(t, db, `SELECT count(*) FROM parents`) != 0 {
			t.Errorf("half was kept: %v", err)
		}
		fill(t, db, many)
		if n := number(t, db, `SELECT count(*) FROM children`); n != 3*maxRows+1 {
			t.Errorf("%d rows", n)
		}
	})
}

const maxRows = 1000 / 3

func TestWhatAnEngineDoesNotTakeIsMendedAndCounted(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrateFamily(t, e, db)
		n := fill(t, db, map[string][][]any{"parents": {{"a\xff", nil, nil, true, "b\x00c"}}})
		var id, note string
		if err := db.Read().QueryRow(`SELECT id, note FROM parents`).Scan(&id, &note); err != nil {
			t.Fatal(err)
		}
		if e.Name == "sqlite" && (n != 0 || id != "a\xff" || note != "b\x00c") {
			t.Errorf("%d %q %q", n, id, note)
		}
		if e.Name == "postgres" && (n != 2 || id != "a\uFFFD" || note != "b\uFFFDc") {
			t.Errorf("%d %q %q", n, id, note)
		}
	})
}

func TestAColumnThatOneEngineAloneKnowsIsAnError(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, `CREATE TABLE days (day DATE)`)
		if _, err := db.Tables(t.Context()); err == nil || !strings.Contains(err.Error(), "column day of days") {
			t.Error(err)
		}
	})
}

func TestIntegrityCountsWhatIsSound(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrateFamily(t, e, db)
		fill(t, db, people)
		tables, wrong, err := db.Integrity(t.Context())
		want := []sqldb.TableCount{{Table: "parents", Rows: 3}, {Table: "children", Rows: 3}}
		if err != nil || len(wrong) != 0 || !slices.Equal(tables, want) {
			t.Errorf("%v, %q, %v", tables, wrong, err)
		}
	})
}

func TestIntegrityFindsRowsThatPointToNothing(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		db := sqldbtest.Open(t, where)
		migrateFamily(t, e, db)
		fill(t, db, people)
		// A door on which the engine does not look at foreign keys.
		driver, off := "sqlite", `PRAGMA foreign_keys = 0`
		if e.Name == "postgres" {
			driver, off = "pgx", `SET session_replication_role = replica`
		}
		raw, err := sql.Open(driver, where)
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		raw.SetMaxOpenConns(1)
		for _, statement := range []string{off, `DELETE FROM parents WHERE id = 'jane'`} {
			if _, err := raw.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		_, wrong, err := db.Integrity(t.Context())
		if err != nil || !slices.Equal(wrong, []string{"2 rows of table children point to nothing in parents"}) {
			t.Errorf("%q, %v", wrong, err)
		}
	})
}

func TestIntegrityFindsADamagedFile(t *testing.T) {
	path := sqldbtest.Engine{Name: "sqlite"}.Where(t)
	db, err := sqldb.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	migrate(t, db, parents)
	many := map[string][][]any{}
	for i := range 5000 {
		many["parents"] = append(many["parents"], []any{fmt.Sprintf("%06d", i), nil, nil, true, strings.Repeat("x", 50)})
	}
	fill(t, db, many)
	db.Close()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(content[len(content)/2 : len(content)/2+8192])
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, wrong, err := sqldbtest.Open(t, path).Integrity(context.Background())
	if err != nil || len(wrong) == 0 {
		t.Errorf("%q, %v", wrong, err)
	}
	t.Logf("it says %q", wrong)
}
