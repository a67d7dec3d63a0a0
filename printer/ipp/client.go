package ipp

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	goipp "github.com/OpenPrinting/goipp"

	"example.net/oauth1/printer/orders"
)

// Client speaks to one printer. It implements orders.Press.
type Client struct {
	Timeout time.Duration // for a question and its answer; 0: 15 s
	Stall   time.Duration // how long a printer may take nothing of a document; 0: 5 min

	at     address
	http   *http.Client
	number atomic.Uint32 // request-id
}

var _ orders.Press = (*Client)(nil)

// user is requesting-user-name: whose jobs these are, at the printer.
const user = "printer"

// New makes a client of the printer at an ipp or ipps address. trust may be nil: the system's certificates.
func New(printerURI string, trust *tls.Config) (*Client, error) {
	at, err := parse(printerURI)
	if err != nil {
		return nil, fmt.Errorf("the printer’s address cannot be used: %w", err)
	}
	return &Client{at: at, http: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, TLSClientConfig: trust, TLSHandshakeTimeout: 10 * time.Second,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, DisableCompression: true,
		},
	}}, nil
}

func (c *Client) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return 15 * time.Second
}

func (c *Client) stall() time.Duration {
	if c.Stall > 0 {
		return c.Stall
	}
	return 5 * time.Minute
}

// wanted are the printer's attributes that are looked at (RFC 8011 section 4.2.5.1).
var wanted = []string{"printer-name", "printer-info", "printer-make-and-model", "printer-state", "printer-state-reasons",
	"printer-is-accepting-jobs", "document-format-supported", "media-supported", "media-ready", "media-type-supported",
	"operations-supported", "sides-supported", "print-color-mode-supported", "print-scaling-supported", "printer-resolution-supported",
	"job-creation-attributes-supported"}

// attributes asks for them (section 4.2.5).
func (c *Client) attributes(ctx context.Context) (goipp.Attributes, error) {
	m := c.request(goipp.OpGetPrinterAttributes)
	m.Operation.Add(keywords("requested-attributes", wanted...))
	answer, err := c.ask(ctx, m)
	if err != nil {
		return nil, explain(err)
	}
	return answer.Printer, nil
}

func keywords(name string, list ...string) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, k := range list {
		a.Values.Add(goipp.TagKeyword, goipp.String(k))
	}
	return a
}

// Status implements orders.Press.
func (c *Client) Status(ctx context.Context) (orders.PressStatus, error) {
	is, err := c.attributes(ctx)
	if err != nil {
		return orders.PressStatus{}, err
	}
	s := orders.PressStatus{Name: nameOf(is), Media: media(is)}
	s.Trouble = lack(texts(is, "printer-state-reasons"), number(is, "printer-state") == printerStopped)
	accepting := values(is, "printer-is-accepting-jobs")
	switch {
	case len(texts(is, "document-format-supported")) == 0:
		return s, garbage("it does not say what it prints")
	case !slices.Contains(texts(is, "document-format-supported"), pdf):
		s.Refuses = fmt.Sprintf("The printer does not take PDF files, only %s. Another printer is needed.", plain(formats(is)))
	case len(accepting) > 0 && accepting[0] == goipp.Value(goipp.Boolean(false)):
		s.Refuses = "The printer takes no orders at the moment."
	}
	return s, nil
}

const pdf = "application/pdf"

// formats are what a printer takes, without the one that means “guess”.
func formats(is goipp.Attributes) (list string) {
	for _, f := range texts(is, "document-format-supported") {
		if f == "application/octet-stream" {
			continue
		}
		if list != "" {
			list += ", "
		}
		list += f
	}
	if list == "" {
		list = "what it does not name"
	}
	return list
}

func nameOf(is goipp.Attributes) string {
	for _, attribute := range []string{"printer-info", "printer-name", "printer-make-and-model"} {
		if name := plain(text(is, attribute)); name != "" {
			return name
		}
	}
	return "the printer"
}

