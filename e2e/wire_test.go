package e2e

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// wire is the line between a browser and a program. It can be cut.
type wire struct {
	t        *testing.T
	listener net.Listener
	to       string

	mu    sync.Mutex
	open  map[net.Conn]bool
	sent  int64 // bytes towards the program, so far
	cutAt int64 // when so many have been sent; 0 means never
	down  bool
}

// newWire puts a line in front of a program.
func newWire(t *testing.T, p *programs.Program) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, listener: listener, to: strings.TrimPrefix(p.URL, "http://"), open: map[net.Conn]bool{}}
	t.Cleanup(func() { listener.Close(); w.cut() })
	go w.serve()
	return w
}

func (w *wire) host() string {
	_, port, _ := net.SplitHostPort(w.listener.Addr().String())
	return net.JoinHostPort("localhost", port)
}

func (w *wire) serve() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.carry(near)
	}
}

func (w *wire) carry(near net.Conn) {
	far, err := net.Dial("tcp", w.to)
	if err != nil || !w.joins(near, far) {
		near.Close()
		return
	}
	go func() {
		io.Copy(near, far) // until either end is closed
		near.Close()
	}()
	io.Copy(counted{w, far}, near)
	near.Close()
	far.Close()
}

func (w *wire) joins(ends ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, end := range ends {
		if w.down {
			end.Close()
		} else {
			w.open[end] = true
		}
	}
	return !w.down
}

// counted is the program's end, and counts what goes there.
type counted struct {
	*wire
	far net.Conn
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.far.Write(b)
	c.mu.Lock()
	c.sent += int64(n)
	over := c.cutAt > 0 && c.sent >= c.cutAt
	c.mu.Unlock()
	if over {
		c.cut()
	}
	return n, err
}

// cut ends every connection, and lets no new one through.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down, w.cutAt = true, 0
	for end := range w.open {
		end.Close()
		delete(w.open, end)
	}
}

// cutAfter cuts the line once so many more bytes have gone to the program.
func (w *wire) cutAfter(bytes int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cutAt = w.sent + bytes
}

// mend lets new connections through, and answers how much has been sent up to now.
func (w *wire) mend() (sent int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
	return w.sent
}

func (w *wire) sentBytes() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sent
}
