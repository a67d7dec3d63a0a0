package printer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/printer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// command runs the program as a shell does.
func command(env map[string]string, args ...string) (status int, said string) {
	var out bytes.Buffer
	status = printer.Main(args, func(name string) string { return env[name] }, &out)
	return status, out.String()
}

func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "80") // whatever the terminal is
	for name, args := range map[string][]string{"printer": {"-h"}, "reset": {"reset", "-h"}, "health": {"health", "-h"},
		"backup": {"backup", "-h"}, "restore": {"restore", "-h"}, "migrate": {"migrate", "-h"}} {
		status, said := command(nil, args...)
		if status != 0 {
			t.Errorf("%v ends with %d", args, status)
		}
		golden := filepath.Join("testdata", "help-"+name+".txt")
		if *update {
			if err := os.WriteFile(golden, []byte(said), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if said != string(want) {
			t.Errorf("%v says:\n%s\nwant:\n%s", args, said, want)
		}
	}
}

// good is a configuration that starts; each test spoils one thing.
func good(t *testing.T) printer.Config {
	return printer.Config{
		URL: "http://localhost:8081", Data: t.TempDir(), ProviderURL: "http://localhost:8080",
		ConsumerKey: demoKey, SignatureMethod: "HMAC-SHA1",
	}
}

// starts tells what New says: part of the sentence, or "" if it starts.
func starts(t *testing.T, name string, config printer.Config, refused string) {
	t.Helper()
	app, err := printer.New(context.Background(), config)
	if refused == "" && err != nil || refused != "" && (err == nil || !strings.Contains(err.Error(), refused)) {
		t.Errorf("%s: %v", name, err)
	}
	if err == nil {
		if err := app.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheGuard(t *testing.T) {
	own := func(c *printer.Config) { c.ConsumerKey, c.ConsumerSecret = "k", "s" }
	for name, test := range map[string]struct {
		change  func(*printer.Config)
		refused string
	}{
		"at home":            {func(c *printer.Config) { c.Seed = "demo" }, ""},
		"at home, by number": {func(c *printer.Config) { c.URL = "http://[::1]:8081" }, ""},
		"https anywhere, with its own registration": {func(c *printer.Config) { own(c); c.URL = "https://printer.example.net" }, ""},
		"http elsewhere":                 {func(c *printer.Config) { own(c); c.URL = "http://printer.example.net" }, "plain http"},
		"almost localhost":               {func(c *printer.Config) { own(c); c.URL = "http://localhost.example.net" }, "plain http"},
		"the demo's key elsewhere":       {func(c *printer.Config) { c.URL = "https://printer.example.net" }, "demo credentials are public"},
		"the demo's account elsewhere":   {func(c *printer.Config) { own(c); c.URL, c.Seed = "https://printer.example.net", "demo" }, "demo credentials are public"},
		"the demo elsewhere, said aloud": {func(c *printer.Config) { c.URL, c.AllowInsecure = "http://printer.example.net", true }, ""},
	} {
		config := good(t)
		test.change(&config)
		starts(t, name, config, test.refused)
	}
}

// The demo's account that an earlier start made is as public as one that this
// start would make.
func TestTheGuardLooksIntoTheFolder(t *testing.T) {
	config := good(t)
	config.Seed = "demo"
	starts(t, "the demo at home", config, "")
	config.URL, config.Seed, config.ConsumerKey, config.ConsumerSecret = "https://printer.example.net", "", "k", "s"
	starts(t, "its folder elsewhere", config, "demo credentials are public")
}

// What cannot work is one clear line.
func TestSettings(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key.pem")
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change  func(*printer.Config)
		refused string
	}{
		"no address":            {func(c *printer.Config) { c.URL = "printer" }, "PRINTER_URL"},
		"a query":               {func(c *printer.Config) { c.URL += "/?x" }, "leave out"},
		"no provider":           {func(c *printer.Config) { c.ProviderURL = "" }, "PRINTER_PROVIDER_URL"},
		"no such method":        {func(c *printer.Config) { c.SignatureMethod = "HMAC-MD5" }, "none of HMAC-SHA1, RSA-SHA1"},
		"no secret":             {func(c *printer.Config) { c.ConsumerKey = "mine" }, "PRINTER_CONSUMER_SECRET"},
		"RSA without a key":     {func(c *printer.Config) { c.SignatureMethod = "RSA-SHA1" }, "PRINTER_RSA_KEY"},
		"RSA with a wrong file": {func(c *printer.Config) { c.SignatureMethod, c.RSAKey = "RSA-SHA1", "main_test.go" }, "no PEM file"},
		"RSA with a key":        {func(c *printer.Config) { c.SignatureMethod, c.RSAKey = "RSA-SHA256", key }, ""},
		"two endpoints": {func(c *printer.Config) {
			c.RequestTokenURL, c.AuthorizeURL = "http://a.example/r", "http://a.example/a"
		}, "all three"},
		"no endpoint": {func(c *printer.Config) {
			c.RequestTokenURL, c.AuthorizeURL, c.AccessTokenURL = "http://a.example/r", "a", "http://a.example/t"
		}, "PRINTER_AUTHORIZE_URL"},
		"an IPP printer":   {func(c *printer.Config) { c.IPPURL = "http://localhost:631/ipp/print" }, "PRINTER_IPP_URL"},
		"another database": {func(c *printer.Config) { c.Database = "mysql://jane:secret@db/printer" }, "database mysql://jane:xxxxx@db/printer: only postgres://"},
		"a short key":      {func(c *printer.Config) { c.SecretKey = "short" }, "too short"},
	} {
		config := good(t)
		test.change(&config)
		starts(t, name, config, test.refused)
	}
}

// A second instance on the same folder is refused.
func TestSecondInstance(t *testing.T) {
	config := good(t)
	app, err := printer.New(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	starts(t, "the second", config, "another running program")
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	starts(t, "after the first", config, "")
}

func TestCommands(t *testing.T) {
	data := t.TempDir()
	demo, real := map[string]string{"PRINTER_DATA": data, "PRINTER_SEED": "demo"}, map[string]string{"PRINTER_DATA": data}
	config := good(t)
	config.Data, config.Seed = data, "demo"
	starts(t, "the demo", config, "")
	for _, step := range []struct {
		env    map[string]string
		args   []string
		status int
		says   string
	}{
		{real, []string{"reset"}, 1, "--yes"},
		{demo, []string{"reset"}, 0, "as new"},
		{real, []string{"reset", "--yes"}, 0, "as new"},
		{real, []string{"fly"}, 1, "fly"},
		{real, []string{"--addr"}, 1, "addr"},
		{map[string]string{"PRINTER_DATA": data, "PRINTER_CONSUMER_KEY": "mine", "PRINTER_CONSUMER_SECRET": "kept back", "PRINTER_ADDR": "nonsense"}, nil, 1, "PRINTER_CONSUMER_SECRET=(set, not shown)"},
	} {
		if status, said := command(step.env, step.args...); status != step.status || !strings.Contains(said, step.says) || strings.Contains(said, "kept back") {
			t.Errorf("%v ends with %d and says:\n%s", step.args, status, said)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "secret.key")); err != nil {
		t.Error("the key did not stay:", err)
	}
}
