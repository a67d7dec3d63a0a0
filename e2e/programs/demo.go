package programs

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/e2e/browser"
)

// Password is the demo password of jane and sam on photos.
const Password = "photos-demo"

// Demo is both programs with the demo data, found at addresses that stay the
// same over the test run, since a registration names them.
type Demo struct {
	Photos, Printer *Program

	t       testing.TB
	mu      sync.Mutex
	secrets map[string]string // the secret, and what it is
}

// addresses are where the two programs listen in this test run.
var addresses = sync.OnceValues(func() ([2]string, error) {
	var free [2]string
	for i := range free {
		port, err := freePort()
		if err != nil {
			return free, err
		}
		free[i] = net.JoinHostPort("localhost", strconv.Itoa(port))
	}
	return free, nil
})

// freePort finds a port below those that the system gives to outgoing
// connections, so that it is still free when a program comes back to it.
func freePort() (int, error) {
	for range 100 {
		port := 20000 + rand.IntN(10000)
		if l, err := net.Listen("tcp", net.JoinHostPort("localhost", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("no free port between 20000 and 30000")
}

// seeded is the demo data as the first start with PHOTOS_SEED=demo leaves it. A
// test gets a copy.
var seeded = sync.OnceValues(func() (string, error) {
	dir, err := workshop()
	if err != nil {
		return "", err
	}
	d, err := at(filepath.Join(dir, "seed"))
	if err != nil {
		return "", err
	}
	for _, p := range []*Program{d.Photos, d.Printer} {
		if err := p.start(); err != nil {
			return "", fmt.Errorf("making the demo data: %w", err)
		}
	}
	return filepath.Join(dir, "seed"), errors.Join(d.Photos.stop(), d.Printer.stop())
})

// at makes both programs in a folder, not started.
func at(dir string) (*Demo, error) {
	where, err := addresses()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	d := &Demo{secrets: map[string]string{}}
	photos, printer := "http://"+where[0], "http://"+where[1]
	d.Photos = program(dir, "photos", photos, "PHOTOS_ADDR="+where[0], "PHOTOS_URL="+photos, "PHOTOS_SEED=demo",
		"PHOTOS_DATA="+filepath.Join(dir, "photos"), "PRINTER_URL="+printer)
	d.Printer = program(dir, "printer", printer, "PRINTER_ADDR="+where[1], "PRINTER_URL="+printer, "PRINTER_SEED=demo",
		"PRINTER_DATA="+filepath.Join(dir, "printer"), "PRINTER_PROVIDER_URL="+photos)
	return d, nil
}

func program(dir, name, url string, env ...string) *Program {
	return &Program{Name: name, URL: url, Data: filepath.Join(dir, name), logs: filepath.Join(dir, name+".log"), env: env}
}

// FreeAddress finds an address of this machine at which nothing listens.
func FreeAddress(t testing.TB) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort("localhost", strconv.Itoa(port))
}

// Start starts both programs on a copy of the demo data, with more variables of
// the environment where a test is about these. When the test ends they are asked
// to stop, and what they leave behind is searched for secrets.
func Start(t testing.TB, variables ...string) *Demo {
	t.Helper()
	seed, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(seed)); err != nil {
		t.Fatalf("copying the demo data: %v", err)
	}
	return startAt(t, dir, variables...)
}

// StartFresh starts both programs on empty folders, as the very first time.
func StartFresh(t testing.TB, variables ...string) *Demo {
	t.Helper()
	return startAt(t, t.TempDir(), variables...)
}

// StartPhotos starts photos alone, on an empty folder.
func StartPhotos(t testing.TB) *Program {
	t.Helper()
	d := prepare(t, t.TempDir())
	d.Photos.Start()
	return d.Photos
}

func startAt(t testing.TB, dir string, variables ...string) *Demo {
	t.Helper()
	d := prepare(t, dir)
	for _, v := range variables {
		d.Photos.Set(v)
		d.Printer.Set(v)
	}
	d.Photos.Start()
	d.Printer.Start()
	return d
}

func prepare(t testing.TB, dir string) *Demo {
	t.Helper()
	d, err := at(dir)
	if err != nil {
		t.Fatal(err)
	}
	d.t, d.Photos.t, d.Printer.t = t, t, t
	d.knowSecrets()
	t.Cleanup(d.end)
	return d
}

// end stops what runs, and looks at what is left.
func (d *Demo) end() {
	for _, p := range []*Program{d.Printer, d.Photos} {
		if p.Running() {
			p.Stop()
		}
	}
	d.search()
	if d.t.Failed() {
		for _, p := range []*Program{d.Photos, d.Printer} {
			path := filepath.Join(browser.Artifacts(d.t), p.Name+".log")
			if err := os.WriteFile(path, []byte(p.Log()), 0o600); err == nil {
				d.t.Logf("see %s", path)
			}
		}
	}
}

// Hosts are the only hosts that a page of the demo may ask.
func (d *Demo) Hosts() []string {
	return []string{strings.TrimPrefix(d.Photos.URL, "http://"), strings.TrimPrefix(d.Printer.URL, "http://")}
}
