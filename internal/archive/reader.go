package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
)

// Reader is a backup on the disk.
type Reader struct {
	Head Head

	file     *os.File
	key      []byte // the key in it, if there is one
	contents Contents
	verified bool
}

// Open opens a backup, compressed or not, and reads what it says it is. Nothing
// of it can be believed before [Reader.Verify].
func Open(path string) (*Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &Reader{file: file}
	if err := r.readHead(); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }

// maxHead is the largest head there can be, and maxContents the largest end.
const (
	maxHead     = 4 << 20
	maxContents = 1 << 30
)

func (r *Reader) readHead() error {
	t, err := r.start()
	if err != nil {
		return ErrNoBackup
	}
	first, err := t.Next()
	if err != nil || first.Name != headName || first.Size > maxHead {
		return ErrNoBackup
	}
	content, err := io.ReadAll(t)
	if err != nil {
		return reason(err)
	}
	if err := json.Unmarshal(content, &r.Head); err != nil || r.Head.Format < 1 {
		return ErrNoBackup
	}
	if r.Head.Format > Format {
		return ErrNewer
	}
	second, err := t.Next()
	if err == nil && second.Name == keyName && second.Size < maxHead {
		text, _ := io.ReadAll(t)
		r.key, _ = hex.DecodeString(strings.TrimSpace(string(text)))
	}
	return nil
}

// Key is the program's key, if the backup was made with it.
func (r *Reader) Key() (key [seal.KeySize]byte, found bool) {
	if len(r.key) != seal.KeySize {
		return key, false
	}
	return [seal.KeySize]byte(r.key), true
}

// KeyFor finds the key that a backup of a program is sealed with: the one that is
// given, or else the one in it.
func (r *Reader) KeyFor(program string, given [seal.KeySize]byte, found bool) (key [seal.KeySize]byte, err error) {
	key = given
	if !found {
		key, found = r.Key()
	}
	switch {
	case r.Head.Program != program:
		err = fmt.Errorf("this is a backup of %s", r.Head.Program)
	case !found:
		err = ErrNoKey
	case seal.CheckValue(key) != r.Head.Key:
		err = ErrOtherKey
	}
	return key, err
}

// stream begins to read from the start, as if it had not been compressed.
func (r *Reader) stream() (io.Reader, error) {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var begin [2]byte
	n, err := r.file.ReadAt(begin[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(begin[:n], []byte{0x1f, 0x8b}) {
		return r.file, nil
	}
	return gzip.NewReader(bufio.NewReaderSize(r.file, 256<<10))
}

func (r *Reader) start() (*tar.Reader, error) {
	stream, err := r.stream()
	if err != nil {
		return nil, err
	}
	return tar.NewReader(stream), nil
}

// Verify reads the whole backup and compares its seal. It answers what is in it.
func (r *Reader) Verify(ctx context.Context, key [seal.KeySize]byte) (Contents, error) {
	stream, err := r.stream()
	if err != nil {
		return Contents{}, reason(err)
	}
	s := &sealing{mac: newMAC(key)}
	all := io.TeeReader(&patient{ctx, bufio.NewReaderSize(stream, 256<<10)}, s)
	contents, err := readContents(tar.NewReader(all))
	if _, rest := io.Copy(io.Discard, all); rest != nil {
		return Contents{}, reason(rest)
	}
	if !s.good() {
		return Contents{}, s.wrong()
	}
	if err != nil {
		return Contents{}, fmt.Errorf("reading what is in the backup: %w", err)
	}
	r.contents, r.verified = contents, true
	return contents, nil
}

func readContents(t *tar.Reader) (c Contents, err error) {
	for {
		h, err := t.Next()
		if err != nil {
			return c, err
		}
		if h.Name == contentsName && h.Size <= maxContents {
			return c, json.NewDecoder(t).Decode(&c)
		}
	}
}

// reason says what it means that a backup cannot be read to its end.
func reason(err error) error {
	var path *fs.PathError
	switch {
	case errors.As(err, &path), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return ErrCutOff
	}
	return ErrChanged
}

// Rows calls f with every row, each table's after those that it points to. It
// may be called more than once.
func (r *Reader) Rows(ctx context.Context, f func(t sqldb.Table, row []any) error) error {
	return r.walk(ctx, func(h *tar.Header, content io.Reader) (done bool, err error) {
		name, isTable := strings.CutPrefix(h.Name, tablePrefix)
		if !isTable {
			return strings.HasPrefix(h.Name, filePrefix), nil
		}
		name, _, _ = strings.Cut(name, "/")
		for _, t := range r.Head.Tables {
			if t.Name == name {
				return false, eachRow(t, content, f)
			}
		}
		return false, fmt.Errorf("rows of table %s, which nothing is said of", name)
	})
}

func eachRow(t sqldb.Table, content io.Reader, f func(t sqldb.Table, row []any) error) error {
	lines := bufio.NewReaderSize(content, 64<<10)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a row of %s: %w", t.Name, err)
		}
		row, err := readRow(t, line)
		if err != nil {
			return fmt.Errorf("reading a row of %s: %w", t.Name, err)
		}
		if err := f(t, row); err != nil {
			return err
		}
	}
}

// Files calls f with every file that is whole, by the SHA-256 that its bytes
// must have.
func (r *Reader) Files(ctx context.Context, f func(sum string, size int64, content io.Reader) error) error {
	damaged := map[string]bool{}
	for _, sum := range r.contents.Damaged {
		damaged[sum] = true
	}
	return r.walk(ctx, func(h *tar.Header, content io.Reader) (done bool, err error) {
		if _, sum, ok := strings.Cut(strings.TrimPrefix(h.Name, filePrefix), "/"); ok && strings.HasPrefix(h.Name, filePrefix) && !damaged[sum] {
			return false, f(sum, h.Size, content)
		}
		return false, nil
	})
}

// walk calls f with every part, until it is done.
func (r *Reader) walk(ctx context.Context, f func(h *tar.Header, content io.Reader) (done bool, err error)) error {
	if !r.verified {
		return errors.New("archive: read before it was verified")
	}
	t, err := r.start()
	for err == nil {
		var h *tar.Header
		if h, err = t.Next(); err == io.EOF {
			return nil
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err == nil {
			var done bool
			if done, err = f(h, t); done {
				return err
			}
		}
	}
	return err
}
