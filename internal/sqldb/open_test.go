package sqldb

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestOpenAnyPath(t *testing.T) {
	for _, name := range []string{"plain.db", "with space.db", "100%25?mode=ro#x&y.db", "zażółć.db", ":memory:"} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.ContainsAny(name, `?:`) {
				name = "plain.db"
			}
			path := filepath.Join(t.TempDir(), name)
			db := reopen(t, path)
			if _, err := db.Exec(t.Context(), things); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path + "-wal"); err != nil {
				t.Errorf("no write-ahead log beside the file: %v", err)
			}
			if n := count(t, db, "SELECT count(*) FROM things"); n != 0 {
				t.Error(n)
			}
		})
	}
}

func TestOpenARelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	db := reopen(t, "here.db")
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("here.db"); err != nil {
		t.Error(err)
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.db")
	db := reopen(t, path)
	if _, err := db.Exec(t.Context(), things); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path+end, info.Mode())
		}
	}
}

func TestSettings(t *testing.T) {
	db := openTest(t, things)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		err := db.Write(t.Context(), func(tx *Tx) error { return tx.QueryRow("PRAGMA " + pragma).Scan(&got) })
		if err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if _, err := db.Read().ExecContext(t.Context(), "DELETE FROM things"); err == nil {
		t.Error("the reading pool can write")
	}
}

func TestOtherDatabasesAreRefusedWithoutTheirPassword(t *testing.T) {
	_, err := Open(t.Context(), "postgres://photos:hunter2@db/photos")
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestAnUnwritableFolderIsOneClearLine(t *testing.T) {
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "missing", "x.db"))
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "opening database") {
		t.Errorf("got %v", err)
	}
}
