package e2e

import (
	"testing"

	"example.net/oauth1/e2e/programs"
)

func TestStart(t *testing.T) {
	demo := programs.Start(t)
	t.Log(demo.Photos.Log())
	t.Log(demo.Printer.Log())
}
