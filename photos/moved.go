package photos

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// movedFile lies in a data folder whose photos has been moved elsewhere: it must not serve from here by accident, with
// tokens that were revoked there meanwhile, and nonces that were used there.
const movedFile = "moved"

// markMoved leaves a note in a folder.
func markMoved(config Config, where string, now time.Time) error {
	note := fmt.Sprintf("to %s, %s\n\nDelete this file to serve from here all the same.\n", where, moment(now))
	if err := os.WriteFile(filepath.Join(config.Data, movedFile), []byte(note), 0o600); err != nil {
		return fmt.Errorf("marking the old place as moved: %w", err)
	}
	return nil
}

// notMoved refuses to serve from a folder that has been moved. Its database only, if that is elsewhere, does not mind.
func (c *Config) notMoved() error {
	if isRemote(c.databasePath()) {
		return nil
	}
	path := filepath.Join(c.Data, movedFile)
	note, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(note), "\n")
	return fmt.Errorf("this photos has been moved %s: start it there, or delete %s to go on here", line, path)
}
