package printer_test

import (
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
	"example.net/oauth1/printer/sheet"
	"example.net/oauth1/printer/terminal"
)

// atTerminal is the printer at a terminal, taken apart.
type atTerminal struct{ *terminal.Terminal }

func newTerminalAt(t *testing.T, p *serviceProvider, clock *hands) atTerminal {
	t.Helper()
	base, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	return atTerminal{&terminal.Terminal{
		Provider: provider.New(provider.Settings{URL: base, Registrations: []provider.Registration{{Key: demoKey, Secret: demoSecret}}, Method: "HMAC-SHA1", Now: clock.time}),
		File:     &terminal.File{Path: filepath.Join(t.TempDir(), "connection"), Seal: seal.New([seal.KeySize]byte{1})},
		Composer: sheet.Composer{}, Out: io.Discard, Now: clock.time,
	}}
}

// dance connects, Jane allowing as soon as the PIN is read.
func (a atTerminal) dance(t *testing.T, p *serviceProvider) orders.Connection {
	t.Helper()
	a.In = readerOf(func() string { return p.allow(t, "jane") + "\n" })
	if err := a.Connect(t.Context(), orders.Signing{}); err != nil {
		t.Fatal(err)
	}
	c, err := a.File.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// readerOf is a text that is made when it is first read.
func readerOf(text func() string) io.Reader {
	var made io.Reader
	return reading(func(b []byte) (int, error) {
		if made == nil {
			made = strings.NewReader(text())
		}
		return made.Read(b)
	})
}

type reading func([]byte) (int, error)

func (r reading) Read(b []byte) (int, error) { return r(b) }
