package probe

import (
	"net/http"
	"strings"

	"example.net/oauth1/oauthcore"
)

// requestTokens probes the Request Token URL (OAuth Core 1.0a section 6.1). No User is needed for it.
func (r *run) requestTokens() {
	r.answerOfRequestToken()
	r.walk(r.askingPlainly, placements)
	r.escapedValue("in a form body", oauthcore.InBody)
	r.escapedValue("in the query", oauthcore.InQuery)
	r.walk(r.asking, headerForms)
	r.walk(r.asking, requestTokenRules)
	r.walk(r.asking, r.signatureRules())
	r.walk(r.asking, formBodies)
	r.replay(r.asking, "C67", "C92", "R18")
	r.oldTimestamp()
	r.plaintext()
	if r.Resource == "" {
		r.walk(r.asking, encodings) // parameters that a Service Provider does not know must be signed, and do no harm
	}
}

func (r *run) answerOfRequestToken() {
	x, err := r.try(r.asking(), nil, nil)
	if err != nil {
		return // the first message has just been answered; the checks below will tell
	}
	token, secret, params := r.tokens(x)
	r.found("a signed POST with oauth_callback: token, secret and oauth_callback_confirmed=true must come", token != "" && secret != "" &&
		params.Get("oauth_callback_confirmed") == "true", "oauth_callback_confirmed="+params.Get("oauth_callback_confirmed"), x, "C40", "R7", "C33")
	r.found("the answer is pairs joined by &, encoded", token != "" && params.Encode() == sameOrder(x.body), "read as "+names(params), x, "C18")
	r.found("status 200 and Content-Type "+formType, x.status == http.StatusOK && isForm(x.header.Get("Content-Type")),
		"Content-Type: "+x.header.Get("Content-Type"), x, "R6")
	cache := strings.ToLower(x.header.Get("Cache-Control"))
	r.found("tokens are not kept by caches", strings.Contains(cache, "no-store") || strings.Contains(cache, "private"), "Cache-Control: "+cache, x, "C114")
}

// askingPlainly asks with a callback that has no escapes in it, so that only the place is in question.
func (r *run) askingPlainly() *message {
	m := r.asking()
	address, query, _ := strings.Cut(r.Callback, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if strings.Contains(pair, "%") {
			query = strings.Trim(strings.Replace("&"+query+"&", "&"+pair+"&", "&", 1), "&")
		}
	}
	m.set("oauth_callback", strings.TrimSuffix(address+"?"+query, "?"))
	return m
}

// escapedValue sends a callback whose query is escaped, so that it is escaped twice on the way: decoding it twice too
// makes another callback of it. Nothing can be said where a callback without escapes is refused as well.
func (r *run) escapedValue(where string, place oauthcore.Place) {
	tried := "an oauth_callback with escapes of its own, " + where
	there := func(m *message) { m.place = place }
	if x, err := r.try(r.askingPlainly(), there, nil); err != nil || x.status/100 != 2 {
		r.untested(tried, "one without escapes is refused there too", "R22")
		return
	}
	if x, err := r.try(r.asking(), there, nil); err == nil {
		r.file(tried, accepted, x, "R22")
	}
}

// sameOrder reads and writes a form, so that only what encoding leaves open (upper case, the tilde) is made alike.
func sameOrder(form string) string {
	params, err := oauthcore.ParseForm(strings.TrimSpace(form))
	if err != nil || strings.ContainsAny(form, " <>{}\"") {
		return ""
	}
	return params.Encode()
}

func names(params oauthcore.Params) string {
	var list []string
	for _, p := range params {
		list = append(list, p.Name)
	}
	return strings.Join(list, ", ")
}

var placements = []check{
	{"protocol parameters in the Authorization header", nil, nil, accepted, []string{"C16", "C19", "R29"}},
	{"protocol parameters in a form body", func(m *message) { m.place = oauthcore.InBody }, nil, accepted, []string{"C16"}},
	{"protocol parameters in the query", func(m *message) { m.place = oauthcore.InQuery }, nil, accepted, []string{"C16"}},
	{"some protocol parameters in the header, oauth_version again in the query: refused", func(m *message) { m.addQuery("oauth_version=1.0") }, nil, refused, []string{"R29", "R15"}},
}

