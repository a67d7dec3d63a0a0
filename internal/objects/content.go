package objects

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// content is a stretch of what is put, with its length and hash. It stands at its
// own beginning.
type content struct {
	r               io.ReadSeeker
	from, bytes, at int64
	sum             []byte
}

func (c *content) hex() string { return hex.EncodeToString(c.sum) }

// measure finds out how much there is to read, and its hash unless that is known.
func measure(r io.ReadSeeker, known string) (*content, error) {
	sum, err := hex.DecodeString(known)
	if err != nil || len(sum) != 0 && len(sum) != sha256.Size {
		return nil, errors.New("the hash is no SHA-256")
	}
	from, err := r.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	end, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	c := &content{r: r, from: from, bytes: max(0, end-from), sum: sum}
	if len(sum) == 0 {
		err = c.hash()
	}
	return c, err
}

// part is a stretch of a stretch.
func (c *content) part(from, bytes int64) *content {
	return &content{r: c.r, from: c.from + from, bytes: min(bytes, c.bytes-from)}
}

// hash reads it all, also into others.
func (c *content) hash(others ...io.Writer) error {
	h := sha256.New()
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return err
	}
	n, err := io.Copy(io.MultiWriter(append(others, h)...), c)
	if err == nil && n != c.bytes {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	c.sum = h.Sum(nil)
	_, err = c.Seek(0, io.SeekStart)
	return err
}

// Read implements io.Reader.
func (c *content) Read(p []byte) (int, error) {
	if c.at >= c.bytes {
		return 0, io.EOF
	}
	if _, err := c.r.Seek(c.from+c.at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.bytes-c.at)])
	c.at += int64(n)
	return n, err
}

// Seek implements io.Seeker.
func (c *content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.at
	case io.SeekEnd:
		offset += c.bytes
	}
	if offset < 0 {
		return 0, errors.New("objects: seeking before the beginning")
	}
	c.at = offset
	return offset, nil
}
