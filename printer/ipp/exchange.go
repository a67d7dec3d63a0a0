package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	goipp "github.com/OpenPrinting/goipp"

	"example.net/oauth1/printer/orders"
)

// What an answer may ask of us.
const (
	maxAnswer = 256 << 10
	mediaType = "application/ipp" // RFC 8010 section 3.3
)

// refusal is a printer's answer that is no success.
type refusal struct {
	status  goipp.Status
	message string // status-message, for the log
}

func (r *refusal) Error() string {
	return fmt.Sprintf("the printer answered %s (%q)", r.status, r.message)
}

// request begins a message with the three attributes that must come first (RFC 8011 section 4.1.4).
func (c *Client) request(op goipp.Op) *goipp.Message {
	m := goipp.NewRequest(goipp.MakeVersion(2, 0), op, c.number.Add(1))
	m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	m.Operation.Add(goipp.MakeAttr("printer-uri", goipp.TagURI, goipp.String(c.at.uri)))
	return m
}

// ask sends a message without a document and reads the answer within Timeout.
func (c *Client) ask(ctx context.Context, m *goipp.Message) (*goipp.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	return c.exchange(ctx, m, nil, 0, new(atomic.Bool))
}

// send sends a message and a document. It may take as long as the printer goes on reading.
func (c *Client) send(ctx context.Context, m *goipp.Message, document io.Reader, size int64) (*goipp.Message, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.stall(), func() { cancel(errStalled) })
	defer watch.Stop()
	var begun atomic.Bool
	alive := readerFunc(func(p []byte) (int, error) {
		begun.Store(true)
		watch.Reset(c.stall())
		return document.Read(p)
	})
	return c.exchange(ctx, m, alive, size, &begun)
}

var errStalled = errors.New("the printer takes no more of the document")

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// exchange is one HTTP POST (RFC 8010 section 3.4). begun tells whether any of the document was handed out.
func (c *Client) exchange(ctx context.Context, m *goipp.Message, document io.Reader, size int64, begun *atomic.Bool) (*goipp.Message, error) {
	head, err := m.EncodeBytes()
	if err != nil {
		return nil, fmt.Errorf("encoding an IPP message: %w", err)
	}
	body := io.Reader(bytes.NewReader(head))
	if document != nil {
		body = io.MultiReader(body, document)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.at.http, body)
	if err != nil {
		return nil, err
	}
	r.ContentLength = int64(len(head)) + size
	r.Header.Set("Content-Type", mediaType)
	r.Header.Set("Accept", mediaType)
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, c.down(ctx, err, document != nil && !begun.Load())
	}
	defer answer.Body.Close()
	return c.read(answer, m)
}

// down puts a failure of the line into words.
func (c *Client) down(ctx context.Context, err error, untouched bool) error {
	if cause := context.Cause(ctx); errors.Is(cause, errStalled) {
		err = cause
	}
	var dial *net.OpError
	untouched = untouched || errors.As(err, &dial) && dial.Op == "dial"
	return &orders.PressDown{Sentence: "The printer cannot be reached: it is switched off, or not connected.", Err: err, Untouched: untouched}
}

// garbage is an answer that is none.
func garbage(format string, args ...any) error {
	return &orders.PressDown{
		Sentence: "What answers at the printer’s address does not speak as a printer does.",
		Err:      fmt.Errorf(format, args...),
	}
}

// read checks an answer from outside to inside: HTTP, size, IPP, number, status.
func (c *Client) read(answer *http.Response, m *goipp.Message) (*goipp.Message, error) {
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	switch {
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		return nil, garbage("it redirects, to %q", plain(answer.Header.Get("Location")))
	case answer.StatusCode == http.StatusUnauthorized, answer.StatusCode == http.StatusForbidden:
		return nil, &orders.PressDown{Sentence: "The printer does not let this shop print.", Err: fmt.Errorf("HTTP status %d", answer.StatusCode)}
	case answer.StatusCode != http.StatusOK:
		return nil, garbage("HTTP status %d", answer.StatusCode)
	case kind != mediaType:
		return nil, garbage("its type is %q", plain(answer.Header.Get("Content-Type")))
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return nil, garbage("reading the answer: %w", err)
	}
	if len(data) > maxAnswer {
		return nil, garbage("it is longer than %d bytes", maxAnswer)
	}
	got, err := decode(data)
	if err != nil {
		return nil, garbage("decoding the answer: %w", err)
	}
	if got.RequestID != m.RequestID {
		return nil, garbage("it answers request %d, not %d", got.RequestID, m.RequestID)
	}
	if status := goipp.Status(got.Code); status >= 0x0100 {
		return got, &refusal{status, plain(text(got.Operation, "status-message"))}
	}
	return got, nil
}

// decode reads a message; what makes the decoder fall is no message.
func decode(data []byte) (m *goipp.Message, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("%v", broken)
		}
	}()
	m = &goipp.Message{}
	return m, m.DecodeBytesEx(data, goipp.DecoderOptions{EnableWorkarounds: true})
}
