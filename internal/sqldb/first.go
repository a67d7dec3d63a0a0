package sqldb

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// ErrNewerSchema means that a newer version has written the rows.
var ErrNewerSchema = errors.New("this was written by a newer version")

// FirstMigrations are those with these names, which must be the first ones that
// there are: with them, a database is as that of the rows was.
func FirstMigrations(fsys fs.FS, names []string) (fs.FS, error) {
	known, err := fs.Glob(fsys, "[0-9][0-9][0-9][0-9]_*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(known)
	for i, name := range names {
		if i >= len(known) || known[i] != name {
			return nil, fmt.Errorf("%w: it knows %s", ErrNewerSchema, name)
		}
	}
	return first{fsys, known[:len(names)]}, nil
}

// first are some of the files.
type first struct {
	fs.FS
	names []string
}

// Glob implements [fs.GlobFS] for the one pattern that is asked for.
func (f first) Glob(string) ([]string, error) { return slices.Clone(f.names), nil }

// ErrOlderRows means that a database is ahead of the rows that are to come into
// it: what later migrations would do to them has been done already, to none.
var ErrOlderRows = errors.New("the rows were written by an older version than the one that made this database: begin with a database that is not made yet")
