package sqldb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.net/oauth1/internal/session"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

const sessionsTable = `CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data BLOB NOT NULL,
	created BIGINT NOT NULL, expires BIGINT NOT NULL)`

func TestSessions(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, sessionsTable)
		testSessions(t, db)
	})
}

func testSessions(t *testing.T, db *sqldb.DB) {
	ctx := t.Context()
	now := time.UnixMicro(1_700_000_000_000_000)
	s := &sqldb.Sessions{DB: db, Now: func() time.Time { return now }}
	record := func(id, user string) session.Record {
		return session.Record{ID: id, UserID: user, Data: []byte(`{"k":"v"}`), Created: now, Expires: now.Add(time.Hour)}
	}
	if _, err := s.LoadSession(ctx, "a"); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("what never was: %v", err)
	}
	for _, r := range []session.Record{record("a", "jane"), record("b", "jane"), record("c", "sam"), record("d", "")} {
		if err := s.SaveSession(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	changed := record("a", "jane")
	changed.Data = []byte("{}")
	if err := s.SaveSession(ctx, changed); err != nil {
		t.Fatal(err)
	}
	got, err := s.LoadSession(ctx, "a")
	if diff := cmp.Diff(changed, got); diff != "" || err != nil {
		t.Errorf("saved and loaded differ (%v):\n%s", err, diff)
	}
	if list, err := s.UserSessions(ctx, "jane"); err != nil || len(list) != 2 || !cmp.Equal(list[0], changed) || list[1].ID != "b" {
		t.Errorf("the sessions of jane: %+v, %v", list, err)
	}
	if err := s.DeleteUserSessions(ctx, "jane", "a"); err != nil {
		t.Fatal(err)
	}
	wantAlive(t, s, "a", "c", "d")
	if err := errors.Join(s.DeleteSession(ctx, "a"), s.DeleteSession(ctx, "a")); err != nil {
		t.Fatal(err)
	}
	wantAlive(t, s, "c", "d")
	now = now.Add(time.Hour)
	wantAlive(t, s)
	if list, err := s.UserSessions(ctx, "sam"); err != nil || len(list) != 0 {
		t.Errorf("an expired session is listed: %+v, %v", list, err)
	}
	if err := s.SaveSession(ctx, record("e", "")); err != nil {
		t.Fatal(err)
	}
	if n := number(t, s.DB, "SELECT count(*) FROM sessions"); n != 1 {
		t.Errorf("%d rows are kept, want only the one that lives", n)
	}
}

func wantAlive(t *testing.T, s *sqldb.Sessions, want ...string) {
	t.Helper()
	var got []string
	for _, id := range []string{"a", "b", "c", "d"} {
		if _, err := s.LoadSession(context.Background(), id); err == nil {
			got = append(got, id)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sessions alive:\n%s", diff)
	}
}
