package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
)

// Writer writes a backup: first the rows, then the files, then the end.
type Writer struct {
	head     Head
	contents Contents
	out      *bufio.Writer
	mac      hash.Hash
	tar      *tar.Writer
}

// chunk is about how many bytes of rows make one part.
const chunk = 4 << 20

// NewWriter begins a backup. withKey writes the key into it.
func NewWriter(w io.Writer, key [seal.KeySize]byte, withKey bool, head Head) (*Writer, error) {
	head.Format, head.Key = Format, seal.CheckValue(key)
	a := &Writer{head: head, out: bufio.NewWriterSize(w, 256<<10), mac: newMAC(key)}
	a.contents = Contents{Rows: map[string]int64{}, Gone: []string{}, Missing: []string{}, Damaged: []string{}}
	a.tar = tar.NewWriter(io.MultiWriter(a.out, a.mac))
	err := a.json(headName, head)
	if withKey && err == nil {
		err = a.part(keyName, []byte(hex.EncodeToString(key[:])+"\n"))
	}
	if err != nil {
		return nil, fmt.Errorf("beginning a backup: %w", err)
	}
	return a, nil
}

func (a *Writer) json(name string, v any) error {
	content, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return a.part(name, append(content, '\n'))
}

func (a *Writer) part(name string, content []byte) error {
	if err := a.tar.WriteHeader(header(name, int64(len(content)), a.head.Made)); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}

// Table writes the rows of a table, which each calls its function with. It may
// also leave rows out, or change them.
func (a *Writer) Table(t sqldb.Table, each func(row func([]any) error) error) error {
	var lines []byte
	parts := 0
	flush := func() error {
		parts++
		err := a.part(fmt.Sprintf("%s%s/%06d.jsonl", tablePrefix, t.Name, parts), lines)
		lines = lines[:0]
		return err
	}
	err := each(func(row []any) (err error) {
		a.contents.Rows[t.Name]++
		if lines, err = AppendRow(lines, row); err == nil && len(lines) >= chunk {
			err = flush()
		}
		return err
	})
	if err == nil && len(lines) > 0 {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("writing table %s: %w", t.Name, err)
	}
	a.contents.Rows[t.Name] += 0 // also if there are none
	return nil
}

// File writes a file of known length under the SHA-256 that it must have. If it
// is not what it must be, the backup says so, and goes on; also if it cannot be
// read to its end, for a reason that lost tells to be the file's own.
func (a *Writer) File(ctx context.Context, sum string, size int64, r io.Reader, lost func(error) bool) error {
	if err := a.tar.WriteHeader(header(fileName(sum), size, a.head.Made)); err != nil {
		return fmt.Errorf("writing file %s: %w", sum, err)
	}
	h := sha256.New()
	whole := &exactly{ctx: ctx, r: r, left: size, lost: lost}
	if _, err := io.Copy(io.MultiWriter(a.tar, h), whole); err != nil {
		return fmt.Errorf("writing file %s: %w", sum, err)
	}
	if whole.padded || whole.longer() || hex.EncodeToString(h.Sum(nil)) != sum {
		a.contents.Damaged = append(a.contents.Damaged, sum)
		return nil
	}
	a.contents.Files++
	a.contents.Bytes += size
	return nil
}

func fileName(sum string) string { return filePrefix + sum[:2] + "/" + sum }

// exactly reads as many bytes as were announced, zeros where there are fewer.
type exactly struct {
	ctx    context.Context
	r      io.Reader
	left   int64
	lost   func(error) bool
	padded bool
}

func (e *exactly) Read(b []byte) (n int, err error) {
	if e.ctx.Err() != nil {
		return 0, context.Cause(e.ctx)
	}
	if e.left == 0 {
		return 0, io.EOF
	}
	b = b[:min(int64(len(b)), e.left)]
	if !e.padded {
		if n, err = e.r.Read(b); err != nil && !isEnd(err) && !e.lost(err) {
			return n, err
		}
		e.padded = err != nil && int64(n) < e.left
	}
	if n == 0 && e.padded {
		clear(b)
		n = len(b)
	}
	e.left -= int64(n)
	return n, nil
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// longer tells whether there is more than was announced.
func (e *exactly) longer() bool {
	n, _ := io.ReadFull(e.r, make([]byte, 1))
	return n > 0
}

// Gone notes a file that was deleted meanwhile, with all rows that pointed to it.
func (a *Writer) Gone(sum string) { a.contents.Gone = append(a.contents.Gone, sum) }

// Missing notes a file that is not there although a row points to it.
func (a *Writer) Missing(sum string) { a.contents.Missing = append(a.contents.Missing, sum) }

// Damaged notes a file that is not what it was.
func (a *Writer) Damaged(sum string) { a.contents.Damaged = append(a.contents.Damaged, sum) }

// Close ends the backup and answers what is in it.
func (a *Writer) Close() (Contents, error) {
	err := a.json(contentsName, a.contents)
	err = errors.Join(err, a.tar.Flush())
	if err == nil {
		_, err = io.Copy(a.out, bytes.NewReader(sealed(a.mac.Sum(nil))))
	}
	if err = errors.Join(err, a.out.Flush()); err != nil {
		return Contents{}, fmt.Errorf("ending a backup: %w", err)
	}
	return a.contents, nil
}
