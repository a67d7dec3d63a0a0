package oauthdoctor

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"slices"
	"strings"

	"example.net/oauth1/oauthcore"
)

// recipe is the making of one signature, in the order of OAuth Core 1.0a
// section 9, with every step open to be replaced by a mistake. As newRecipe
// returns it, it makes the right signature.
type recipe struct {
	misfit oauthcore.Misfit

	method                     string // 9.1.3
	scheme, host, path, suffix string // 9.1.2; the suffix is nothing, in a right signature
	params                     []param
	encode                     func(string) string                     // 9.1.1: each name and value
	compare                    func(a, b param) int                    // 9.1.1: nil leaves the order as it is
	sortFirst                  bool                                    // sorts before encoding
	pair                       func(param) string                      // 9.1.1: name, equals sign, value
	between                    string                                  // 9.1.1: two pairs
	again                      func(string) string                     // 9.1.3: each piece
	join                       func(method, url, params string) string // 9.1.3
	key                        func(oauthcore.Keys) string             // 9.2
	hash                       func() hash.Hash
	sum                        func(h func() hash.Hash, key, base string) []byte
	print                      func([]byte) string               // 9.2.1
	transport                  func(string) string               // what is left of the signature after decoding it once
	checkRSA                   func(base, signature string) bool // 9.3.2: nil is the right way
}

// param is one parameter with what the sender wrote.
type param struct {
	name, value       string
	rawName, rawValue string // as in the query or form body, else as decoded
	place             oauthcore.Place
}

// newRecipe is the right way to sign a message.
func newRecipe(m oauthcore.Misfit) *recipe {
	r := &recipe{
		misfit: m, method: strings.ToUpper(m.Message.Method), params: collect(m.Message),
		encode: oauthcore.Encode, compare: byNameThenValue,
		pair:    func(p param) string { return p.name + "=" + p.value },
		between: "&",
		again:   oauthcore.Encode,
		join:    func(method, url, params string) string { return method + "&" + url + "&" + params },
		key: func(k oauthcore.Keys) string {
			return oauthcore.Encode(k.ConsumerSecret) + "&" + oauthcore.Encode(k.TokenSecret)
		},
		hash: hashOf(m.Method.Name()), sum: hmacSum,
		print:     base64.StdEncoding.EncodeToString,
		transport: func(signature string) string { return signature },
	}
	scheme, rest, _ := strings.Cut(m.Message.URL, "://")
	slash := strings.IndexByte(rest, '/')
	r.scheme, r.host, r.path = scheme+"://", rest[:slash], rest[slash:]
	return r
}

// with is a copy of a recipe with mistakes in it.
func (r *recipe) with(mistakes ...Mistake) *recipe {
	spoilt := *r
	for _, mistake := range mistakes {
		mistake.apply(&spoilt)
	}
	return &spoilt
}

// collect lists the parameters that are signed (section 9.1.1).
func collect(m *oauthcore.Message) (params []param) {
	for _, p := range m.Header {
		params = append(params, param{p.Name, p.Value, p.Name, p.Value, oauthcore.InHeader})
	}
	params = append(params, pairs(m.Body, m.RawBody, oauthcore.InBody)...)
	params = append(params, pairs(m.Query, m.RawQuery, oauthcore.InQuery)...)
	params = slices.DeleteFunc(params, func(p param) bool { return p.name == "oauth_signature" })
	return slices.Clip(params) // every recipe that adds to them makes a list of its own
}

// pairs puts each decoded parameter beside what it was decoded from.
func pairs(decoded oauthcore.Params, raw string, place oauthcore.Place) (params []param) {
	i := 0
	for _, pair := range strings.Split(raw, "&") {
		if pair == "" || i == len(decoded) {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		params = append(params, param{decoded[i].Name, decoded[i].Value, name, value, place})
		i++
	}
	return params
}

// baseString makes the base string.
func (r *recipe) baseString() string {
	return r.join(r.again(r.method), r.again(r.url()), r.again(r.normalized()))
}

func (r *recipe) url() string { return r.scheme + r.host + r.path + r.suffix }

// normalized makes the normalized parameters.
func (r *recipe) normalized() string {
	list := slices.Clone(r.params)
	if r.sortFirst {
		r.sort(list)
	}
	for i, p := range list {
		list[i].name, list[i].value = r.encode(p.name), r.encode(p.value)
	}
	if !r.sortFirst {
		r.sort(list)
	}
	written := make([]string, len(list))
	for i, p := range list {
		written[i] = r.pair(p)
	}
	return strings.Join(written, r.between)
}

func (r *recipe) sort(list []param) {
	if r.compare != nil {
		slices.SortStableFunc(list, r.compare)
	}
}

// reproduces makes the signature and tells whether it is the one that was sent,
// and over which base string.
func (r *recipe) reproduces() (base string, yes bool) {
	base = r.baseString()
	return base, r.fits(base)
}

// fits tells whether the signature that was sent is the one over a base string.
// Two mistakes may cancel each other out and make the right signature, which
// nobody must learn from the time that a comparison takes.
func (r *recipe) fits(base string) bool {
	switch {
	case !isRSA(r.misfit.Method):
		return hmac.Equal([]byte(r.sent()), []byte(r.sign(base)))
	case r.checkRSA != nil:
		return r.checkRSA(base, r.sent())
	}
	return r.misfit.Method.Check(base, r.sent(), r.misfit.Keys)
}

// sent is the signature that was sent, the mistakes of its transport undone.
func (r *recipe) sent() string { return r.transport(r.misfit.Message.Get("oauth_signature")) }

// sign makes the signature over a base string. That of RSA can only be checked.
func (r *recipe) sign(base string) string {
	switch {
	case isRSA(r.misfit.Method):
		return ""
	case r.misfit.Method == oauthcore.Plaintext:
		return r.key(r.misfit.Keys)
	}
	return r.print(r.sum(r.hash, r.key(r.misfit.Keys), base))
}

// outcome is all that a mistake can change.
type outcome struct {
	base, signature, sent string
	otherRSA              bool
}

func (r *recipe) outcome() outcome {
	base := r.baseString()
	return outcome{base, r.sign(base), r.sent(), r.checkRSA != nil}
}

func isRSA(m oauthcore.SignatureMethod) bool { return strings.HasPrefix(m.Name(), "RSA") }

func hmacSum(h func() hash.Hash, key, base string) []byte {
	mac := hmac.New(h, []byte(key))
	mac.Write([]byte(base))
	return mac.Sum(nil)
}

// hashOf is the hash of a signature method.
func hashOf(method string) func() hash.Hash {
	switch {
	case strings.HasSuffix(method, "SHA256"):
		return sha256.New
	case strings.HasSuffix(method, "SHA512"):
		return sha512.New
	}
	return sha1.New
}

func byNameThenValue(a, b param) int {
	return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.value, b.value))
}
