//go:build scale

package scale

import (
	"testing"
	"time"

	"example.net/oauth1/e2e/programs"
)

// eventually asks again and again until it is so; otherwise says why it is not.
func eventually(t *testing.T, otherwise func() error, so func() bool) {
	t.Helper()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	late := time.After(3 * programs.Patience)
	for !so() {
		select {
		case <-again.C:
		case <-late:
			t.Fatal(otherwise())
		}
	}
}
