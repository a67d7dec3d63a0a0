package blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/gallery"
)

const (
	// kept is how much of an object's beginning stays in memory while it is open.
	kept = 64 << 10
	// held is how much of an object's end is not given away before the whole has
	// been compared with its hash.
	held = 64 << 10
	// hop is how far a reader may go forward by reading, which costs less than to
	// ask the bucket anew.
	hop = 256 << 10
	// asks is how often one reader asks the bucket for another place. Whoever goes
	// on like that gets a copy on this machine.
	asks = 3
)

// remote is an object of a bucket that is read from wherever its reader wants.
//
// From the beginning it streams, and is hashed on the way: a damaged object breaks
// off before its end. From anywhere else it streams as well, if it has been found
// whole before; otherwise it is brought to this machine and compared first.
type remote struct {
	ctx    context.Context
	bucket *Bucket
	info   objects.Info
	sum    string // its hash
	seen   bool   // has been compared with it, and looks the same since

	at    int64           // where the reader is
	body  *objects.Object // a transfer, nil if there is none
	next  int64           // where the body is
	hash  hash.Hash       // of what the body has given, nil unless that is all from the beginning
	asked int
	head  []byte // the beginning, as it was streamed: whoever looks into a picture comes back to it
	tail  []byte // the end, compared and not given away yet
	copy  *sheet // all of it, compared
}

// Seek implements io.Seeker. It asks nobody.
func (r *remote) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.info.Bytes
	}
	if offset < 0 {
		return 0, errors.New("blobs: seeking before the beginning")
	}
	r.at = offset
	return offset, nil
}

// Read implements io.Reader.
func (r *remote) Read(p []byte) (n int, err error) {
	if r.at >= r.info.Bytes {
		return 0, io.EOF
	}
	if err := r.reach(); err != nil {
		return 0, err
	}
	switch from := r.info.Bytes - int64(len(r.tail)); {
	case r.copy != nil:
		n, err = r.copy.ReadAt(p, r.at)
	case r.at >= from:
		n = copy(p, r.tail[r.at-from:])
	case r.at < int64(len(r.head)):
		n = copy(p, r.head[r.at:])
	default:
		n, err = r.stream(p)
	}
	r.at += int64(n)
	switch {
	case n > 0:
		return n, nil // an error comes again
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return 0, ours(err)
}

// reach makes sure that the next byte can be had: from memory, the copy or the body.
func (r *remote) reach() error {
	if r.copy != nil || r.at >= r.info.Bytes-int64(len(r.tail)) || r.at < int64(len(r.head)) {
		return nil
	}
	if r.body != nil && r.at > r.next && r.at-r.next <= hop {
		return r.skip()
	}
	if r.body != nil && r.at == r.next {
		return nil
	}
	return r.ask()
}

// skip reads on without giving anything away.
func (r *remote) skip() error {
	buffer := make([]byte, 32<<10)
	for r.next < r.at {
		if _, err := r.stream(buffer[:min(int64(len(buffer)), r.at-r.next)]); err != nil {
			return ours(err)
		}
		if len(r.tail) > 0 {
			return nil
		}
	}
	return nil
}

// ask begins a transfer from where the reader is.
func (r *remote) ask() error {
	r.asked++
	if r.asked > asks || !r.seen && r.at > 0 {
		return r.fetch()
	}
	body, err := r.bucket.objects.Get(r.ctx, r.info.Key, objects.Want{From: r.at, ETag: r.info.ETag})
	if errors.Is(err, objects.ErrChanged) { // put anew, perhaps to mend it
		return r.fetch()
	}
	if err != nil {
		return ours(err)
	}
	r.use(body)
	return nil
}

func (r *remote) use(body *objects.Object) {
	r.end()
	r.body, r.next, r.hash = body, r.at, nil
	if r.at == 0 {
		r.hash = sha256.New()
	}
}

// stream reads from the body, as far as the end that is held back.
func (r *remote) stream(p []byte) (n int, err error) {
	if r.hash == nil {
		n, err = r.body.Read(p)
		r.next += int64(n)
		return n, err
	}
	free := r.info.Bytes - r.next - held
	if free <= 0 {
		if err := r.finish(); err != nil {
			return 0, err
		}
		return copy(p, r.tail), nil
	}
	n, err = r.body.Read(p[:min(int64(len(p)), free)])
	r.hash.Write(p[:n])
	if r.next == int64(len(r.head)) {
		r.head = append(r.head, p[:min(n, kept-len(r.head))]...)
	}
	r.next += int64(n)
	return n, err
}

// finish reads the end and compares the whole.
func (r *remote) finish() error {
	tail := make([]byte, r.info.Bytes-r.next)
	if _, err := io.ReadFull(r.body, tail); err != nil {
		return err
	}
	r.hash.Write(tail)
	if hex.EncodeToString(r.hash.Sum(nil)) != r.sum {
		return r.damaged()
	}
	r.tail, r.next = tail, r.info.Bytes
	r.bucket.seen.remember(r.sum, lookOf(r.info))
	r.seen = true
	return nil
}

// fetch brings all of it to this machine, and compares it.
func (r *remote) fetch() error {
	r.end()
	o, err := r.bucket.objects.Get(r.ctx, r.info.Key, objects.Want{})
	if err != nil {
		return ours(err)
	}
	defer o.Close()
	file, err := r.bucket.scratch.sheet()
	if err != nil {
		return err
	}
	err = matches(r.sum, io.TeeReader(&patient{r.ctx, o}, file))
	if errors.Is(err, gallery.ErrDamaged) {
		err = r.damaged()
	}
	if err != nil {
		return errors.Join(ours(err), file.Close())
	}
	r.copy, r.seen = file, true
	r.bucket.seen.remember(r.sum, lookOf(o.Info))
	return nil
}

// damaged says so to whoever reads the log. What can be made again is removed, so that
// it will be.
func (r *remote) damaged() error {
	r.bucket.seen.forget(r.sum)
	r.bucket.warn(r.ctx, "a stored picture is damaged and was not given away whole", "object", r.info.Key)
	err := fmt.Errorf("%w: %s", gallery.ErrDamaged, r.info.Key)
	if strings.HasPrefix(r.info.Key, renditions+"/") {
		err = errors.Join(err, ours(r.bucket.objects.Delete(r.ctx, r.info.Key)))
	}
	return err
}

func (r *remote) end() {
	if r.body != nil {
		r.body.Close()
		r.body = nil
	}
}

// Close implements io.Closer.
func (r *remote) Close() error {
	r.end()
	if r.copy != nil {
		return r.copy.Close()
	}
	return nil
}