var headerForms = []check{
	{"the scheme written oAuTh", nil, func(w *wire) { w.authorization = "oAuTh" + strings.TrimPrefix(w.header(), "OAuth") }, accepted, []string{"C21"}},
	{"no white space after the commas", nil, func(w *wire) { w.authorization = strings.ReplaceAll(w.header(), ", ", ",") }, accepted, []string{"C24"}},
	{"white space and a tab around the commas", nil, func(w *wire) { w.authorization = strings.ReplaceAll(w.header(), ", ", " ,\t ") }, accepted, []string{"C24"}},
	{"a realm, which is not signed", nil, func(w *wire) { w.realm = "http://photos.example.net/" }, accepted, []string{"C25"}},
	{"an empty oauth_token", func(m *message) { m.set("oauth_token", "") }, nil, accepted, []string{"C23", "R4"}},
	{"a nonce with / + and =, encoded in the header", func(m *message) { m.set("oauth_nonce", "9940pd/933+3jh=="+oauthcore.NewNonce()) }, nil, accepted, []string{"C22"}},
	{"the timestamp's first digit written as %31", nil, func(w *wire) {
		w.authorization = strings.Replace(w.header(), `oauth_timestamp="1`, `oauth_timestamp="%31`, 1)
	}, accepted, []string{"C22"}},
}

var requestTokenRules = []check{
	{"no oauth_version", func(m *message) { m.drop("oauth_version") }, nil, accepted, []string{"C36"}},
	{"oauth_version=1.1: refused", func(m *message) { m.set("oauth_version", "1.1") }, nil, refused, []string{"C35", "R16"}},
	{"no oauth_callback: refused, or the callback could be set by an attacker afterwards", func(m *message) { m.drop("oauth_callback") }, nil, refused, []string{"R4"}},
	{"oauth_callback=/ready, which is no absolute URL: refused", func(m *message) { m.set("oauth_callback", "/ready") }, nil, refused, []string{"C37"}},
	{"oauth_callback=javascript:alert(1): refused", func(m *message) { m.set("oauth_callback", "javascript:alert(1)") }, nil, refused, []string{"C37"}},
	{"the nonce twice: 400", func(m *message) {
		m.protocol = append(m.protocol, oauthcore.Param{Name: "oauth_nonce", Value: m.get("oauth_nonce")})
	}, nil, status400, []string{"C10", "C88", "R15"}},
	{"a second oauth_callback: 400", func(m *message) {
		m.protocol = append(m.protocol, oauthcore.Param{Name: "oauth_callback", Value: "http://attacker.example/"})
	}, nil, status400, []string{"C10", "C88", "R15"}},
	{"no oauth_consumer_key: 400", func(m *message) { m.drop("oauth_consumer_key") }, nil, status400, []string{"C87"}},
	{"no oauth_signature_method: 400", func(m *message) { m.drop("oauth_signature_method") }, nil, status400, []string{"C87"}},
	{"no oauth_timestamp: 400", func(m *message) { m.drop("oauth_timestamp") }, nil, status400, []string{"C87"}},
	{"no oauth_nonce: 400", func(m *message) { m.drop("oauth_nonce") }, nil, status400, []string{"C87"}},
	{"no oauth_signature: 400", nil, func(w *wire) { w.drop("oauth_signature") }, status400, []string{"C87"}},
	{"a signature method that there is not: 400", func(m *message) { m.set("oauth_signature_method", "HMAC-MD4") }, nil, status400, []string{"C86"}},
	{"oauth_signature_method in lower case: refused", func(m *message) { m.set("oauth_signature_method", strings.ToLower(m.get("oauth_signature_method"))) }, nil, refused, []string{"C9"}},
	{"a Consumer Key that nobody has: 401", func(m *message) { m.set("oauth_consumer_key", "nobody-"+oauthcore.NewNonce()) }, nil, status401, []string{"C89", "C38"}},
	{"a timestamp that is no number: refused", func(m *message) { m.set("oauth_timestamp", "now") }, nil, refused, []string{"C63"}},
	{"a negative timestamp: refused", func(m *message) { m.set("oauth_timestamp", "-1191242096") }, nil, refused, []string{"C63"}},
}

