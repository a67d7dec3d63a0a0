package shelf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.net/oauth1/printer/orders"
)

// Folder is a shelf in a folder of this machine, or of a disk that several machines share. Its value is the path.
type Folder string

var _ orders.Shelf = Folder("")

// Make makes the folder if it is missing.
func (d Folder) Make() error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return fmt.Errorf("making the folder for print files: %w", err)
	}
	return nil
}

// path is where a file of that name lies. A name that is no file's name of this folder has none.
func (d Folder) path(name string) (string, error) {
	if !isPDF(name) || name != filepath.Base(name) {
		return "", fmt.Errorf("print file %q: %w", name, orders.ErrNotFound)
	}
	return filepath.Join(string(d), name), nil
}

// Put implements orders.Shelf: first the bytes are on the disk, then they have their name.
func (d Folder) Put(_ context.Context, name string, f *os.File) (int64, error) {
	defer f.Close()
	path, err := d.path(name)
	if err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err == nil {
		err = d.move(f.Name(), path)
	}
	if err != nil {
		return 0, fmt.Errorf("putting a print file away: %w", d.known(err))
	}
	return info.Size(), syncDir(string(d))
}

// move gives a file its name, also where it lies on another disk.
func (d Folder) move(from, to string) error {
	err := os.Rename(from, to)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	half, err := os.CreateTemp(string(d), "*.half")
	if err != nil {
		return err
	}
	defer os.Remove(half.Name()) // fails once it has its name
	if err := errors.Join(fill(half, from), half.Close()); err != nil {
		return err
	}
	if err := os.Rename(half.Name(), to); err != nil {
		return err
	}
	return os.Remove(from)
}

// fill copies a file into another one that is open, down to the disk.
func fill(to *os.File, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(to, f); err != nil {
		return err
	}
	return to.Sync()
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Open implements orders.Shelf; what it gives is an *os.File.
func (d Folder) Open(_ context.Context, name string) (io.ReadSeekCloser, error) {
	path, err := d.path(name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, d.known(err)
	}
	return f, nil
}

// Size implements orders.Shelf.
func (d Folder) Size(_ context.Context, name string) (int64, error) {
	path, err := d.path(name)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, d.known(err)
	}
	return info.Size(), nil
}

// known is the shop's word for a file that is not there, or for all of them.
func (d Folder) known(err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, whole := os.Stat(string(d)); whole != nil {
		return &orders.ShelfDown{Err: whole}
	}
	return errors.Join(orders.ErrNotFound, err)
}

// Remove implements orders.Shelf.
func (d Folder) Remove(_ context.Context, name string) error {
	path, err := d.path(name)
	if err != nil {
		return nil // it cannot be there
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Older implements orders.Shelf.
func (d Folder) Older(_ context.Context, than time.Duration, each func([]string) error) error {
	moment := time.Now().Add(-than)
	dir, err := os.Open(string(d))
	if err != nil {
		return err
	}
	defer dir.Close()
	for {
		entries, err := dir.ReadDir(some)
		if len(entries) > 0 {
			if err := each(older(entries, moment)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func older(entries []fs.DirEntry, moment time.Time) (names []string) {
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() && isPDF(entry.Name()) && info.ModTime().Before(moment) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// Mark implements Shelf. A file that is linked to its name is there whole, once.
func (d Folder) Mark(_ context.Context, fresh string) (string, error) {
	path := filepath.Join(string(d), mark)
	half, err := os.CreateTemp(string(d), "*.half")
	if err != nil {
		return "", err
	}
	defer os.Remove(half.Name())
	_, err = half.WriteString(fresh + "\n")
	if err := errors.Join(err, half.Sync(), half.Close()); err != nil {
		return "", err
	}
	if err := os.Link(half.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	text, err := os.ReadFile(path)
	return string(bytes.TrimSpace(text)), err
}

// Clear removes all print files, and nothing else that may lie there.
func (d Folder) Clear() error {
	entries, err := os.ReadDir(string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		if isPDF(entry.Name()) {
			err = errors.Join(err, os.Remove(filepath.Join(string(d), entry.Name())))
		}
	}
	return err
}
