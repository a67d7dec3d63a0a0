package webapp

import (
	"context"
	"net"
)

// gathering is a connection that can hold the beginning of an answer back, to
// send it together with the rest. net/http hands over the header with the first
// 4 KB, and then what is left: two system calls, of which for a small picture
// each costs as much as finding and signing it.
type gathering struct {
	*net.TCPConn
	holding bool
	held    []byte
}

// mostHeld is the size of net/http's buffer.
const mostHeld = 4 << 10

// Write holds the first piece back after hold, and sends it before any other.
func (c *gathering) Write(p []byte) (int, error) {
	if c.holding && len(c.held) == 0 && len(p) <= mostHeld {
		c.held = append(c.held, p...)
		return len(p), nil
	}
	if len(c.held) == 0 {
		return c.TCPConn.Write(p)
	}
	before, pieces := len(c.held), net.Buffers{c.held, p}
	c.held = c.held[:0]
	n, err := pieces.WriteTo(c.TCPConn)
	return max(int(n)-before, 0), err
}

// hold begins to hold back, until release.
func (c *gathering) hold() {
	if c != nil {
		c.holding = true
	}
}

// release sends what is still held back.
func (c *gathering) release() error {
	if c == nil {
		return nil
	}
	c.holding = false
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.Write(nil)
	return err
}

// gatheringListener accepts such connections.
type gatheringListener struct{ net.Listener }

// Accept implements net.Listener.
func (l gatheringListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		return &gathering{TCPConn: tcp}, nil
	}
	return c, err
}

type connKey struct{}

// withConn lets connOf find the connection of a request. It fits the field
// ConnContext of http.Server.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if g, ok := c.(*gathering); ok {
		return context.WithValue(ctx, connKey{}, g)
	}
	return ctx
}

// connOf is the connection of a request, or nil, which holds nothing back, if it
// is of another kind.
func connOf(ctx context.Context) *gathering {
	c, _ := ctx.Value(connKey{}).(*gathering)
	return c
}
