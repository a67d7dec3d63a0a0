package orders

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
)

// maxOriginal bounds what the shop takes for one photo.
const maxOriginal = 256 << 20

// errOther says that the bytes are not the ones the record promised.
var errOther = errors.New("other bytes than promised")

// bring makes sure that the verified original stands in the shop's folder.
func (s *Shop) bring(ctx context.Context, order string, c Connection, it *Item) error {
	if it.File == "" {
		p, err := s.Provider.Photo(ctx, c, it.Photo)
		if err != nil {
			return err
		}
		it.describe(p)
	}
	if it.Bytes > maxOriginal {
		return refuse("its file is too large (more than %d MB)", maxOriginal>>20)
	}
	if s.arrived(order, it) {
		return nil
	}
	err := s.download(ctx, order, c, it)
	if errors.Is(err, errOther) {
		err = s.download(ctx, order, c, it) // once more: it may have been replaced, or damaged on the way
	}
	if errors.Is(err, errOther) {
		return refuse("what arrived is not the file that was announced")
	}
	return err
}

// arrived finds a file that was kept just before a crash, when its row was not yet written.
func (s *Shop) arrived(order string, it *Item) bool {
	f, err := os.Open(s.original(order, it.Photo))
	if err != nil || it.SHA256 == "" {
		return false
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == strings.ToLower(it.SHA256)
}

// download streams the original into a file, verifies it as strictly as an upload, and only then gives it its name.
func (s *Shop) download(ctx context.Context, order string, c Connection, it *Item) error {
	r, err := s.Provider.OpenFile(ctx, c, it.Photo, Original)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.CreateTemp(s.originals(order), "*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once the file has its name
	defer f.Close()
	if err := receive(f, r, it); err != nil {
		return err
	}
	if err := s.Composer.Check(ctx, f.Name()); err != nil {
		return err
	}
	// It is not forced to the disk: that takes longer than fetching, and after a power failure wanted compares its hash.
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), s.original(order, it.Photo))
}

// receive copies at most what was announced and compares. An announcement may lack bytes or hash; then what came is noted.
func receive(w io.Writer, r io.Reader, it *Item) error {
	limit := int64(maxOriginal)
	if it.Bytes > 0 {
		limit = it.Bytes
	}
	sum := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(w, sum), io.LimitReader(r, limit+1), make([]byte, 128<<10))
	if err != nil {
		return err
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	if n > limit || it.Bytes > 0 && n != it.Bytes || it.SHA256 != "" && hash != strings.ToLower(it.SHA256) {
		return errOther
	}
	it.Bytes, it.SHA256 = n, hash
	return nil
}
