package oauthcore

import (
	"bytes"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"io"
	"net/http"
)

// A signature says nothing about a body that is no form (OAuth Core 1.0a
// section 11.13). The Request Body Hash extension closes that: oauth_body_hash
// is the hash of the body, sent and signed like any other parameter.

// BodyHash is the value of oauth_body_hash: the base64 of a body's hash, which
// is the hash of the signature method, and SHA-1 where that has none.
func BodyHash(m SignatureMethod, body []byte) string {
	h := newHash(m)
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// newHash is the hash that a signature method is made with.
func newHash(m SignatureMethod) hash.Hash {
	switch m := m.(type) {
	case *hmacMethod:
		return m.hash()
	case rsaMethod:
		return m.hash.New()
	}
	return sha1.New()
}

// bodyHashIsRight: the body is the one that was signed. It comes after the
// signature, so that only a Consumer can make the server read a body, and
// before the nonce.
//
// A form is signed already, so a hash of it is a mistake.
func bodyHashIsRight(a *attempt) error {
	sent := Param{"oauth_body_hash", a.get("oauth_body_hash")}
	if !a.has(sent.Name) {
		return a.bodyHashIsOptional()
	}
	if isForm(a.http.Header.Get("Content-Type")) {
		return problemRejected(Params{sent}, "The parameters of a form body are signed one by one. Leave oauth_body_hash out.")
	}
	h := newHash(a.method)
	want, err := base64.StdEncoding.Strict().DecodeString(sent.Value)
	if err != nil || len(want) != h.Size() {
		return problemRejected(Params{sent}, "oauth_body_hash is not the base64 of a hash of the signature method.")
	}
	return a.sp.Limits.hashBody(a.http, &hashedBody{hash: h, want: want})
}

// bodyHashIsOptional: only a Consumer that is registered to send it must.
func (a *attempt) bodyHashIsOptional() error {
	if !a.consumer.BodyHash || !hasBody(a.http) || isForm(a.http.Header.Get("Content-Type")) {
		return nil
	}
	return problemAbsent([]string{"oauth_body_hash"}, "This Consumer is registered to send oauth_body_hash with every body that is not a form.")
}

func hasBody(r *http.Request) bool {
	return r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0
}

// hashBody checks a body that is short enough at once, and puts it back. A
// longer one is checked while it is read.
func (l Limits) hashBody(r *http.Request, h *hashedBody) error {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	limit := int64(orDefault(l.HashedBytes, 1<<20))
	h.Reader, h.Closer = r.Body, r.Body
	if r.ContentLength > limit || limit < 0 {
		r.Body = h
		return nil
	}
	start, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return problemUnreadable(err)
	}
	if int64(len(start)) > limit {
		h.Reader = io.MultiReader(bytes.NewReader(start), r.Body)
		r.Body = h
		return nil
	}
	h.hash.Write(start)
	r.Body = struct {
		io.Reader
		io.Closer
	}{bytes.NewReader(start), r.Body}
	return h.verdict()
}

// hashedBody is a body that is hashed while it is read. The read that would end
// it answers a [*Problem] instead of io.EOF if it is not the signed one, so
// whoever reads to the end before believing anything is safe.
type hashedBody struct {
	io.Reader
	io.Closer
	hash hash.Hash
	want []byte
}

// Read implements io.Reader.
func (b *hashedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.hash.Write(p[:n])
	if err == io.EOF {
		if problem := b.verdict(); problem != nil {
			return n, problem
		}
	}
	return n, err
}

func (b *hashedBody) verdict() error {
	if subtle.ConstantTimeCompare(b.hash.Sum(nil), b.want) == 1 {
		return nil
	}
	return NewProblem(SignatureInvalid, "The body does not have the oauth_body_hash that was signed: it was changed on its way, or hashed in another form.")
}

// bodyHash is the parameter that a Consumer adds, if it does, and the body is
// no form.
func (c *Consumer) bodyHash(r *http.Request) (Params, error) {
	if !c.BodyHash || c.Place == InBody || isForm(r.Header.Get("Content-Type")) {
		return nil, nil
	}
	var body []byte
	if hasBody(r) {
		var err error
		if body, err = readAll(r, noLimit); err != nil {
			return nil, err
		}
	}
	return Params{{"oauth_body_hash", BodyHash(c.method(), body)}}, nil
}
