package archive

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// File is a file that is being written and has no name yet. Where the system
// can, it is in no folder until then: nothing of it is left, however the program
// ends.
type File struct {
	*os.File
	path string // the name that it will have
	name string // the name that it has meanwhile, or ""
	kept bool
}

// Create begins a file for its owner only.
func Create(path string) (*File, error) {
	dir := filepath.Dir(path)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "create", Path: path, Err: errors.New("there is something else of that name")}
	}
	if file := nameless(dir); file != nil {
		return &File{File: file, path: path}, nil
	}
	file, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*.part") // mode 0600
	if err != nil {
		return nil, err
	}
	return &File{File: file, path: path, name: file.Name()}, nil
}

// Keep brings the file to the disk and gives it its name. A file that has it
// already is replaced.
func (f *File) Keep() error {
	if err := f.Sync(); err != nil {
		return err
	}
	if f.name == "" {
		f.name = filepath.Join(filepath.Dir(f.path), "."+filepath.Base(f.path)+"."+rand.Text()[:8]+".part")
		if err := link(f.File, f.name); err != nil {
			return err
		}
	}
	if err := f.File.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.name, f.path); err != nil {
		return err
	}
	f.kept = true
	return syncFolder(filepath.Dir(f.path))
}

// Close removes what was not kept.
func (f *File) Close() error {
	err := f.File.Close()
	if errors.Is(err, os.ErrClosed) { // by Keep
		err = nil
	}
	if f.kept || f.name == "" {
		return err
	}
	if gone := os.Remove(f.name); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there, and need not be
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
