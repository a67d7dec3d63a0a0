package blobs

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// scratch is a folder on this machine for what is on its way to a bucket or from
// it. Nothing in it has to survive.
type scratch struct{ dir string }

func openScratch(dir string) (scratch, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return scratch{}, fmt.Errorf("making the folder for what is on its way: %w", err)
	}
	return scratch{dir}, nil
}

// sheet is a file in it, removed when it is closed.
type sheet struct{ *os.File }

func (s scratch) sheet() (*sheet, error) {
	file, err := os.OpenFile(filepath.Join(s.dir, rand.Text()), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("staging a picture: %w", err)
	}
	return &sheet{file}, nil
}

// Close implements io.Closer.
func (s *sheet) Close() error {
	err := s.File.Close()
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return errors.Join(err, os.Remove(s.Name()))
}

// discard removes what a crash has left.
func (s scratch) discard() error {
	entries, err := os.ReadDir(s.dir)
	for _, entry := range entries {
		if gone := os.Remove(filepath.Join(s.dir, entry.Name())); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}