// Open implements orders.Press: Validate-Job (section 4.2.3), then Create-Job (section 4.2.4). Of a printer without
// Create-Job the answer has no number, and Send does it all.
func (c *Client) Open(ctx context.Context, job orders.PressJob) (orders.PressRef, error) {
	is, err := c.attributes(ctx)
	if err != nil {
		return orders.PressRef{}, err
	}
	can := numbers(is, "operations-supported")
	if slices.Contains(can, int(goipp.OpValidateJob)) {
		check := c.jobRequest(goipp.OpValidateJob, is, job)
		check.Operation.Add(goipp.MakeAttr("document-format", goipp.TagMimeType, goipp.String(pdf)))
		if _, err := c.ask(ctx, check); err != nil {
			return orders.PressRef{}, explain(err)
		}
	}
	if !slices.Contains(can, int(goipp.OpCreateJob)) || !slices.Contains(can, int(goipp.OpSendDocument)) {
		return orders.PressRef{Name: job.Name}, nil
	}
	answer, err := c.ask(ctx, c.jobRequest(goipp.OpCreateJob, is, job))
	if err != nil {
		return orders.PressRef{}, explain(err)
	}
	return refOf(answer.Job, job.Name)
}

func refOf(job goipp.Attributes, name string) (orders.PressRef, error) {
	ref := orders.PressRef{ID: number(job, "job-id"), UUID: plain(text(job, "job-uuid")), Name: name}
	if ref.ID < 1 {
		return ref, garbage("it accepts a job without giving a number")
	}
	return ref, nil
}

// jobRequest is a message about a job that is to be made: who, what, on which paper.
func (c *Client) jobRequest(op goipp.Op, is goipp.Attributes, job orders.PressJob) *goipp.Message {
	m := c.request(op)
	m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(user)))
	m.Operation.Add(goipp.MakeAttr("job-name", goipp.TagName, goipp.String(job.Name)))
	if job.Media.Name != "" {
		m.Job.Add(goipp.MakeAttr("media", goipp.TagKeyword, goipp.String(job.Media.Name)))
	}
	if slices.Contains(texts(is, "sides-supported"), "one-sided") {
		m.Job.Add(goipp.MakeAttr("sides", goipp.TagKeyword, goipp.String("one-sided")))
	}
	if slices.Contains(texts(is, "print-color-mode-supported"), "color") {
		m.Job.Add(goipp.MakeAttr("print-color-mode", goipp.TagKeyword, goipp.String("color")))
	}
	if scaling := scalingFor(job, texts(is, "print-scaling-supported")); scaling != "" {
		m.Job.Add(goipp.MakeAttr("print-scaling", goipp.TagKeyword, goipp.String(scaling)))
	}
	return m
}

// scalingFor keeps sheets at their exact size; a print on photo paper that is a little larger fills it.
func scalingFor(job orders.PressJob, can []string) string {
	want := "fill"
	if job.Sheet {
		want = "none"
	}
	if slices.Contains(can, want) {
		return want
	}
	return ""
}

// Send implements orders.Press: Send-Document (section 4.3.1), or Print-Job (section 4.2.1).
func (c *Client) Send(ctx context.Context, ref orders.PressRef, job orders.PressJob, document io.Reader, size int64) (orders.PressRef, error) {
	var m *goipp.Message
	if ref.ID > 0 {
		m = c.jobMessage(goipp.OpSendDocument, ref)
		m.Operation.Add(goipp.MakeAttr("last-document", goipp.TagBoolean, goipp.Boolean(true)))
	} else {
		is, err := c.attributes(ctx)
		if err != nil {
			return ref, untouched(err)
		}
		m = c.jobRequest(goipp.OpPrintJob, is, job)
	}
	m.Operation.Add(goipp.MakeAttr("document-format", goipp.TagMimeType, goipp.String(pdf)))
	m.Operation.Add(goipp.MakeAttr("document-name", goipp.TagName, goipp.String(job.Title)))
	answer, err := c.send(ctx, m, document, size)
	if err != nil {
		return ref, explain(err)
	}
	if ref.ID > 0 {
		return ref, nil
	}
	return refOf(answer.Job, job.Name)
}
