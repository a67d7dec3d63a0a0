package sloppy

import (
	"cmp"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"example.net/oauth1/oauthcore"
)

const formType = "application/x-www-form-urlencoded"

// collected are the parameters of a request. Pairs of query and body are kept as they came, for the flaws that need them.
type collected struct {
	protocol, others oauthcore.Params
	places           int // in how many places protocol parameters were found
	raw              []string
}

// collect reads header, body and query (OAuth Core 1.0a section 9.1.1).
func (p *Provider) collect(r *http.Request) (c collected, err *refusal) {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme == "OAuth" || strings.EqualFold(scheme, "OAuth") && !p.has(SchemeCase) {
		h, err := oauthcore.ParseHeader(r.Header.Get("Authorization"))
		if err != nil {
			return c, &refusal{400, "the header cannot be read"}
		}
		c.add(h.Params, "")
	}
	if !p.has(QueryUnsigned) {
		if err := p.collectForm(&c, r.URL.RawQuery); err != nil {
			return c, err
		}
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if strings.TrimSpace(kind) == formType && !p.has(BodyUnsigned) {
		body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<16))
		if err != nil {
			return c, &refusal{400, "the body cannot be read"}
		}
		return c, p.collectForm(&c, string(body))
	}
	return c, nil
}

func (p *Provider) collectForm(c *collected, form string) *refusal {
	text := form
	if p.has(PlusIsPlus) {
		text = strings.ReplaceAll(form, "+", "%2B")
	}
	params, err := oauthcore.ParseForm(text)
	if err != nil {
		return &refusal{400, "the parameters cannot be read"}
	}
	if p.has(HeaderOnly) {
		params = slices.DeleteFunc(params, func(p oauthcore.Param) bool { return strings.HasPrefix(p.Name, "oauth_") })
	}
	c.add(params, form)
	return nil
}

func (c *collected) add(params oauthcore.Params, raw string) {
	here := false
	for _, param := range params {
		if strings.HasPrefix(param.Name, "oauth_") {
			c.protocol, here = append(c.protocol, param), true
		} else {
			c.others = append(c.others, param)
		}
	}
	if here {
		c.places++
	}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair != "" && !strings.HasPrefix(pair, "oauth_") {
			c.raw = append(c.raw, pair)
		}
	}
}

