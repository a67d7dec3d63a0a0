package oauthcore

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Place is where the protocol parameters of a request travel (OAuth Core 1.0a
// section 5.2).
type Place int

// The three places, in the order of preference.
const (
	InHeader Place = iota // the Authorization header
	InBody                // the form body
	InQuery               // the query of the URL
)

// String names the place as a refusal and a trace do.
func (p Place) String() string {
	return [...]string{"header", "body", "query"}[p]
}

// Message is one signed request, wherever its parameters travelled (OAuth Core
// 1.0a section 5.2). It is read once, from the request line and the raw body,
// and never changed.
type Message struct {
	Method string // as it stood in the request line
	URL    string // as it is signed: origin and path (section 9.1.2)
	Realm  string // of the Authorization header; not signed

	Header Params // from the Authorization header, without the realm
	Body   Params // from a form body
	Query  Params // from the query

	all  Params    // all three, one after the other, as they were read
	room [10]Param // where they lie when they are as few as usual

	// What the sender wrote, for a diagnosis. None of it is trusted.
	Host              string // of the Host header
	RawQuery, RawBody string // the query and a form body before decoding
}

// Params collects the parameters of all three places (OAuth Core 1.0a section
// 9.1.1, RFC 5849 section 3.4.1.3.1).
func (m *Message) Params() Params {
	return slices.Concat(m.Header, m.Body, m.Query)
}

// Get is the first value of a parameter, wherever it travelled.
func (m *Message) Get(name string) string {
	for _, params := range [...]Params{m.Header, m.Body, m.Query} {
		if params.Has(name) {
			return params.Get(name)
		}
	}
	return ""
}

// BaseString is the signature base string of the message (section 9.1.3).
func (m *Message) BaseString() string {
	return BaseString(m.Method, m.URL, m.Params())
}

// Signed tells whether the message claims to be an OAuth request at all: one
// without any protocol parameter is simply unsigned.
func (m *Message) Signed() bool {
	_, count := m.places()
	return count > 0
}

// places lists where protocol parameters were found.
func (m *Message) places() (found [3]Place, count int) {
	for place, params := range [...]Params{InHeader: m.Header, InBody: m.Body, InQuery: m.Query} {
		if params.hasProtocol() {
			found[count] = Place(place)
			count++
		}
	}
	return found, count
}

func (p Params) hasProtocol() bool {
	for i := range p {
		if isProtocol(p[i].Name) {
			return true
		}
	}
	return false
}

// isProtocol tells whether a name is reserved for the protocol. Names are case
// sensitive (OAuth Core 1.0a section 5).
func isProtocol(name string) bool { return strings.HasPrefix(name, "oauth_") }

// Limits bound what a request may cost before anything is known about its
// sender (OAuth Core 1.0a section 11.11). The zero value of each means its
// default.
type Limits struct {
	HeadBytes int // of request target and Authorization header together; 8 KiB
	BodyBytes int // of a form body; 64 KiB
	Params    int // of all places together; 256
	// HashedBytes is up to which length a body that comes with oauth_body_hash
	// is read and checked beforehand; 1 MiB. A longer one is checked while the
	// application reads it. Negative: every one is.
	HashedBytes int
}

func (l Limits) headBytes() int { return orDefault(l.HeadBytes, 8<<10) }
func (l Limits) bodyBytes() int { return orDefault(l.BodyBytes, 64<<10) }
func (l Limits) params() int    { return orDefault(l.Params, 256) }

func orDefault(value, fallback int) int {
	if value == 0 {
		return fallback
	}
	return value
}

// ParseMessage reads a request as a server receives it. The origin comes from
// configuration, the path and the query from the request line as they stood
// there, and a form body is read raw and put back for whoever comes next, so
// that nothing net/http would tidy away is missing from the signature. A body
// of any other type is not touched (section 9.1.1).
//
// What cannot be read is a [*Problem].
func ParseMessage(r *http.Request, origin Origin, limits Limits) (*Message, error) {
	m := new(Message)
	if err := m.read(r, origin, limits); err != nil {
		return nil, err
	}
	return m, nil
}

// read is ParseMessage into a message.
func (m *Message) read(r *http.Request, origin Origin, limits Limits) error {
	target := requestTarget(r)
	authorization, err := authorizationHeader(r)
	if err != nil {
		return err
	}
	if len(target)+len(authorization) > limits.headBytes() {
		return problemTooLong(limits.headBytes())
	}
	path, query := splitTarget(target)
	m.Method, m.URL, m.Host, m.RawQuery = cmp.Or(r.Method, http.MethodGet), requestURL(origin, path), r.Host, query
	if err := m.collect(r, authorization, limits.bodyBytes()); err != nil {
		return err
	}
	if len(m.all) > limits.params() {
		return problemTooMany(limits.params())
	}
	return nil
}

// collect gathers the parameters of header, body and query, in this order, in
// one list that the three share (OAuth Core 1.0a section 9.1.1).
func (m *Message) collect(r *http.Request, authorization string, bodyLimit int) (err error) {
	if m.all, err = m.readHeader(m.room[:0], authorization); err != nil {
		return err
	}
	header := len(m.all)
	if m.all, err = m.readBody(m.all, r, bodyLimit); err != nil {
		return err
	}
	body := len(m.all)
	if m.all, err = appendForm(m.all, m.RawQuery); err != nil {
		return problemMalformed("the query", err)
	}
	m.Header, m.Body, m.Query = m.all[:header:header], m.all[header:body:body], m.all[body:]
	return nil
}

// requestTarget is the target of the request line: as received where there is
// one, otherwise as it is going to be sent.
func requestTarget(r *http.Request) string {
	if r.RequestURI != "" {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// authorizationHeader finds the one OAuth header among whatever other
// credentials there are. Two of them are refused.
func authorizationHeader(r *http.Request) (found string, err error) {
	for _, value := range r.Header["Authorization"] {
		if _, ours := cutScheme(value); !ours {
			continue
		}
		if found != "" {
			return "", problemTwoHeaders()
		}
		found = value
	}
	return found, nil
}

// readHeader appends the parameters of the Authorization header to list.
func (m *Message) readHeader(list Params, value string) (Params, error) {
	if value == "" {
		return list, nil
	}
	h := Header{Params: list}
	if err := h.parse(value); err != nil {
		return nil, problemMalformed("the Authorization header", err)
	}
	m.Realm = h.Realm
	return h.Params, nil
}

// readBody appends the parameters of a form body to list, whatever the method
// (RFC 5849 section 3.4.1.3.1).
func (m *Message) readBody(list Params, r *http.Request, limit int) (Params, error) {
	if r.Body == nil || r.Body == http.NoBody || !isForm(r.Header.Get("Content-Type")) {
		return list, nil
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, problemEncodedForm(encoding)
	}
	body, err := readAll(r, limit)
	if err != nil {
		return nil, err
	}
	m.RawBody = string(body)
	if list, err = appendForm(list, m.RawBody); err != nil {
		return nil, problemMalformed("the form body", err)
	}
	return list, nil
}

// readAll reads a body up to a limit and puts it back.
func readAll(r *http.Request, limit int) ([]byte, error) {
	if r.ContentLength > int64(limit) {
		return nil, problemBodyTooLong(limit)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
	if err != nil {
		return nil, problemUnreadable(err)
	}
	if len(body) > limit {
		return nil, problemBodyTooLong(limit)
	}
	r.Body.Close()
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// isForm tells whether a Content-Type is that of a form body: the media type
// without regard to case, and whatever parameters follow it.
func isForm(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(mediaType), formType)
}

const formType = "application/x-www-form-urlencoded"

type sentHostKey struct{}

// WithSentHost remembers the Host header of a request, for an application that
// writes another one over it. It is for the diagnosis of wrong signatures and
// for nothing else: what is signed begins with the [Origin] in any case.
func WithSentHost(ctx context.Context, host string) context.Context {
	return context.WithValue(ctx, sentHostKey{}, host)
}

func sentHost(ctx context.Context) string {
	host, _ := ctx.Value(sentHostKey{}).(string)
	return host
}
