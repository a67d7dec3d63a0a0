package printer_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/printer"
)

// hearing is what a command says, and when it has said something.
type hearing struct {
	mu    sync.Mutex
	said  strings.Builder
	until string
	heard chan struct{}
}

func (h *hearing) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said.Write(b)
	if h.until != "" && strings.Contains(h.said.String(), h.until) {
		h.until = ""
		close(h.heard)
	}
	return len(b), nil
}

func (h *hearing) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.String()
}

// begin runs the program until it ends; what it says can be waited for.
func begin(env map[string]string, until string, args ...string) (said *hearing, ended <-chan int) {
	h := &hearing{until: until, heard: make(chan struct{})}
	end := make(chan int, 1)
	go func() {
		end <- printer.Run(args, func(name string) string { return env[name] }, strings.NewReader(""), h, h)
	}()
	return h, end
}

// A shop that serves is moved: its customer keeps her session, her connection and her print file, and the old place does
// not serve again by accident.
func TestALivingShopIsMoved(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		env := map[string]string{"PRINTER_DATA": t.TempDir(), "PRINTER_DATABASE": e.Where(t), "PRINTER_BLOBS": t.TempDir()}
		if bucket := objectstest.Address(t); bucket != "" && e.Name == "postgres" {
			env["PRINTER_BLOBS"] = bucket
		}
		p := newServiceProvider(t)
		s := open(t, p, nil)
		jane := s.visit(t)
		jane.connect(p, "jane")
		confirm := jane.choose("p1", "p2")
		order := confirm.submit(confirm.orderAction()).address.Path
		jane.until(order, "event: end")
		before := jane.get(order + "/pdf").shows(200).html
		old := s.config.Data

		said, ended := begin(env, "Stop it now", "migrate", "--from", old)
		select {
		case <-said.heard:
		case status := <-ended:
			t.Fatalf("it ends with %d and says:\n%s", status, said)
		}
		if err := s.app.Close(); err != nil {
			t.Fatal(err)
		}
		if status := <-ended; status != 0 || !strings.Contains(said.String(), "1 print files are copied") || !strings.Contains(said.String(), "was read at both places") {
			t.Fatalf("it ends with %d and says:\n%s", status, said)
		}
		s.restart(t, func(c *printer.Config) {
			c.Data, c.Database, c.Blobs = env["PRINTER_DATA"], env["PRINTER_DATABASE"], env["PRINTER_BLOBS"]
		})
		if after := jane.get(order + "/pdf").shows(200).html; after != before {
			t.Error("the print file is another")
		}
		confirm = jane.choose("p1")
		jane.until(confirm.submit(confirm.orderAction()).address.Path, "event: end") // her token works

		in := map[string]string{"PRINTER_DATA": old}
		for _, args := range [][]string{{"reset", "--yes"}, {"serve"}} {
			if status, said := command(in, args...); status != 1 || !strings.Contains(said, "this has been moved to") {
				t.Errorf("%v at the old place ends with %d and says:\n%s", args, status, said)
			}
		}
	})
}

func TestABackupOfTheShopIsRestored(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	confirm := jane.choose("p1", "p2")
	jane.until(confirm.submit(confirm.orderAction()).address.Path, "event: end")
	key, err := os.ReadFile(filepath.Join(s.config.Data, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.tgz")
	says := func(env map[string]string, status int, want string, args ...string) {
		t.Helper()
		said, ended := begin(env, "", args...)
		if got := <-ended; got != status || !strings.Contains(said.String(), want) {
			t.Errorf("%v ends with %d, not saying %q:\n%s", args, got, want, said)
		}
	}
	says(map[string]string{"PRINTER_DATA": s.config.Data}, 0, "and 1 print files", "backup", path)
	place := map[string]string{"PRINTER_DATA": filepath.Join(t.TempDir(), "new"), "PRINTER_SECRET_KEY": strings.TrimSpace(string(key))}
	says(map[string]string{"PRINTER_DATA": place["PRINTER_DATA"]}, 1, "without its secret key", "restore", path)
	says(map[string]string{"PRINTER_DATA": place["PRINTER_DATA"], "PRINTER_SECRET_KEY": strings.Repeat("ab", 32)}, 1, "another secret key", "restore", path)
	if _, err := os.Stat(place["PRINTER_DATA"]); err == nil {
		t.Error("a backup that was refused has left something")
	}
	says(place, 0, "and 1 print files", "restore", path)
	says(place, 1, "already", "restore", path)
	says(map[string]string{"PRINTER_DATA": filepath.Join(t.TempDir(), "none")}, 1, "there is no shop in", "backup", path)

	content, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, content[:len(content)-100], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	says(map[string]string{"PRINTER_DATA": filepath.Join(t.TempDir(), "new"), "PRINTER_SECRET_KEY": place["PRINTER_SECRET_KEY"]}, 1, "it was cut off", "restore", path)
	s.restart(t, func(c *printer.Config) { c.Data, c.SecretKey = place["PRINTER_DATA"], place["PRINTER_SECRET_KEY"] }) // and it starts
}
