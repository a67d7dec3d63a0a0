package blobs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"example.net/oauth1/photos/gallery"
)

// piecesOf is the path of what has come of an arrival. An ID that gallery has
// not made becomes no path.
func piecesOf(id string) (string, error) {
	for _, c := range []byte(id) {
		if (c < '2' || c > '7') && (c < 'a' || c > 'z') {
			return "", gallery.ErrNotFound
		}
	}
	if len(id) != 16 {
		return "", gallery.ErrNotFound
	}
	return arriving + "/" + id, nil
}

// Arrived implements [gallery.Pieces].
func (f *Folder) Arrived(_ context.Context, id string) (int64, error) {
	name, err := piecesOf(id)
	if err != nil {
		return 0, err
	}
	info, err := f.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("looking at an upload: %w", err)
	}
	return info.Size(), nil
}

// Append implements [gallery.Pieces]. What could be read is brought to the disk
// before it is told, also when the rest did not come.
func (f *Folder) Append(ctx context.Context, id string, offset int64, r io.Reader, limit int64) (n int64, err error) {
	name, err := piecesOf(id)
	if err != nil {
		return 0, err
	}
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return 0, fmt.Errorf("opening an upload: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if end, err := file.Seek(0, io.SeekEnd); err != nil || end != offset {
		return 0, errors.Join(err, fmt.Errorf("%w: of %d bytes it cannot go on at %d", gallery.ErrOffset, end, offset))
	}
	n, err = io.Copy(file, io.LimitReader(&patient{ctx, r}, limit))
	return n, errors.Join(err, file.Sync(), f.syncFolder(arriving))
}

// StageArrived implements [gallery.Pieces].
func (f *Folder) StageArrived(ctx context.Context, id string) (gallery.Staged, error) {
	name, err := piecesOf(id)
	if err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) // of an empty file nothing ever came
	if err != nil {
		return nil, fmt.Errorf("opening an upload: %w", err)
	}
	s := &staged{File: file, folder: f, name: name, hash: sha256.New(), stays: true}
	if s.bytes, err = io.Copy(s.hash, &patient{ctx, file}); err == nil {
		_, err = s.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reading an upload: %w", err), s.Close())
	}
	return s, nil
}

// Drop implements [gallery.Pieces].
func (f *Folder) Drop(_ context.Context, id string) error {
	name, err := piecesOf(id)
	if err != nil {
		return err
	}
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("dropping an upload: %w", err)
	}
	return nil
}

// EachArrived implements [gallery.Pieces].
func (f *Folder) EachArrived(ctx context.Context, g func(id string) error) error {
	entries, err := fs.ReadDir(f.root.FS(), arriving)
	if err != nil {
		return fmt.Errorf("looking through the uploads: %w", err)
	}
	for _, entry := range entries {
		if _, err := piecesOf(entry.Name()); err != nil {
			continue // none of ours
		}
		if err := errors.Join(context.Cause(ctx), g(entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
