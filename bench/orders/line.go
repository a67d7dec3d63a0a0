package main

import (
	"context"
	"io"
	"net"
	"sync"

	"golang.org/x/time/rate"
)

// line is the way to photos, as fast as the machine or as a network is. All that comes back shares it.
type line struct {
	addr    string
	limiter *rate.Limiter
}

const chunk = 64 << 10

// newLine lays a line to an address that need not be listening yet.
func newLine(to string) (*line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &line{addr: listener.Addr().String(), limiter: rate.NewLimiter(rate.Inf, chunk)}
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			go l.connect(from, to)
		}
	}()
	return l, nil
}

func (l *line) connect(from net.Conn, to string) {
	defer from.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(server, from)
		_ = server.(*net.TCPConn).CloseWrite()
	})
	both.Go(func() {
		defer from.(*net.TCPConn).CloseWrite()
		part := make([]byte, chunk)
		for {
			n, err := server.Read(part)
			if n > 0 && l.limiter.WaitN(context.Background(), n) != nil {
				return
			}
			if _, failed := from.Write(part[:n]); err != nil || failed != nil {
				return
			}
		}
	})
	both.Wait()
}

// limit makes the line carry so many bytes a second; 0: no limit.
func (l *line) limit(bytes int) {
	if bytes == 0 {
		l.limiter.SetLimit(rate.Inf)
		return
	}
	l.limiter.SetLimit(rate.Limit(bytes))
}
