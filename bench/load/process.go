package main

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

// process is a server that runs beside this program.
type process struct {
	command *exec.Cmd
	output  bytes.Buffer
	url     string
}

// startPhotos starts photos as a user does, with the demo data.
func startPhotos(binary, dir string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	p := &process{command: exec.Command(binary), url: "http://" + addr}
	p.command.Env = append(os.Environ(), "PHOTOS_ADDR="+addr, "PHOTOS_URL="+p.url, "PHOTOS_DATA="+filepath.Join(dir, "photos"), "PHOTOS_SEED=demo",
		"PHOTOS_CONSUMER_RATE=0", "PHOTOS_ADDRESS_RATE=0") // one Consumer on one address is all there is here
	return p, p.start(p.url + "/healthz")
}

// startBaseline starts this program as a server of one file.
func startBaseline(dir string, content []byte) (*process, error) {
	file := filepath.Join(dir, "picture.jpg")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{command: exec.Command(self, "-addr", addr, "-baseline", file), url: "http://" + addr}
	return p, p.start(p.url + "/picture.jpg")
}

func freeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// start starts the process and waits until it answers.
func (p *process) start(ready string) error {
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	if err := p.command.Start(); err != nil {
		return err
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if answer, err := http.Get(ready); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	p.stop()
	return errors.New("the server did not start: " + p.output.String())
}

// settle waits until the process has nothing to do of its own any more, such as
// making smaller pictures of the demo photographs.
func (p *process) settle() {
	const calm, atMost = 500 * time.Millisecond, time.Minute
	for deadline := time.Now().Add(atMost); time.Now().Before(deadline); {
		before := p.cpu()
		time.Sleep(calm)
		if p.cpu()-before < calm/20 {
			return
		}
	}
}

func (p *process) stop() {
	p.command.Process.Kill()
	p.command.Wait()
}

// cpu is the CPU time that the process has used. Linux tells it to the
// nanosecond for each thread, in /proc.
func (p *process) cpu() (total time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.command.Process.Pid))
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
