package lab

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"slices"

	"example.net/oauth1/oauthcore"
)

// A refusal answers with a problem.
type refusal struct {
	status         int
	problem, words string
}

func refuse(w http.ResponseWriter, err *refusal) {
	w.Header().Set("WWW-Authenticate", fmt.Sprintf(`OAuth realm="http://%s/", oauth_problem="%s"`, photosHost, err.problem))
	w.Header().Set("Content-Type", formType)
	w.WriteHeader(err.status)
	fmt.Fprint(w, oauthcore.Params{{Name: "oauth_problem", Value: err.problem}, {Name: "oauth_problem_advice", Value: err.words}}.Encode())
}

// last is the last value of a parameter: what the second half of a program reads that checks with the first one.
func last(m *oauthcore.Message, name string) string {
	values := m.Params().All(name)
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// check makes sure of a message: well formed, signed by its Consumer and with its token, and new. kind is the state that
// its token must be in: "access", "request" for any other, "" for no token.
func (p *provider) check(r *http.Request, kind string) (*oauthcore.Message, *refusal) {
	m, err := oauthcore.ParseMessage(r, "http://"+photosHost, oauthcore.Limits{})
	if err != nil {
		return nil, &refusal{400, "parameter_rejected", "this cannot be read"}
	}
	if p.OneOfEach && twice(m.Params()) {
		return nil, &refusal{400, "parameter_rejected", "a protocol parameter occurs twice"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := p.apps[m.Get("oauth_consumer_key")]
	if key == nil {
		return nil, &refusal{401, "consumer_key_unknown", "there is no such Consumer Key"}
	}
	keys := oauthcore.Keys{ConsumerSecret: key.secret}
	if kind != "" {
		t := p.tokens[m.Get("oauth_token")]
		if t == nil || (t.state == "access") != (kind == "access") {
			return nil, &refusal{401, "token_rejected", "there is no such token"}
		}
		if t.key != m.Get("oauth_consumer_key") && p.TokenBound {
			return nil, &refusal{401, "token_rejected", "this token was issued to another Consumer"}
		}
		keys.TokenSecret = t.secret
	}
	return m, p.signed(r, m, keys)
}

// signed checks the signature, the body and the nonce, in this order.
func (p *provider) signed(r *http.Request, m *oauthcore.Message, keys oauthcore.Keys) *refusal {
	method := oauthcore.MethodByName(m.Get("oauth_signature_method"))
	if method == nil || method == oauthcore.Plaintext && p.SecureOnly {
		return &refusal{400, "signature_method_rejected", "this method is for https only"}
	}
	if !method.Check(p.baseString(m), m.Get("oauth_signature"), keys) {
		return &refusal{401, "signature_invalid", "the signature does not match"}
	}
	if p.BodyHash && r.Header.Get("Content-Type") == "application/json" {
		body, err := readAll(r)
		if err != nil || m.Get("oauth_body_hash") != oauthcore.BodyHash(method, body) {
			return &refusal{401, "signature_invalid", "the body is not the one that was signed"}
		}
	}
	used := m.Get("oauth_consumer_key") + " " + m.Get("oauth_timestamp") + " " + m.Get("oauth_nonce")
	if p.nonces[used] && p.Nonces {
		return &refusal{401, "nonce_used", "this message was seen before"}
	}
	p.nonces[used] = true
	return nil
}

// baseString is oauthcore's, of all parameters or, where that rule is missing, without the query's own.
func (r *Rules) baseString(m *oauthcore.Message) string {
	params := m.Params()
	if !r.QuerySigned {
		params = slices.Concat(m.Header, m.Body)
	}
	return oauthcore.BaseString(m.Method, m.URL, params)
}

func twice(params oauthcore.Params) bool {
	seen := map[string]bool{}
	for _, p := range params {
		if seen[p.Name] && len(p.Name) > 6 && p.Name[:6] == "oauth_" {
			return true
		}
		seen[p.Name] = true
	}
	return false
}

// shortPIN has three digits, so that the attack on it fits on a page. Real ones are longer, and three digits are not even
// needed where tries are few.
func shortPIN() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1000))
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%03d", n)
}
