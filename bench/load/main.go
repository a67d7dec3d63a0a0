// Command load measures, in one run, what a signed picture costs photos beside
// the same bytes sent unsigned by echo's own c.File and by nginx, and how long
// one waits for it at a fixed rate. It prints ratios; on a busy machine nothing
// else means much.
//
// Each server is a process of its own, so that its CPU time can be told from
// that of the load. The load stops by itself and goes to loopback only.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/bench/programs"
)

func main() {
	baseline := flag.String("baseline", "", "serve this file unsigned with echo's c.File (used by the program itself)")
	addr := flag.String("addr", "", "where the baseline listens")
	photos := flag.String("photos", "bin/photos", "the photos binary")
	requests := flag.Int("n", 10000, "requests in each round")
	rounds := flag.Int("rounds", 7, "rounds")
	parallel := flag.Int("c", 64, "requests under way at once")
	rate := flag.Int("rate", 1000, "requests a second when waiting is measured")
	seconds := flag.Int("seconds", 5, "how long that lasts in each round")
	sizes := flag.String("sizes", "20000,200000", "the pictures are those whose sizes are nearest to these")
	flag.Parse()
	if *baseline != "" {
		log.Fatal(serveFile(*addr, *baseline))
	}
	b := benchmark{requests: *requests, rounds: *rounds, parallel: *parallel, rate: *rate, seconds: *seconds, sizes: *sizes}
	if err := b.run(*photos); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// serveFile is echo as it comes, with one file.
func serveFile(addr, file string) error {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/picture.jpg", func(c echo.Context) error { return c.File(file) })
	return e.Start(addr)
}

// startBaseline starts this program as a server of one file.
func startBaseline(dir string, content []byte) (*programs.Process, error) {
	file := filepath.Join(dir, "picture.jpg")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return nil, err
	}
	addr, err := programs.FreeAddr()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &programs.Process{Command: exec.Command(self, "-addr", addr, "-baseline", file), URL: "http://" + addr}
	return p, p.Start(p.URL + "/picture.jpg")
}

// benchmark compares photos with c.File and nginx.
type benchmark struct {
	provider *programs.Process
	client   *http.Client
	sign     func(*http.Request) error
	dir      string

	requests, rounds, parallel int
	rate, seconds              int
	sizes                      string
}

func (b benchmark) run(photos string) (err error) {
	if b.dir, err = os.MkdirTemp("", "load"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	addr, err := programs.FreeAddr()
	if err != nil {
		return err
	}
	if b.provider, err = programs.StartPhotos(photos, b.dir, addr, addr); err != nil {
		return err
	}
	defer b.provider.Stop()
	consumer, access, err := programs.Dance(b.provider.URL)
	if err != nil {
		return err
	}
	b.client = consumer.Client(access)
	b.sign = func(r *http.Request) error { return consumer.Sign(r, access.Token, access.Secret) }
	b.provider.Settle()
	for size := range strings.SplitSeq(b.sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		if err := b.with(n); err != nil {
			return err
		}
	}
	return nil
}

// with does it with the picture whose size is nearest to the one given.
func (b benchmark) with(size int) error {
	target, bytes, err := pickPicture(b.client, b.provider.URL, size)
	if err != nil {
		return err
	}
	plain, err := startBaseline(b.dir, bytes)
	if err != nil {
		return err
	}
	defer plain.Stop()
	loads := []load{
		{name: "photos, signed GET", server: b.provider, url: target, size: len(bytes), sign: b.sign},
		{name: "echo c.File, unsigned", server: plain, url: plain.URL + "/picture.jpg", size: len(bytes)},
	}
	static, err := startNginx(b.dir)
	switch {
	case err == nil:
		defer static.Stop()
		loads = append(loads, load{name: "nginx, unsigned", server: static, url: static.URL + "/picture.jpg", size: len(bytes)})
	case errors.Is(err, errNoNginx):
		fmt.Println(err)
	default:
		return err
	}
	if err := b.compareCPU(loads); err != nil {
		return err
	}
	return b.compareWaiting(loads)
}