// last is the last value of a name, which is what many frameworks answer.
func last(params oauthcore.Params, name string) string {
	values := params.All(name)
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// check makes sure of a message. find looks its token up; nil where none belongs to it.
func (p *Provider) check(r *http.Request, find func(string) *token) (oauthcore.Params, *refusal) {
	c, err := p.collect(r)
	if err == nil {
		err = p.complete(c)
	}
	if err != nil {
		return nil, err
	}
	name, secret := last(c.protocol, "oauth_token"), ""
	if last(c.protocol, "oauth_consumer_key") != p.Key {
		return nil, &refusal{401, "unknown Consumer Key"}
	}
	if find != nil {
		t := find(name)
		if t == nil {
			return nil, &refusal{401, "unknown token"}
		}
		secret = t.secret
	}
	method := last(c.protocol, "oauth_signature_method")
	if p.has(MethodCase) {
		method = strings.ToUpper(method)
	}
	keys := oauthcore.Keys{ConsumerSecret: p.Secret, TokenSecret: secret}
	right := oauthcore.MethodByName(method).Check(p.baseString(r, c), last(c.protocol, "oauth_signature"), keys)
	if !right && !(r.URL.Path == "/photos" && p.has(ResourceUnsigned)) {
		return nil, &refusal{401, "wrong signature"}
	}
	return c.protocol, p.useNonce(c.protocol)
}

// complete looks at the parameters themselves.
func (p *Provider) complete(c collected) *refusal {
	if len(c.protocol) == 0 {
		return &refusal{401, "unsigned"}
	}
	seen := map[string]bool{}
	for _, param := range c.protocol {
		if seen[param.Name] && !p.has(TwicePasses) {
			return &refusal{400, param.Name + " occurs twice"}
		}
		seen[param.Name] = true
	}
	if c.places > 1 && !p.has(TwicePasses) {
		return &refusal{400, "protocol parameters in two places"}
	}
	for _, name := range []string{"oauth_consumer_key", "oauth_signature_method", "oauth_signature", "oauth_timestamp", "oauth_nonce"} {
		if !seen[name] {
			return &refusal{400, name + " is missing"}
		}
	}
	if !seen["oauth_version"] && p.has(VersionRequired) {
		return &refusal{400, "oauth_version is missing"}
	}
	if seen["oauth_version"] && last(c.protocol, "oauth_version") != "1.0" && !p.has(NoVersionCheck) {
		return &refusal{400, "oauth_version is not 1.0"}
	}
	if stamp := last(c.protocol, "oauth_timestamp"); strings.Trim(stamp, "0123456789") != "" && !p.has(AnyTimestamp) {
		return &refusal{400, "oauth_timestamp is no number"}
	}
	return p.knownMethod(last(c.protocol, "oauth_signature_method"))
}

func (p *Provider) knownMethod(name string) *refusal {
	if p.has(MethodCase) {
		name = strings.ToUpper(name)
	}
	if name == "HMAC-SHA1" || name == "PLAINTEXT" && p.has(PlaintextAnywhere) {
		return nil
	}
	return &refusal{400, "unknown signature method"}
}

func (p *Provider) useNonce(params oauthcore.Params) *refusal {
	key := last(params, "oauth_timestamp") + " " + last(params, "oauth_nonce") + " " + last(params, "oauth_token")
	if p.nonces[key] && !p.has(NoNonces) {
		return &refusal{401, "the nonce was used before"}
	}
	p.nonces[key] = true
	return nil
}

// baseString is right unless a flaw is about it.
func (p *Provider) baseString(r *http.Request, c collected) string {
	all := append(slices.Clone(c.protocol), c.others...)
	if p.has(DropsEmpty) {
		all = slices.DeleteFunc(all, func(param oauthcore.Param) bool { return param.Value == "" })
	}
	if p.has(LastWins) {
		all = lastOnes(all)
	}
	address := p.Origin + r.URL.EscapedPath()
	switch {
	case p.has(SortedEarly):
		return joined(r.Method, address, sortedEarly(all))
	case p.has(RawEscapes):
		return joined(r.Method, address, withRaw(c))
	}
	return oauthcore.BaseString(r.Method, address, all)
}

func joined(method, address, params string) string {
	return method + "&" + oauthcore.Encode(address) + "&" + oauthcore.Encode(params)
}

func lastOnes(params oauthcore.Params) (kept oauthcore.Params) {
	values := url.Values{}
	for _, p := range params {
		values.Set(p.Name, p.Value)
	}
	for name := range values {
		kept = append(kept, oauthcore.Param{Name: name, Value: values.Get(name)})
	}
	return kept
}

func sortedEarly(params oauthcore.Params) string {
	params = slices.DeleteFunc(slices.Clone(params), func(p oauthcore.Param) bool { return p.Name == "oauth_signature" })
	slices.SortStableFunc(params, byNameAndValue)
	return params.Encode()
}

// withRaw takes the pairs of query and body as they came, with a plus sign as %20, and sorts them with the others.
func withRaw(c collected) string {
	var all oauthcore.Params
	for _, pair := range c.raw {
		name, value, _ := strings.Cut(strings.ReplaceAll(pair, "+", "%20"), "=")
		all = append(all, oauthcore.Param{Name: name, Value: value})
	}
	for _, p := range c.protocol {
		if p.Name != "oauth_signature" {
			all = append(all, oauthcore.Param{Name: oauthcore.Encode(p.Name), Value: oauthcore.Encode(p.Value)})
		}
	}
	slices.SortStableFunc(all, byNameAndValue)
	var pairs []string
	for _, p := range all {
		pairs = append(pairs, p.Name+"="+p.Value)
	}
	return strings.Join(pairs, "&")
}

func byNameAndValue(a, b oauthcore.Param) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
}
