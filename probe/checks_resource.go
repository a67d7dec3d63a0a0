package probe

import (
	"strings"

	"example.net/oauth1/oauthcore"
)

// resources probes a Protected Resource (OAuth Core 1.0a section 7).
func (r *run) resources() {
	if r.Resource == "" {
		r.untested("a Protected Resource", "none was named", "C62", "C26", "C32", "C93")
		return
	}
	r.challenge()
	if r.access.Token == "" {
		r.untested("a Protected Resource", "there is no Access Token: no User took part, or the dance failed", "C62", "C32", "C93")
		return
	}
	r.walk(r.fetching, resourceRules)
	r.walk(r.fetching, encodings)
	r.replay(r.fetching, "C67", "C92", "R18", "C93")
	r.wrongTokens()
}

// challenge asks without any signature.
func (r *run) challenge() {
	x, err := r.send(&wire{method: "GET", url: r.Resource, unsigned: true})
	if err != nil {
		r.untested("an unsigned request", err.Error(), "C26", "C32")
		return
	}
	challenge := x.header.Get("WWW-Authenticate")
	scheme, _, _ := strings.Cut(challenge, " ")
	r.file("an unsigned request: 401", status401, x, "C32")
	r.found("it is challenged: WWW-Authenticate: OAuth", strings.EqualFold(scheme, "OAuth"), "WWW-Authenticate: "+challenge, x, "C26")
}

var resourceRules = []check{
	{"a right request", nil, nil, accepted, []string{"C62"}},
	{"the protocol parameters in the query", func(m *message) { m.place = oauthcore.InQuery }, nil, accepted, []string{"C16"}},
	{"a wrong signature: 401", nil, func(w *wire) { w.set("oauth_nonce", oauthcore.NewNonce()) }, status401, []string{"C66", "C91", "C93", "R16"}},
	{"signed with the Consumer Secret alone: 401", func(m *message) { m.keys.TokenSecret = ""; m.keys.PrivateKey = otherKey(m.keys.PrivateKey) }, nil, status401, []string{"C62", "R16"}},
	{"no token, right signature of the Consumer: refused", func(m *message) { m.drop("oauth_token"); m.keys.TokenSecret = "" }, nil, refused, []string{"C32"}},
	{"a token that there is not: 401", func(m *message) { m.set("oauth_token", "no-such-token") }, nil, status401, []string{"C90", "C93"}},
	{"no nonce: 400", func(m *message) { m.drop("oauth_nonce") }, nil, status400, []string{"C87", "C93"}},
	{"the timestamp twice: 400", func(m *message) {
		m.protocol = append(m.protocol, oauthcore.Param{Name: "oauth_timestamp", Value: m.get("oauth_timestamp")})
	}, nil, status400, []string{"C10", "C88", "C93"}},
	{"a query parameter that was added on the way: 401", nil, func(w *wire) { m := message{url: w.url}; m.addQuery("unsigned=1"); w.url = m.url }, status401, []string{"C66", "C69"}},
}

// wrongTokens uses tokens for what they are not for.
func (r *run) wrongTokens() {
	t, err := r.ask()
	if err != nil {
		r.untested("a Request Token is used as an Access Token", err.Error(), "C28", "C32")
		return
	}
	if x, err := r.try(r.signed("GET", r.Resource, t.Token, t.Secret), nil, nil); err == nil {
		r.file("a Request Token is used as an Access Token: refused", refused, x, "C28", "C32")
	}
	if x, err := r.try(r.exchanging(oauthcore.RequestToken(r.access), "guessed-verifier"), nil, nil); err == nil {
		r.file("an Access Token is used as a Request Token: refused", refused, x, "C28")
	}
}
