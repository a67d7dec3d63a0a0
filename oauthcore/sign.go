package oauthcore

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Sign signs a request in place: it adds the protocol parameters with a fresh
// timestamp and nonce, the given extra ones (such as oauth_callback), and the
// signature, all in one place (OAuth Core 1.0a sections 5.2 and 7). Nothing
// else is changed. An empty token means that there is none: the request is the
// Consumer's own.
//
// A request is signed once, just before it is sent: a second attempt at
// sending needs a new nonce.
func (c *Consumer) Sign(r *http.Request, token, secret string, extra ...Param) error {
	dropSignature(r)
	m, err := ParseMessage(r, originOf(r.URL.Scheme, hostOf(r)), unlimited)
	if err != nil {
		return fmt.Errorf("oauthcore: reading the request to sign: %w", err)
	}
	hash, err := c.bodyHash(r)
	if err != nil {
		return fmt.Errorf("oauthcore: hashing the body: %w", err)
	}
	protocol := append(c.protocolParams(token, extra), hash...)
	signature, err := c.signature(r, m, protocol, secret)
	if err != nil {
		return err
	}
	protocol = append(protocol, Param{"oauth_signature", signature})
	traceOf(r.Context()).collected(m.with(protocol, c.Place))
	return c.place(r, protocol)
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

// dropSignature takes an earlier signature out of the header, so that a request
// may be signed again.
func dropSignature(r *http.Request) {
	kept := slices.DeleteFunc(slices.Clone(r.Header.Values("Authorization")), func(value string) bool {
		_, ours := cutScheme(value)
		return ours
	})
	r.Header.Del("Authorization")
	for _, value := range kept {
		r.Header.Add("Authorization", value)
	}
}

// unlimited lets a Consumer sign whatever it wants to send.
var unlimited = Limits{HeadBytes: 1 << 30, BodyBytes: 1 << 30, Params: 1 << 30}

// hostOf is the authority that a request is going to name in its Host header.
func hostOf(r *http.Request) string {
	if r.Host != "" {
		return r.Host
	}
	return r.URL.Host
}

// protocolParams makes the protocol parameters of one request (OAuth Core 1.0a
// section 7).
func (c *Consumer) protocolParams(token string, extra []Param) Params {
	params := Params{{"oauth_consumer_key", c.Key}}
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

// signature computes oauth_signature over the request and the parameters that
// are about to be added to it (OAuth Core 1.0a section 9).
func (c *Consumer) signature(r *http.Request, m *Message, protocol Params, secret string) (string, error) {
	trace := traceOf(r.Context())
	params := append(m.all, protocol...)
	base := BaseString(m.Method, m.URL, params)
	trace.baseString(m.Method, m.URL, params)
	signature, err := c.method().Sign(base, Keys{ConsumerSecret: c.Secret, TokenSecret: secret, PrivateKey: c.PrivateKey})
	if err != nil {
		return "", fmt.Errorf("oauthcore: signing: %w", err)
	}
	trace.signed(SignedInfo{
		ConsumerKey: c.Key, Token: protocol.Get("oauth_token"), SignatureMethod: c.method().Name(),
		Timestamp: protocol.Get("oauth_timestamp"), Nonce: protocol.Get("oauth_nonce"), Place: c.Place,
	})
	return signature, nil
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
		r.Header.Set("Authorization", h.String())
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

func (c *Consumer) now() time.Time {
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
