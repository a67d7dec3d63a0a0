package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
)

// names of Chromium, in the order in which they are tried after the environment variable CHROMIUM.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

var errMissing = errors.New("no Chromium: install the package chromium, or let CHROMIUM name the program " +
	"(tried chromium, chromium-browser and google-chrome)")

// chromium starts the one browser of this test binary at the first call.
var chromium = sync.OnceValues(start)

// quit ends the browser, if there is one.
var quit = func() error { return nil }

func start() (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	alloc, _ := chromedp.NewExecAllocator(context.Background(), flags(path)...)
	ctx, _ := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		return nil, err
	}
	quit = func() error {
		soon, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		return chromedp.Cancel(soon)
	}
	return ctx, nil
}

// Close ends the browser. Call it once, when all tests of the binary are over.
func Close() error { return quit() }

func find() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return exec.LookPath(path)
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errMissing
}

// flags make a browser that is quiet: it asks nobody anything, and every request is the page's own.
func flags(path string) []chromedp.ExecAllocatorOption {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.WindowSize(1280, 900))
	for _, name := range []string{"disable-quic", "disable-component-update", "disable-domain-reliability", "no-pings", "mute-audio"} {
		options = append(options, chromedp.Flag(name, true))
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to sandbox root
	}
	return options
}
