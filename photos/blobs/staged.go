package blobs

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"

	"example.net/oauth1/photos/gallery"
)

// staged is an original that has arrived and is not kept yet.
type staged struct {
	*os.File
	folder *Folder
	name   string
	hash   hash.Hash
	bytes  int64
	kept   bool
	stays  bool // also if it is not kept
}

// Stage reads a whole original into a file of its own, and hashes it on the way.
func (f *Folder) Stage(ctx context.Context, r io.Reader, limit int64) (gallery.Staged, error) {
	s, err := f.stage()
	if err != nil {
		return nil, err
	}
	s.bytes, err = io.Copy(io.MultiWriter(s.File, s.hash), io.LimitReader(&patient{ctx, r}, limit+1))
	if err == nil && s.bytes > limit {
		err = gallery.ErrTooLarge
	}
	if err == nil {
		_, err = s.Seek(0, io.SeekStart)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (f *Folder) stage() (*staged, error) {
	name := staging + "/" + rand.Text()
	file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("staging a picture: %w", err)
	}
	return &staged{File: file, folder: f, name: name, hash: sha256.New()}, nil
}

// SHA256 is the hash of the bytes that arrived.
func (s *staged) SHA256() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// Bytes is how many arrived.
func (s *staged) Bytes() int64 { return s.bytes }

// Keep makes the original durable under its hash. If those bytes are there
// already they are replaced by themselves, which also mends a damaged file.
func (s *staged) Keep() error {
	name, err := where(s.SHA256(), gallery.Original)
	if err != nil {
		return err
	}
	return s.moveTo(name)
}

func (s *staged) moveTo(name string) error {
	if err := errors.Join(s.Sync(), s.File.Close()); err != nil {
		return err
	}
	if err := s.folder.makeFolder(path.Dir(name)); err != nil {
		return err
	}
	if err := s.folder.root.Rename(s.name, name); err != nil {
		return err
	}
	s.kept = true
	return s.folder.syncFolder(path.Dir(name))
}

// Confirm implements [gallery.Staged]. Nobody else deletes from the folder.
func (s *staged) Confirm() error { return nil }

// Close removes what was not kept.
func (s *staged) Close() error {
	err := s.File.Close()
	if errors.Is(err, os.ErrClosed) { // by moveTo: not every system renames an open file
		err = nil
	}
	if s.kept || s.stays {
		return err
	}
	return errors.Join(err, s.folder.root.Remove(s.name))
}

// PutRendition keeps a rendition.
func (f *Folder) PutRendition(_ context.Context, sum string, size gallery.Size, jpeg []byte) error {
	name, err := where(sum, size)
	if err != nil {
		return err
	}
	defer f.recent.forget(rendition{sum, size})
	if err := f.write(name, jpeg); err != nil {
		return fmt.Errorf("keeping a rendition: %w", err)
	}
	return nil
}

// write makes a file, whole or not at all.
func (f *Folder) write(name string, content []byte) error {
	s, err := f.stage()
	if err != nil {
		return err
	}
	if _, err = s.Write(content); err == nil {
		err = s.moveTo(name)
	}
	return errors.Join(err, s.Close())
}

// identityFile says to which database the pictures belong.
const identityFile = "belongs-to"

// Claim ties the folder to a database, if it is tied to none yet.
func (f *Folder) Claim(_ context.Context, identity string) error {
	owner, err := f.root.ReadFile(identityFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = f.write(identityFile, []byte(identity))
	case err == nil && string(owner) != identity:
		err = gallery.ErrForeign
	}
	if err != nil {
		return fmt.Errorf("claiming the folder of pictures: %w", err)
	}
	return nil
}

// DiscardStaged removes what a crash left half-arrived.
func (f *Folder) DiscardStaged(context.Context) error {
	entries, err := fs.ReadDir(f.root.FS(), staging)
	for _, entry := range entries {
		if gone := f.root.Remove(staging + "/" + entry.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// patient reads until its context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, context.Cause(p.ctx)
	}
	return p.r.Read(b)
}
