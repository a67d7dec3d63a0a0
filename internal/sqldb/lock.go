package sqldb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
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
