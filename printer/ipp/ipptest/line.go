package ipptest

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"sync"
	"testing"
)

// Line is a TCP line to a printer that breaks where a test says so.
type Line struct {
	URL string // like the printer's, through the line

	mu    sync.Mutex
	fault func(*Call) // asked for each connection, before anything passes
	open  map[net.Conn]bool
}

// Call is one connection; a fault changes it.
type Call struct {
	Number      int
	Refuse      bool                // close it at once
	Upload      int64               // bytes that pass towards the printer before the line breaks; 0: all
	NoAnswer    bool                // everything reaches the printer, nothing comes back
	Sent        func(total int64)   // told of what has passed towards the printer
	SeenRequest func(start []byte)  // told how the request begins; may set the others
	Answer      func([]byte) []byte // what comes back instead
}

// NewLine lays a line to a printer.
func NewLine(t testing.TB, printer string) *Line {
	t.Helper()
	u, err := url.Parse(printer)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &Line{URL: "ipp://" + listener.Addr().String() + u.Path, open: map[net.Conn]bool{}}
	var calls sync.WaitGroup
	calls.Go(func() {
		for n := 1; ; n++ {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			calls.Go(func() { l.call(&Call{Number: n}, from, u.Host) })
		}
	})
	t.Cleanup(func() { listener.Close(); l.cut(); calls.Wait() })
	return l
}

// Fault sets what happens to the connections to come; nil: nothing.
func (l *Line) Fault(f func(*Call)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = f
}

func (l *Line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		c.Close()
	}
}

func (l *Line) keep(c net.Conn) (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[c] = true
	return func() {
		l.mu.Lock()
		delete(l.open, c)
		l.mu.Unlock()
		c.Close()
	}
}

func (l *Line) call(c *Call, from net.Conn, printer string) {
	defer l.keep(from)()
	l.mu.Lock()
	fault := l.fault
	l.mu.Unlock()
	if fault != nil {
		fault(c)
	}
	if c.Refuse {
		return
	}
	request := bufio.NewReaderSize(from, 8<<10)
	if c.SeenRequest != nil {
		start, err := beginning(request)
		if err != nil {
			return
		}
		c.SeenRequest(start)
	}
	if c.Refuse {
		return
	}
	to, err := net.Dial("tcp", printer)
	if err != nil {
		return // a printer that is off
	}
	defer l.keep(to)()
	done := make(chan struct{}, 2)
	go func() { c.upload(to, request); done <- struct{}{} }()
	go func() { c.download(from, to); done <- struct{}{} }()
	<-done
}

var length = regexp.MustCompile(`(?i)\r\ncontent-length: *([0-9]+)`)

// beginning looks at the header of an HTTP request and the first few hundred bytes of its body.
func beginning(r *bufio.Reader) ([]byte, error) {
	for {
		seen, _ := r.Peek(r.Buffered())
		head := bytes.Index(seen, []byte("\r\n\r\n"))
		body := 0
		if m := length.FindSubmatch(seen); m != nil {
			body, _ = strconv.Atoi(string(m[1]))
		}
		if head >= 0 && len(seen) >= head+4+min(body, 600) {
			return seen, nil
		}
		if _, err := r.Peek(r.Buffered() + 1); err != nil {
			return nil, err
		}
	}
}

func (c *Call) upload(to io.Writer, from io.Reader) {
	var total int64
	buffer := make([]byte, 4<<10)
	for {
		n, err := from.Read(buffer)
		part := buffer[:n]
		if c.Upload > 0 {
			part = part[:min(int64(len(part)), c.Upload-total)]
		}
		if _, err := to.Write(part); err != nil {
			return
		}
		if total += int64(len(part)); c.Sent != nil {
			c.Sent(total)
		}
		if err != nil || c.Upload > 0 && total >= c.Upload {
			return
		}
	}
}

func (c *Call) download(to io.Writer, from io.Reader) {
	switch {
	case c.NoAnswer:
		io.Copy(io.Discard, from)
	case c.Answer != nil:
		all, _ := io.ReadAll(from)
		to.Write(c.Answer(all))
	default:
		io.Copy(to, from)
	}
}