// signatureRules are messages whose signature is that of another one.
func (r *run) signatureRules() []check {
	return []check{
		{"a signature with another secret: 401", func(m *message) { m.keys.ConsumerSecret += "x"; m.keys.PrivateKey = otherKey(m.keys.PrivateKey) }, nil, status401, []string{"C91", "C38", "C66"}},
		{"an empty signature: refused", nil, func(w *wire) { w.set("oauth_signature", "") }, refused, []string{"C38", "C66"}},
		{"a nonce other than the signed one: 401", nil, func(w *wire) { w.set("oauth_nonce", oauthcore.NewNonce()) }, status401, []string{"C91", "C66"}},
		{"a callback other than the signed one: 401", nil, func(w *wire) { w.set("oauth_callback", w.protocol.Get("oauth_callback")+"x") }, status401, []string{"C91", "C66"}},
		{"a query parameter that was not signed: 401", nil, func(w *wire) { m := message{url: w.url}; m.addQuery("unsigned=1"); w.url = m.url }, status401, []string{"C66", "C69"}},
		{"signed as a GET, sent as a POST: 401", func(m *message) { m.method = http.MethodGet }, func(w *wire) { w.method = http.MethodPost }, status401, []string{"C77"}},
		{"signed for another path: 401", func(m *message) { m.url += "/other" }, func(w *wire) { w.url = r.Endpoints.RequestToken }, status401, []string{"C73", "C77"}},
	}
}

// formBodies are about the parameters of a form body (OAuth Core 1.0a section 9.1.1, RFC 5849 section 3.4.1.3.1).
var formBodies = []check{
	{"a form body of the Consumer's own, signed with + for a space", form("c2&a3=2+q"), nil, accepted, []string{"C69", "R23", "R22"}},
	{"a form body that was changed on the way: 401", form("a3=2+q"), func(w *wire) { w.body = "a3=3+q" }, status401, []string{"C69", "R23", "C66"}},
	{"Content-Type with a charset: the body is a form all the same", nil, func(w *wire) { w.kind, w.body = formType+"; charset=UTF-8", "a=1" }, status401, []string{"C69"}},
}

func form(body string) func(*message) {
	return func(m *message) { m.body, m.kind = body, formType }
}

// encodings are queries that are easily signed wrongly. Every one is right.
var encodings = []check{
	{"q=*!'() in the query", query("q=*!'()"), nil, accepted, []string{"C12"}},
	{"q=100%25", query("q=100%25"), nil, accepted, []string{"C12"}},
	{"q=~jane", query("q=~jane"), nil, accepted, []string{"C13"}},
	{"q=%7Ejane: the same, escaped without need", query("q=%7Ejane"), nil, accepted, []string{"C13", "R22"}},
	{"q=caf%c3%a9: escapes in lower case are signed in upper case", query("q=caf%c3%a9"), nil, accepted, []string{"C14"}},
	{"q=%E2%98%83: UTF-8", query("q=%E2%98%83"), nil, accepted, []string{"C15"}},
	{"q=a+b: a plus sign is a space", query("q=a+b"), nil, accepted, []string{"R22"}},
	{"q=a%2Bb: an escaped plus sign is one", query("q=a%2Bb"), nil, accepted, []string{"R22"}},
	{"z=t&f=a&f=50&a=1&f=25: names that repeat", query("z=t&f=a&f=50&a=1&f=25&z=p"), nil, accepted, []string{"C71"}},
	{"name10=y&name1=x&name=z: names that begin alike", query("name10=y&name1=x&name=z"), nil, accepted, []string{"C71"}},
	{"b=2&B=1: capital letters first", query("b=2&B=1"), nil, accepted, []string{"C71"}},
	{"c2=&c%40=: encoded before they are sorted", query("c2=&c%40="), nil, accepted, []string{"R25"}},
	{"empty=: an empty value", query("empty="), nil, accepted, []string{"C72"}},
	{"large: a name without =", query("large"), nil, accepted, []string{"C72"}},
}

func query(q string) func(*message) { return func(m *message) { m.addQuery(q) } }
