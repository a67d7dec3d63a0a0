package sqldb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// LockDir makes the folder if it is missing (mode 0700) and claims it for this
// process until unlock is called or the process ends, however it ends. A
// second instance on the same folder is refused.
func LockDir(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	f, err := lockFile(filepath.Join(dir, ".lock"))
	if err != nil {
		return nil, fmt.Errorf("data folder %s: %w", dir, err)
	}
	return sync.OnceFunc(func() { f.Close() }), nil
}

// ErrInUse is what a second instance is told.
var ErrInUse = errors.New("another running program uses it; stop that one first or choose another folder")

// AwaitDir is LockDir for who waits until the other program ends; busy is called
// once if there is one.
func AwaitDir(ctx context.Context, dir string, busy func()) (unlock func(), err error) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for asked := false; ; asked = true {
		if unlock, err = LockDir(dir); !errors.Is(err, ErrInUse) {
			return unlock, err
		}
		if !asked {
			busy()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
