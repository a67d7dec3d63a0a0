package oauthcore

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sign signs a request in place: it adds the protocol parameters with a fresh
// timestamp and nonce, the given extra ones (such as oauth_callback), and the
// signature, all in one place (OAuth Core 1.0a sections 5.2 and 7). Nothing
// else is changed, but that an earlier signature in header or query is taken
// out. An empty token means that there is none: the request is the Consumer's
// own.
//
// A request is signed once, just before it is sent: a second attempt at
// sending needs a new nonce.
func (c *Consumer) Sign(r *http.Request, token, secret string, extra ...Param) error {
	dropSignature(r)
	m, err := messageToSign(r)
	if err != nil {
		return fmt.Errorf("oauthcore: reading the request to sign: %w", err)
	}
	hash, err := c.bodyHash(r)
	if err != nil {
		return fmt.Errorf("oauthcore: hashing the body: %w", err)
	}
	all := append(c.appendProtocol(m.all, token, extra), hash...)
	signature, err := c.signature(r, m, all, secret)
	if err != nil {
		return err
	}
	protocol := append(all, Param{"oauth_signature", signature})[len(m.all):]
	if trace := traceOf(r.Context()); trace != nil {
		trace.collected(m.with(protocol, c.Place))
	}
	return c.place(r, protocol)
}

// messageToSign reads a request as it is going to be sent.
func messageToSign(r *http.Request) (*Message, error) {
	path, query := r.URL.EscapedPath(), r.URL.RawQuery
	if r.URL.Opaque != "" {
		path, query = splitTarget(r.URL.RequestURI())
	}
	m := &Message{
		Method: cmp.Or(r.Method, http.MethodGet), URL: joinURL(r.URL.Scheme, hostOf(r), path),
		Host: r.Host, RawQuery: query,
	}
	return m, m.collect(r, "", noLimit)
}

// with is the message as it will be sent, once the protocol parameters are in
// their place.
func (m *Message) with(protocol Params, place Place) *Message {
	sent := *m
	switch place {
	case InHeader:
		sent.Header = protocol
	case InBody:
		sent.Body = slices.Concat(m.Body, protocol)
	case InQuery:
		sent.Query = slices.Concat(m.Query, protocol)
	}
	return &sent
}

// dropSignature takes an earlier signature out of header and query, so that a
// request may be signed again. A redirect can bring one along in its query.
func dropSignature(r *http.Request) {
	if strings.Contains(r.URL.RawQuery, "oauth_signature=") {
		pairs := strings.Split(r.URL.RawQuery, "&")
		r.URL.RawQuery = strings.Join(slices.DeleteFunc(pairs, isProtocol), "&")
	}
	values := r.Header["Authorization"]
	if !slices.ContainsFunc(values, isOAuth) {
		return
	}
	r.Header.Del("Authorization")
	for _, value := range values {
		if !isOAuth(value) {
			r.Header.Add("Authorization", value)
		}
	}
}

func isOAuth(value string) bool {
	_, is := cutScheme(value)
	return is
}

// noLimit lets a Consumer sign whatever it wants to send.
const noLimit = 1 << 30

// hostOf is the authority that a request is going to name in its Host header.
func hostOf(r *http.Request) string {
	if r.Host != "" {
		return r.Host
	}
	return r.URL.Host
}

// appendProtocol appends the protocol parameters of one request (OAuth Core
// 1.0a section 7).
func (c *Consumer) appendProtocol(params Params, token string, extra []Param) Params {
	params = append(params, Param{"oauth_consumer_key", c.Key})
	if token != "" {
		params = append(params, Param{"oauth_token", token})
	}
	params = append(params,
		Param{"oauth_signature_method", c.method().Name()},
		Param{"oauth_timestamp", strconv.FormatInt(c.now().Unix(), 10)},
		Param{"oauth_nonce", c.nonce()},
	)
	if !c.OmitVersion {
		params = append(params, Param{"oauth_version", "1.0"})
	}
	return append(params, extra...)
}

// signature computes oauth_signature over a message and all parameters that it
// is going to have (OAuth Core 1.0a section 9).
func (c *Consumer) signature(r *http.Request, m *Message, params Params, secret string) (string, error) {
	work := workbenches.Get().(*workbench)
	defer workbenches.Put(work)
	base := work.baseString(m.Method, m.URL, params)
	signature, err := signBytes(c.method(), base, Keys{ConsumerSecret: c.Secret, TokenSecret: secret, PrivateKey: c.PrivateKey})
	if err != nil {
		return "", fmt.Errorf("oauthcore: signing: %w", err)
	}
	if trace := traceOf(r.Context()); trace != nil {
		c.tell(trace, m, params)
	}
	return signature, nil
}

// tell tells a trace what has been signed.
func (c *Consumer) tell(trace *Trace, m *Message, params Params) {
	protocol := params[len(m.all):]
	trace.baseString(m.Method, m.URL, params)
	trace.signed(SignedInfo{
		ConsumerKey: c.Key, Token: protocol.Get("oauth_token"), SignatureMethod: c.method().Name(),
		Timestamp: protocol.Get("oauth_timestamp"), Nonce: protocol.Get("oauth_nonce"), Place: c.Place,
	})
}

// place writes the protocol parameters where the Consumer wants them.
func (c *Consumer) place(r *http.Request, protocol Params) error {
	switch c.Place {
	case InQuery:
		// The protocol's parameters come after the request's own (RFC 5849
		// section 3.5.3).
		r.URL.RawQuery = joinForm(r.URL.RawQuery, protocol)
	case InBody:
		return placeInBody(r, protocol)
	default:
		h := Header{Realm: c.Realm, HasRealm: c.Realm != "", Params: protocol}
		r.Header.Add("Authorization", h.String())
	}
	return nil
}

// placeInBody appends the protocol parameters to a form body, which a request
// without a body is given (RFC 5849 section 3.5.2).
func placeInBody(r *http.Request, protocol Params) error {
	var body []byte
	switch {
	case r.Body == nil || r.Body == http.NoBody:
		r.Header.Set("Content-Type", formType)
	case !isForm(r.Header.Get("Content-Type")):
		return fmt.Errorf("oauthcore: the body is %q, not a form, so it cannot hold the protocol parameters", r.Header.Get("Content-Type"))
	default:
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return fmt.Errorf("oauthcore: reading the body to sign: %w", err)
		}
	}
	body = []byte(joinForm(string(body), protocol))
	r.ContentLength = int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody()
	return nil
}

// joinForm appends parameters to a query or form body.
func joinForm(text string, params Params) string {
	if text == "" {
		return params.Encode()
	}
	return text + "&" + params.Encode()
}

func (c *Consumer) method() SignatureMethod {
	if c.Method != nil {
		return c.Method
	}
	return HMACSHA1
}

// now is the time as the Service Provider has it, as far as that is known.
func (c *Consumer) now() time.Time {
	if c.Clock == nil {
		return c.ownTime()
	}
	ahead, _ := c.Clock.Ahead()
	return c.ownTime().Add(ahead)
}

func (c *Consumer) ownTime() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

func (c *Consumer) nonce() string {
	if c.Nonce != nil {
		return c.Nonce()
	}
	return NewNonce()
}
