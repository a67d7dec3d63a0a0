// Package ipptest runs a real IPP printer for tests, ippeveprinter of CUPS (Debian's cups-ipp-utils), and a line to it
// that can break.
//
// Begin with printer.go; line.go is the line.
package ipptest

import (
	"embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

//go:embed testdata
var files embed.FS

// patience is how long the printer may take for anything. Only a failing test waits that long.
const patience = 30 * time.Second

// Printer is a photo printer with 4 × 6 inch and A4 paper in its trays, running or not.
type Printer struct {
	URL string // ipp://localhost:…/ipp/print

	t       testing.TB
	dir     string
	port    int
	process *exec.Cmd
	ended   chan struct{}
}

// Printed is one document that came out.
type Printed struct{ SHA256, Media, Job string }

// Start starts a printer; it is stopped when the test ends.
func Start(t testing.TB) *Printer {
	t.Helper()
	p := &Printer{t: t, dir: t.TempDir()}
	for _, name := range []string{"print.sh", "photo.conf"} {
		data, err := files.ReadFile("testdata/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(p.dir, name), data, 0o700)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"spool", "control"} {
		if err := os.Mkdir(filepath.Join(p.dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if p.port, err = freePort(); err != nil {
		t.Fatal(err)
	}
	p.URL = fmt.Sprintf("ipp://localhost:%d/ipp/print", p.port)
	t.Cleanup(p.Kill)
	p.SwitchOn()
	return p
}

// freePort finds a port below those that the system gives to outgoing connections, so that it is still free when the
// printer comes back to it.
func freePort() (int, error) {
	for range 100 {
		port := 15000 + rand.IntN(5000)
		if l, err := net.Listen("tcp", net.JoinHostPort("localhost", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("no free port between 15000 and 20000")
}

// SwitchOn starts the printer, which remembers nothing of what was before. It wants a D-Bus for announcing itself, even
// where it is told not to: it gets one of its own.
func (p *Printer) SwitchOn() {
	p.t.Helper()
	log, err := os.OpenFile(filepath.Join(p.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close() // the process has a copy
	command := []string{"sh", "-c", `PATH=$PATH:/usr/sbin; DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec ippeveprinter "$@"`, "sh",
		"-vv", "-r", "off", "-a", "photo.conf", "-c", filepath.Join(p.dir, "print.sh"), "-k", "-d", "spool",
		"-p", strconv.Itoa(p.port), "-n", "localhost", "Test Photo Printer"}
	if runtime.GOOS != "darwin" {
		command = append([]string{"dbus-run-session", "--"}, command...)
	}
	p.process = exec.Command(command[0], command[1:]...)
	p.process.Dir = p.dir
	p.process.Env = append(os.Environ(), "CONTROL="+p.control(""))
	p.process.Stdout, p.process.Stderr = log, log
	ownGroup(p.process)
	if err := p.process.Start(); err != nil {
		p.t.Fatalf("starting a printer (Debian's cups-ipp-utils and dbus-daemon): %v", err)
	}
	p.ended = make(chan struct{})
	go func(process *exec.Cmd, ended chan struct{}) {
		_ = process.Wait() // it ends by a signal
		close(ended)
	}(p.process, p.ended)
	p.untilReady()
}

func (p *Printer) untilReady() {
	p.t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	late := time.After(patience)
	for {
		if answer, err := http.Get(fmt.Sprintf("http://localhost:%d/", p.port)); err == nil {
			answer.Body.Close()
			return
		}
		select {
		case <-p.ended:
			p.t.Fatalf("the printer ended at once (Debian's cups-ipp-utils and dbus-daemon):\n%s", p.Log())
		case <-late:
			p.t.Fatalf("the printer is not ready after %v:\n%s", patience, p.Log())
		case <-again.C:
		}
	}
}

// Kill cuts the power.
func (p *Printer) Kill() {
	if p.process == nil {
		return
	}
	killGroup(p.process)
	<-p.ended
	p.process = nil
}

// Lacks makes the printer wait before the next document, for these printer-state-reasons: "media-empty".
func (p *Printer) Lacks(reasons string) { p.set("reasons", reasons) }

// Mend gives it what it lacked.
func (p *Printer) Mend() { p.unset("reasons") }

// GiveUp makes it abort the jobs to come; Recover ends that.
func (p *Printer) GiveUp() { p.set("abort", "") }

// Recover makes it print again.
func (p *Printer) Recover() { p.unset("abort") }

func (p *Printer) control(name string) string { return filepath.Join(p.dir, "control", name) }

// set makes a control file whole at once.
func (p *Printer) set(name, content string) {
	p.t.Helper()
	half := p.control(name + ".half")
	if err := errors.Join(os.WriteFile(half, []byte(content), 0o600), os.Rename(half, p.control(name))); err != nil {
		p.t.Fatal(err)
	}
}

func (p *Printer) unset(name string) {
	p.t.Helper()
	if err := os.Remove(p.control(name)); err != nil {
		p.t.Fatal(err)
	}
}

// Printed is everything that came out so far, also before a restart.
func (p *Printer) Printed() (list []Printed) {
	p.t.Helper()
	data, err := os.ReadFile(p.control("printed"))
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		part := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		if len(part) != 3 {
			p.t.Fatalf("the printer wrote %q", line)
		}
		list = append(list, Printed{part[0], part[1], part[2]})
	}
	return list
}

// Log is what the printer says, for a failing test.
func (p *Printer) Log() string {
	data, _ := os.ReadFile(filepath.Join(p.dir, "log"))
	return string(data)
}
