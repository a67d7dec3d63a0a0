package sqldb

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The test binary runs itself again as a program that writes until it is killed.
const childEnv = "SQLDB_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		writeForEver(dir)
	}
	os.Exit(m.Run())
}

// writeForEver claims the folder, then writes from many goroutines and says of
// each row when it has been acknowledged.
func writeForEver(dir string) {
	must := func(err error) {
		if err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
	}
	_, err := LockDir(dir)
	must(err)
	db, err := Open(context.Background(), filepath.Join(dir, "kill.db"))
	must(err)
	_, err = db.Exec(context.Background(), "CREATE TABLE IF NOT EXISTS acked (id TEXT PRIMARY KEY)")
	must(err)
	for g := range 32 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d/%d/%d", os.Getpid(), g, i)
				if g%2 == 0 {
					_, err := db.Exec(context.Background(), "INSERT INTO acked VALUES ($1)", id)
					must(err)
				} else {
					must(db.Write(context.Background(), func(tx *Tx) error {
						_, err := tx.Exec("INSERT INTO acked VALUES ($1)", id)
						return err
					}))
				}
				os.Stdout.WriteString(id + "\n")
			}
		}()
	}
	select {}
}

func TestWhatWasAcknowledgedSurvivesKill9(t *testing.T) {
	dir := t.TempDir()
	var acked []string
	for round := range 3 {
		acked = append(acked, killAfter(t, dir, 500*(round+1))...)
	}
	db := reopen(t, filepath.Join(dir, "kill.db"))
	for _, id := range acked {
		if count(t, db, "SELECT count(*) FROM acked WHERE id = $1", id) != 1 {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	var sound string
	if err := db.Read().QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity: %s, %v", sound, err)
	}
	t.Logf("%d acknowledged, none lost", len(acked))
}

// killAfter starts the child, kills it after n acknowledgements and returns
// all that it got out.
func killAfter(t *testing.T, dir string, n int) (acked []string) {
	t.Helper()
	child, lines := startChild(t, dir)
	for lines.Scan() {
		acked = append(acked, lines.Text())
		if len(acked) == n {
			child.Process.Kill()
		}
	}
	child.Wait()
	if len(acked) < n {
		t.Fatalf("the child ended by itself after %q", acked)
	}
	return acked
}

func startChild(t *testing.T, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child, bufio.NewScanner(out)
}

func TestASecondInstanceIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	child, lines := startChild(t, dir)
	if !lines.Scan() {
		t.Fatal("the child never wrote")
	}
	if _, err := LockDir(dir); err == nil {
		t.Error("the folder could be claimed twice")
	} else {
		t.Log(err)
	}
	child.Process.Kill()
	for lines.Scan() {
	}
	child.Wait()
	unlock, err := LockDir(dir)
	if err != nil {
		t.Fatalf("after the first instance was killed: %v", err)
	}
	if _, err := LockDir(dir); err == nil {
		t.Error("this process could claim the folder twice")
	}
	unlock()
	unlock()
	again, err := LockDir(dir)
	if err != nil {
		t.Fatalf("after unlock: %v", err)
	}
	again()
}
