package sqldb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// MovedFile lies in a data folder whose program has been moved elsewhere: it
// must not serve from here by accident, with what has been revoked there, and
// accept what has been used there.
const MovedFile = "moved"

// MarkMoved leaves a note in a folder.
func MarkMoved(dir, where string, now time.Time) error {
	note := fmt.Sprintf("to %s, %s\n\nDelete this file to serve from here all the same.\n", where, now.UTC().Format("2006-01-02 15:04:05 UTC"))
	if err := os.WriteFile(filepath.Join(dir, MovedFile), []byte(note), 0o600); err != nil {
		return fmt.Errorf("marking the old place as moved: %w", err)
	}
	return nil
}

// NotMoved refuses to serve from the files of a folder that has been moved. A
// database that is elsewhere does not mind.
func NotMoved(dir, database string) error {
	if isPostgres(database) {
		return nil
	}
	path := filepath.Join(dir, MovedFile)
	note, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(note), "\n")
	return fmt.Errorf("this has been moved %s: start it there, or delete %s to go on here", line, path)
}
