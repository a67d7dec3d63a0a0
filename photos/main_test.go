package photos_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/photos"
)

var update = flag.Bool("update", false, "write the golden files anew")

// asProgram is the variable that makes this test program be photos.
const asProgram = "PHOTOS_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(photos.Main(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// command runs the program as a shell does.
func command(env map[string]string, args ...string) (status int, said string) {
	status, out, problem := run(env, args...)
	return status, out + problem
}

// run keeps what it answers apart from what went wrong.
func run(env map[string]string, args ...string) (status int, stdout, stderr string) {
	var out, problem bytes.Buffer
	status = photos.Main(args, func(name string) string { return env[name] }, &out, &problem)
	return status, out.String(), problem.String()
}

func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "80") // whatever the terminal is
	for name, args := range map[string][]string{
		"photos": {"-h"}, "user-add": {"user", "add", "-h"}, "consumer-add": {"consumer", "add", "-h"},
		"consumer-bar": {"consumer", "bar", "-h"}, "health": {"health", "-h"},
		"reset": {"reset", "-h"}, "check": {"check", "-h"},
		"backup": {"backup", "-h"}, "restore": {"restore", "-h"}, "migrate": {"migrate", "-h"},
	} {
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

func TestTheGuard(t *testing.T) {
	for _, c := range []struct {
		name    string
		config  photos.Config
		refused string // part of the sentence; "" if it starts
	}{
		{"at home", photos.Config{URL: "http://localhost:8080", Seed: "demo"}, ""},
		{"at home, by number", photos.Config{URL: "http://[::1]:8080"}, ""},
		{"https anywhere", photos.Config{URL: "https://photos.example.net"}, ""},
		{"http elsewhere", photos.Config{URL: "http://photos.example.net"}, "plain http"},
		{"the demo elsewhere", photos.Config{URL: "https://photos.example.net", Seed: "demo"}, "demo credentials are public"},
		{"the demo elsewhere, said aloud", photos.Config{URL: "http://photos.example.net", Seed: "demo", AllowInsecure: true}, ""},
		{"almost localhost", photos.Config{URL: "http://localhost.example.net"}, "plain http"},
		{"no address", photos.Config{URL: "photos"}, "no absolute http or https address"},
		{"a query", photos.Config{URL: "https://photos.example.net/?x"}, "leave out"},
	} {
		c.config.Data = t.TempDir()
		app, err := photos.New(context.Background(), c.config)
		if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil {
			app.Close()
		}
	}
}

// The demo that an earlier start has loaded is as public as one that this start would load.
func TestTheGuardLooksIntoTheFolder(t *testing.T) {
	config := photos.Config{URL: "http://localhost:8080", Data: t.TempDir(), Seed: "demo"}
	app, err := photos.New(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	app.Close()
	config.URL, config.Seed = "https://photos.example.net", ""
	if _, err := photos.New(context.Background(), config); err == nil || !strings.Contains(err.Error(), "demo credentials") {
		t.Errorf("it starts: %v", err)
	}
}

func TestCommands(t *testing.T) {
	env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SEED": "demo"}
	steps := []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"user", "add", "anna", "--password", password}, 0, "User anna has the id"},
		{[]string{"user", "add", "anna", "--password", password}, 1, "taken"},
		{[]string{"user", "add", "a", "--password", password}, 1, "screen name"},
		{[]string{"consumer", "add", "My frame", "--callback", "https://frame.example.com/ready"}, 0, "consumer secret  "},
		{[]string{"consumer", "add", "My frame"}, 1, "--callback or --out-of-band"},
		{[]string{"consumer", "add", "My frame", "--callback", "javascript:alert(1)"}, 1, "callback javascript:alert(1)"},
		{[]string{"consumer", "add", "RSA", "--out-of-band", "--public-key", "../seed/rsa-demo-public.pem"}, 0, "consumer key"},
		{[]string{"consumer", "add", "Brief", "--out-of-band", "--token-lifetime=1h"}, 0, "consumer key"},
		{[]string{"consumer", "add", "Brief", "--out-of-band", "--token-lifetime=1s"}, 1, "--token-lifetime is at least 1m0s"},
		{[]string{"check"}, 0, "All 16 originals are as they were uploaded"},
		{[]string{"reset"}, 0, "as new"},
		{[]string{"check"}, 0, "All 16 originals"},
		{[]string{"user", "add", "anna", "--password", password}, 0, "User anna"},
		{[]string{"--seed=", "reset"}, 1, "--yes"},
		{[]string{"fly"}, 1, "fly"},
		{[]string{"--addr"}, 1, "addr"},
	}
	for _, step := range steps {
		if status, said := command(env, step.args...); status != step.status || !strings.Contains(said, step.says) {
			t.Errorf("%v ends with %d and says:\n%s", step.args, status, said)
		}
	}
}

func TestCheckFindsADamagedOriginal(t *testing.T) {
	env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SEED": "demo"}
	command(env, "check")
	var original string
	err := filepath.WalkDir(filepath.Join(env["PHOTOS_DATA"], "blobs"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(path, "original") {
			original = path
		}
		return err
	})
	if err != nil || original == "" {
		t.Fatal("no original found", err)
	}
	if err := os.Chmod(original, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(original, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, said := command(env, "check"); status != 1 || !strings.Contains(said, "damaged:") {
		t.Errorf("it ends with %d and says:\n%s", status, said)
	}
}

// A first start that was interrupted is made good by the next; a later one changes nothing.
func TestTheDemoIsLoadedOnce(t *testing.T) {
	config := photos.Config{URL: "http://localhost:8080", Data: t.TempDir(), Seed: "demo", PrinterURL: "http://localhost:8081"}
	interrupted, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := photos.New(interrupted, config); err == nil {
		t.Fatal("a cancelled start succeeds")
	}
	s := open(t, func(c *photos.Config) { url := c.URL; *c = config; c.URL = url })
	jane := s.browser()
	jane.trySignIn("jane", "photos-demo").wants(200, "Vacation", "Animals")
	r, err := s.Store.Registration(context.Background(), "dpf43f3p2l4k3l03")
	if err != nil || r.Callbacks[0] != "http://localhost:8081/" || r.Callbacks[1] != "http://printer.example.com/" {
		t.Errorf("the printer is registered as %+v, %v", r, err)
	}
}
