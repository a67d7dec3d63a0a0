package e2e

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := errors.Join(browser.Close(), programs.Clean()); err != nil {
		fmt.Fprintln(os.Stderr, "cleaning up:", err)
	}
	os.Exit(code)
}
