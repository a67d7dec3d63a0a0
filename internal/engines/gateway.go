package engines

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// The one version that everything here was tried with. It is a program to talk to, and in no go.mod.
const (
	gatewayModule  = "github.com/versity/versitygw/cmd/versitygw"
	gatewayVersion = "v1.8.0"
)

// Gateway is the path of versitygw. The first time on a machine the go command compiles it, which takes about a minute.
func Gateway(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "oauth1-engines")
	program := filepath.Join(cache, "versitygw-"+gatewayVersion+suffix())
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", fmt.Errorf("making the folder for versitygw: %w", err)
	}
	return program, install(ctx, cache, program)
}

// install compiles versitygw in a folder of its own and puts it in place in one step, whoever else is doing the same.
func install(ctx context.Context, cache, program string) (err error) {
	dir, err := os.MkdirTemp(cache, "build-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cmd := exec.CommandContext(ctx, "go", "install", "-trimpath", "-ldflags=-s -w", gatewayModule+"@"+gatewayVersion)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("versitygw is missing, and go install %s@%s failed (it needs the Go module proxy): %w\n%s", gatewayModule, gatewayVersion, err, said)
	}
	return os.Rename(filepath.Join(dir, "versitygw"+suffix()), program)
}

func suffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
