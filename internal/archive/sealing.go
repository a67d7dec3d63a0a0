package archive

import (
	"bytes"
	"context"
	"crypto/hmac"
	"hash"
	"io"
)

// sealing sums up what is written to it, but for the last bytes, which are the
// seal.
type sealing struct {
	mac  hash.Hash
	tail []byte
}

// Write implements io.Writer.
func (s *sealing) Write(b []byte) (int, error) {
	n := len(b)
	if n >= sealSize {
		s.mac.Write(s.tail)
		s.tail = s.tail[:0]
		s.mac.Write(b[:n-sealSize])
		b = b[n-sealSize:]
	}
	s.tail = append(s.tail, b...)
	if over := len(s.tail) - sealSize; over > 0 {
		s.mac.Write(s.tail[:over])
		s.tail = append(s.tail[:0], s.tail[over:]...)
	}
	return n, nil
}

// good tells whether the end is the seal of what came before it.
func (s *sealing) good() bool { return hmac.Equal(s.tail, sealed(s.mac.Sum(nil))) }

// wrong says what it means that it is not: without an end like that of any
// backup, there was none yet.
func (s *sealing) wrong() error {
	any := sealed(make([]byte, s.mac.Size()))
	const head, end = 512, 1024
	if len(s.tail) < sealSize || !bytes.Equal(s.tail[:head], any[:head]) || !bytes.Equal(s.tail[sealSize-end:], any[sealSize-end:]) {
		return ErrCutOff
	}
	return ErrChanged
}

// patient reads until its context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (p *patient) Read(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, context.Cause(p.ctx)
	}
	return p.r.Read(b)
}
