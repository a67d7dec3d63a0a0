//go:build scale

package scale

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/internal/engines"
)

// The engines of this test run. A story has a database for each program and a bucket of its own on them.
var (
	postgres *engines.Postgres
	s3       *engines.S3
)

func TestMain(m *testing.M) {
	code, err := withEngines(m.Run)
	if err = errors.Join(err, browser.Close(), programs.Clean()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func withEngines(run func() int) (code int, err error) {
	dir, err := os.MkdirTemp("", "scale-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx := context.Background()
	if postgres, err = engines.StartPostgres(ctx, filepath.Join(dir, "postgres")); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, postgres.Stop()) }()
	if s3, err = engines.StartS3(ctx, filepath.Join(dir, "s3")); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, s3.Stop()) }()
	return run(), nil
}
