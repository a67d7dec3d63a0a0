package moving

import (
	"bytes"
	"context"
	"errors"
	"io"

	"example.net/oauth1/photos/gallery"
)

// small is the size up to which an original is read before its turn comes.
const small = 8 << 20

// opened is an original that somebody is about to read, or why it cannot be.
type opened struct {
	content io.ReadCloser
	err     error
}

// inTurn opens originals and calls f with each, in their order. Some are opened, and
// the small ones read, before their turn comes: a bucket is far away, and lets
// others fetch meanwhile.
func (p *Place) inTurn(ctx context.Context, sums []string, size func(sum string) int64, f func(sum string, o opened) error) (err error) {
	ctx, stop := context.WithCancel(ctx)
	turns := make(chan chan opened, atOnce)
	go func() {
		defer close(turns)
		for _, sum := range sums {
			turn := make(chan opened, 1)
			turns <- turn
			go func() { turn <- p.open(ctx, sum, size(sum)) }()
		}
	}()
	n := 0
	for turn := range turns {
		o := <-turn
		if err == nil {
			err = f(sums[n], o)
		}
		if err != nil {
			stop() // and the rest come with that error, soon
		}
		if o.content != nil {
			o.content.Close()
		}
		n++
	}
	stop()
	return err
}

func (p *Place) open(ctx context.Context, sum string, size int64) opened {
	if ctx.Err() != nil {
		return opened{err: context.Cause(ctx)}
	}
	content, err := p.Blobs.Open(ctx, sum, gallery.Original)
	if err != nil {
		return opened{err: err}
	}
	if size > small {
		return opened{content: content}
	}
	defer content.Close()
	b, err := io.ReadAll(io.LimitReader(content, size+1))
	return opened{content: &early{bytes.NewReader(b), err}}
}

// early is what was read of an original, and then why no more was.
type early struct {
	read *bytes.Reader
	err  error
}

// Read implements io.Reader.
func (e *early) Read(b []byte) (int, error) {
	n, err := e.read.Read(b)
	if errors.Is(err, io.EOF) && e.err != nil {
		err = e.err
	}
	return n, err
}

// Close implements io.Closer.
func (e *early) Close() error { return nil }
