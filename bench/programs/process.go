package programs

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Process is a server that runs beside this program.
type Process struct {
	Command *exec.Cmd
	output  bytes.Buffer
	URL     string
}

// StartPhotos starts photos as a user does, with the demo data, and more settings where they matter.
// It listens at one address and is found at another, which may be the same.
func StartPhotos(binary, dir, addr, found string, env ...string) (*Process, error) {
	p := &Process{Command: exec.Command(binary), URL: "http://" + found}
	p.Command.Env = append(os.Environ(), "PHOTOS_ADDR="+addr, "PHOTOS_URL="+p.URL, "PHOTOS_DATA="+filepath.Join(dir, "photos"), "PHOTOS_SEED=demo",
		"PHOTOS_CONSUMER_RATE=0", "PHOTOS_ADDRESS_RATE=0") // one Consumer on one address is all there is here
	p.Command.Env = append(p.Command.Env, env...)
	return p, p.Start(p.URL + "/healthz")
}

// StartPrinter starts printer at an address, with the demo data, as the Consumer of a Service Provider.
func StartPrinter(binary, dir, addr, provider string) (*Process, error) {
	p := &Process{Command: exec.Command(binary), URL: "http://" + addr}
	p.Command.Env = append(os.Environ(), "PRINTER_ADDR="+addr, "PRINTER_URL="+p.URL, "PRINTER_DATA="+filepath.Join(dir, "printer"),
		"PRINTER_SEED=demo", "PRINTER_PROVIDER_URL="+provider)
	return p, p.Start(p.URL + "/healthz")
}

// Memory is what the process has in memory now, and had at most since it was last asked, in bytes. Linux tells it in /proc.
func (p *Process) Memory() (now, most int64) {
	folder := fmt.Sprintf("/proc/%d/", p.Command.Process.Pid)
	status, err := os.ReadFile(folder + "status")
	if err != nil {
		return 0, 0
	}
	value := func(name string) int64 {
		_, after, _ := strings.Cut(string(status), name+":")
		kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(strings.SplitN(after, "\n", 2)[0]), " kB"), 10, 64)
		return kb << 10
	}
	_ = os.WriteFile(folder+"clear_refs", []byte("5"), 0) // begins a new most; without the right to, it stays the old one
	return value("VmRSS"), value("VmHWM")
}

// FreeAddr finds an address that nobody listens on.
func FreeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// Start starts the Process and waits until it answers.
func (p *Process) Start(ready string) error {
	p.Command.Stdout, p.Command.Stderr = &p.output, &p.output
	if err := p.Command.Start(); err != nil {
		return err
	}
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for late := time.After(30 * time.Second); ; {
		if answer, err := http.Get(ready); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-look.C:
		case <-late:
			p.Stop()
			return errors.New("the server did not start: " + p.output.String())
		}
	}
}

// Settle waits until the Process has nothing to do of its own any more, such as
// making smaller pictures of the demo photographs.
func (p *Process) Settle() {
	const calm = 500 * time.Millisecond
	look := time.NewTicker(calm)
	defer look.Stop()
	for late := time.After(time.Minute); ; {
		before := p.CPU()
		select {
		case <-look.C:
			if p.CPU()-before < calm/20 {
				return
			}
		case <-late:
			return
		}
	}
}

// Stop ends it at once.
func (p *Process) Stop() {
	p.Command.Process.Kill()
	p.Command.Wait()
}

// CPU is the CPU time that the Process has used.
func (p *Process) CPU() time.Duration { return CPU(p.Command.Process.Pid) }

// CPU is the CPU time that a process has used. Linux tells it to the nanosecond for each thread, in /proc.
func CPU(pid int) (total time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil {
			continue // it has ended
		}
		ran, _, _ := strings.Cut(string(stat), " ")
		n, _ := strconv.ParseInt(ran, 10, 64)
		total += time.Duration(n)
	}
	return total
}

// FamilyCPU is that of a process and of its children that live.
func FamilyCPU(pid int) time.Duration {
	total := CPU(pid)
	children, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range children {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, after, _ := strings.Cut(string(stat), ") ") // state, parent
		fields := strings.Fields(after)
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(strings.Split(path, "/")[2])
			total += CPU(child)
		}
	}
	return total
}
