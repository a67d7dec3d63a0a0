package blobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync"
	"time"

	"example.net/oauth1/photos/gallery"
)

const (
	originals  = "originals"
	renditions = "renditions"
	staging    = "staged"
	arriving   = "arriving"
)

// Folder keeps pictures in a folder of the file system.
type Folder struct {
	root   *os.Root
	making sync.Mutex // held while a folder is made and brought to the disk
	seen   seen
	recent recent
}

var _ gallery.Blobs = (*Folder)(nil)

// Open opens a folder of pictures, and makes it if there is none. Only its
// owner may look into it.
func Open(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of pictures: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder of pictures: %w", err)
	}
	f := &Folder{root: root}
	for _, sub := range []string{originals, renditions, staging, arriving} {
		if err := f.makeFolder(sub); err != nil {
			return nil, errors.Join(fmt.Errorf("making the folder of pictures: %w", err), root.Close())
		}
	}
	return f, nil
}

// Close closes the folder. Files opened from it stay open.
func (f *Folder) Close() error { return f.root.Close() }

// Open opens an original or a rendition. An original is read and compared with
// its hash when it is opened for the first time, and whenever the file has
// been touched since.
func (f *Folder) Open(_ context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	if size != gallery.Original {
		return f.recent.open(rendition{sum, size}, func() (io.ReadSeekCloser, []byte, error) { return f.openRendition(sum, size) })
	}
	file, err := f.open(sum, size)
	if err != nil {
		return nil, err
	}
	if err := f.seen.check(sum, file); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// openRendition opens a rendition, or reads it if it is small enough to be kept.
func (f *Folder) openRendition(sum string, size gallery.Size) (io.ReadSeekCloser, []byte, error) {
	file, err := f.open(sum, size)
	if err != nil {
		return nil, nil, err
	}
	content, err := readSmall(file)
	if err == nil && content == nil {
		return file, nil, nil
	}
	file.Close()
	return nil, content, err
}

func (f *Folder) open(sum string, size gallery.Size) (*os.File, error) {
	name, err := where(sum, size)
	if err != nil {
		return nil, err
	}
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, gallery.ErrNotFound
	}
	return file, err
}

// Verify reads an original and compares it with its hash.
func (f *Folder) Verify(_ context.Context, sum string) error {
	file, err := f.open(sum, gallery.Original)
	if err != nil {
		return err
	}
	defer file.Close()
	f.seen.forget(sum)
	return f.seen.check(sum, file)
}

// Delete removes an original and its renditions, the original last, so that a
// crash in between leaves something to find them by.
func (f *Folder) Delete(ctx context.Context, sum string) error {
	if err := f.DeleteRenditions(ctx, sum); err != nil {
		return err
	}
	f.seen.forget(sum)
	return f.remove(sum, gallery.Original)
}

// DeleteRenditions removes the renditions of an original.
func (f *Folder) DeleteRenditions(_ context.Context, sum string) error {
	var err error
	for _, size := range append([]gallery.Size{gallery.Placeless}, gallery.RenditionSizes...) {
		err = errors.Join(err, f.remove(sum, size))
		f.recent.forget(rendition{sum, size})
	}
	return err
}

func (f *Folder) remove(sum string, size gallery.Size) error {
	name, err := where(sum, size)
	if err != nil {
		return err
	}
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("deleting a picture: %w", err)
	}
	return nil
}

// Each implements [gallery.Blobs]. Files with other names are none of ours and left alone.
func (f *Folder) Each(ctx context.Context, g func(sum string, age time.Duration) error) error {
	for _, dir := range []string{originals, renditions} {
		err := fs.WalkDir(f.root.FS(), dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			sum, ours := sumOfName(path.Base(name))
			if entry.IsDir() || !ours {
				return nil
			}
			info, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) { // f has deleted it with another
				return nil
			}
			if err != nil {
				return err
			}
			return errors.Join(context.Cause(ctx), g(sum, time.Since(info.ModTime())))
		})
		if err != nil {
			return fmt.Errorf("looking through the folder of pictures: %w", err)
		}
	}
	return nil
}

// sumOfName is the hash that the name of a file begins with, if it is one of ours.
func sumOfName(base string) (sum string, ours bool) {
	if len(base) < sumLength || !isSum(base[:sumLength]) {
		return "", false
	}
	return base[:sumLength], true
}

// sumLength is the length of a SHA-256 in hexadecimal.
const sumLength = 64

// isSum tells whether s is a SHA-256 as we write it. Nothing else ever becomes
// part of a path.
func isSum(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == sumLength
}

// where is the path of a picture below the root.
func where(sum string, size gallery.Size) (string, error) {
	if !isSum(sum) {
		return "", gallery.ErrNotFound
	}
	if size == gallery.Original {
		return originals + "/" + sum[:2] + "/" + sum[2:4] + "/" + sum, nil
	}
	if size == gallery.Placeless {
		return renditions + "/" + sum[:2] + "/" + sum[2:4] + "/" + sum + "-" + string(size), nil
	}
	if size.Side() == 0 {
		return "", gallery.ErrNotFound
	}
	return renditions + "/" + sum[:2] + "/" + sum[2:4] + "/" + sum + "-" + string(size) + ".jpg", nil
}

// makeFolder makes a folder and those above it, and returns when they are on
// the disk, so that no file in them can be lost with them.
func (f *Folder) makeFolder(dir string) error {
	f.making.Lock()
	defer f.making.Unlock()
	return f.makeAll(dir)
}

func (f *Folder) makeAll(dir string) error {
	if _, err := f.root.Stat(dir); err == nil {
		return nil
	}
	parent := path.Dir(dir)
	if parent != "." {
		if err := f.makeAll(parent); err != nil {
			return err
		}
	}
	if err := f.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return f.syncFolder(parent)
}

// syncFolder brings the names in a folder to the disk.
func (f *Folder) syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there, and need not be
	}
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
