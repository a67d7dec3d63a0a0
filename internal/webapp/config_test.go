package webapp

import (
	"bytes"
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"
)

type testConfig struct {
	Addr    string         `env:"PHOTOS_ADDR" default:"localhost:8080" help:"Where to listen."`
	Window  time.Duration  `env:"PHOTOS_WINDOW" default:"300s" help:"Clock difference."`
	Proxies []netip.Prefix `env:"PHOTOS_PROXIES" help:"Trusted networks."`
	Key     string         `env:"PHOTOS_KEY" secret:"" help:"Never shown."`
	DB      string         `env:"PHOTOS_DB" help:"A file or an address."`
	Seed    string         `env:"PHOTOS_SEED" enum:",demo" default:"" help:"demo or nothing."`
}

type testCLI struct {
	testConfig
	Serve serveTest `cmd:"" default:"1" help:"Serve."`
	User  struct {
		Add addTest `cmd:"" help:"Add a user."`
	} `cmd:"" help:"Users."`
}

type serveTest struct{}

type addTest struct {
	Name string `arg:"" help:"Screen name."`
}

// Run tells what it was called with.
func (a *addTest) Run(ctx context.Context, told *[]string) error {
	*told = append(*told, a.Name, ctx.Value(testKey{}).(string))
	return nil
}

type testKey struct{}

func parse(t *testing.T, env map[string]string, args ...string) (*testCLI, *Command, string, error) {
	t.Helper()
	var cli testCLI
	var out bytes.Buffer
	cmd, err := ParseConfig("photos", "The Service Provider.", &cli, args, func(name string) string { return env[name] }, &out)
	return &cli, cmd, out.String(), err
}

func TestFlagsThenEnvironmentThenDefaults(t *testing.T) {
	t.Setenv("PHOTOS_ADDR", "from the process") // only getenv counts
	cli, cmd, _, err := parse(t, nil)
	if err != nil || cmd.Name() != "serve" || cli.Addr != "localhost:8080" || cli.Window != 5*time.Minute {
		t.Errorf("defaults: %+v, %v", cli.testConfig, err)
	}
	env := map[string]string{"PHOTOS_ADDR": ":1", "PHOTOS_WINDOW": "1m", "PHOTOS_PROXIES": "10.0.0.0/8,192.168.0.0/16", "PHOTOS_SEED": "", "PHOTOS_KEY": "k"}
	cli, _, _, err = parse(t, env, "--addr", ":2")
	if err != nil || cli.Addr != ":2" || cli.Window != time.Minute || len(cli.Proxies) != 2 || cli.Key != "k" {
		t.Errorf("flag and environment: %+v, %v", cli.testConfig, err)
	}
}

func TestWrongConfigurationIsOneClearLine(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		args []string
		want string
	}{
		{nil, []string{"--adr", ":1"}, "--adr"},
		{nil, []string{"sing"}, "sing"},
		{map[string]string{"PHOTOS_WINDOW": "soon"}, nil, "window"},
		{map[string]string{"PHOTOS_SEED": "prod"}, nil, "seed"},
		{map[string]string{"PHOTOS_PROXIES": "10.0.0.0/99"}, nil, "proxies"},
		{nil, []string{"user", "add"}, "name"},
	} {
		_, cmd, out, err := parse(t, c.env, c.args...)
		if err == nil || cmd != nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), c.want) || out != "" {
			t.Errorf("%v %v: %v, printed %q", c.env, c.args, err, out)
		}
	}
}

func TestHelpListsEverything(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"--help"}, {"user", "add", "-h"}} {
		_, cmd, out, err := parse(t, nil, args...)
		if cmd != nil || err != nil {
			t.Errorf("%v: %v", args, err)
		}
		for _, want := range []string{"--addr", "PHOTOS_ADDR", "localhost:8080", "PHOTOS_KEY", "PHOTOS_PROXIES"} {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %s in\n%s", args, want, out)
			}
		}
	}
	if _, _, out, _ := parse(t, nil, "-h"); !strings.Contains(out, "user add") {
		t.Errorf("the commands are not listed:\n%s", out)
	}
}

func TestCommands(t *testing.T) {
	_, cmd, _, err := parse(t, nil, "user", "add", "jane")
	if err != nil || cmd.Name() != "user add" {
		t.Fatal(err)
	}
	var told []string
	if err := cmd.Run(context.WithValue(t.Context(), testKey{}, "ctx"), &told); err != nil || strings.Join(told, " ") != "jane ctx" {
		t.Errorf("%v, %v", told, err)
	}
}

func TestTheConfigurationIsPrintedWithoutSecrets(t *testing.T) {
	_, cmd, _, err := parse(t, map[string]string{"PHOTOS_KEY": "hunter2", "PHOTOS_PROXIES": "10.0.0.0/8,10.1.0.0/16"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.PrintConfig(&out)
	want := "PHOTOS_ADDR=localhost:8080\nPHOTOS_WINDOW=5m0s\nPHOTOS_PROXIES=10.0.0.0/8,10.1.0.0/16\nPHOTOS_KEY=(set, not shown)\nPHOTOS_DB=\nPHOTOS_SEED=\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

func TestThePasswordOfAnAddressIsNotPrinted(t *testing.T) {
	for address, want := range map[string]string{
		"photos.db":                                "photos.db",
		"postgres://db/photos?sslmode=disable":     "postgres://db/photos?sslmode=disable",
		"postgres://jane:hunter2@db/photos":        "postgres://jane:xxxxx@db/photos",
		"postgres://db/photos?password=hunter2":    "postgres://db/photos?password=xxxxx",
		"postgres://jane:hunter2%zz@db/photos":     "(set, not shown: it cannot be read)",
		"s3://pictures?endpoint=http://127.0.0.1/": "s3://pictures?endpoint=http://127.0.0.1/",
		"s3://jane:hunter2@pictures?region=x":      "s3://jane:xxxxx@pictures?region=x",
		"s3://pictures?secretAccessKey=hunter2":    "s3://pictures?secretAccessKey=xxxxx",
		"s3://pictures?endpoint=http://u:p@host":   "s3://pictures?endpoint=xxxxx",
	} {
		_, cmd, _, err := parse(t, map[string]string{"PHOTOS_DB": address})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		cmd.PrintConfig(&out)
		if !strings.Contains(out.String(), "\nPHOTOS_DB="+want+"\n") {
			t.Errorf("%s is printed as\n%s", address, &out)
		}
	}
}
