package oauthcore_test

import (
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// Where the parameters travel: OAuth Core 1.0a sections 5.2 and 5.4, RFC 5849
// section 3.5.

// headerOf is the Authorization header of a good letter, to be spoiled.
func headerOf(t *testing.T, l *letter) string {
	return l.request(t).Header.Get("Authorization")
}

// authenticate sends the request of Appendix A.5 with the given header lines.
func authenticate(t *testing.T, lines ...string) (*oauthcore.Access, error) {
	t.Helper()
	sp, _ := newProvider()
	l := photoLetter()
	return sp.Authenticate(receive(t, wire(l.method, l.target, l.host, "", "", lines...)))
}

func TestP01HeaderIsParsedByItsGrammar(t *testing.T) {
	signature := oauthcore.Encode(photoLetter().sign(t))
	access, err := authenticate(t,
		"Authorization:  oauth\trealm=\"a, b=\\\"c\\\"\",oauth_consumer_key=\"dpf43f3p2l4k3l03\" , oauth_token=\"nnch734d00sl2jdk\",",
		"\t oauth_signature_method=\"HMAC-SHA1\" ,\toauth_timestamp=\"1191242096\",oauth_nonce=\"kllo9940pd9333jh\",",
		" oauth_version = \"1.0\", oauth_signature=\""+signature+"\"")
	wantPassed(t, err)
	if access.Message.Realm != `a, b="c"` {
		t.Errorf("the realm is %q", access.Message.Realm)
	}
	if access.Message.Params().Has("realm") {
		t.Error("the realm of the header is among the signed parameters")
	}
}

func TestP01SchemeIsMatchedWithoutCase(t *testing.T) {
	for _, scheme := range []string{"OAuth ", "oauth ", "OAUTH "} {
		_, err := authenticate(t, "Authorization: "+scheme+strings.TrimPrefix(headerOf(t, photoLetter()), "OAuth "))
		wantPassed(t, err)
	}
	_, err := authenticate(t, "Authorization: OAuthx "+strings.TrimPrefix(headerOf(t, photoLetter()), "OAuth "))
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusUnauthorized)
}

func TestP02TheOAuthHeaderIsFoundBesideOthers(t *testing.T) {
	good := "Authorization: " + headerOf(t, photoLetter())
	_, err := authenticate(t, "Authorization: Basic amFuZTp4", good)
	wantPassed(t, err)
	_, err = authenticate(t, good, good)
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
}

func TestP03BrokenHeaderIsRefused(t *testing.T) {
	good := headerOf(t, photoLetter())
	for name, broken := range map[string]string{
		"values without quotes":       strings.ReplaceAll(good, `"`, ``),
		"single quotes":               strings.ReplaceAll(good, `"`, `'`),
		"no comma":                    strings.Replace(good, `", `, `"`, 1),
		"no equals sign":              strings.Replace(good, `=`, ` `, 1),
		"quote does not end":          strings.TrimSuffix(good, `"`),
		"broken escape":               strings.Replace(good, `dpf43f3p`, `dpf%zz`, 1),
		"escaped quote ends nothing":  strings.TrimSuffix(good, `"`) + `\"`,
		"a pair without a name":       strings.Replace(good, `oauth_version`, ``, 1),
		"garbage after the last pair": good + "x",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := authenticate(t, "Authorization: "+broken)
			wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
		})
	}
}

func TestP04EmptyHeaderIsUnsigned(t *testing.T) {
	for _, header := range []string{"OAuth", "OAuth ", `OAuth realm="x"`} {
		_, err := authenticate(t, "Authorization: "+header)
		wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusUnauthorized)
	}
}

func TestP05NonceTwiceIsRefused(t *testing.T) {
	l := photoLetter()
	l.protocol = append(l.protocol, oauthcore.Param{Name: "oauth_nonce", Value: "another"})
	sp, _ := newProvider()
	_, err := sp.Authenticate(l.request(t))
	p := wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	if got := p.Rejected().All("oauth_nonce"); len(got) != 2 {
		t.Errorf("oauth_parameters_rejected lists %q", got)
	}

	l = photoLetter() // once in the header, once in the query
	l.target += "&oauth_nonce=another"
	_, err = sp.Authenticate(l.request(t))
	p = wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	if got := p.Rejected().Get("oauth_nonce"); got != "another" {
		t.Errorf("oauth_parameters_rejected lists %q", got)
	}
}

// Every protocol parameter, twice, at every endpoint that takes it.
func TestP05NothingMayOccurTwice(t *testing.T) {
	sp, _ := newProvider()
	for _, name := range []string{"oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_version", "oauth_token", "oauth_signature"} {
		l := photoLetter()
		l.signature = "irrelevant"
		l.protocol = append(l.protocol, oauthcore.Param{Name: name, Value: l.protocol.Get(name)})
		_, err := sp.Authenticate(l.request(t))
		wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	}
}

func TestP06SignatureElsewhereIsRefused(t *testing.T) {
	l := photoLetter()
	header := oauthcore.Header{Params: l.protocol}.String()
	target := l.target + "&oauth_signature=" + oauthcore.Encode(l.sign(t))
	sp, _ := newProvider()
	_, err := sp.Authenticate(receive(t, wire(l.method, target, l.host, "", "", "Authorization: "+header)))
	p := wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	if p.Rejected().Get("oauth_signature") != oauthcore.Masked {
		t.Errorf("oauth_parameters_rejected is %q; a signature may be both secrets", p.Extra)
	}
}

func TestP07EncodedNamesAreDecoded(t *testing.T) {
	_, err := authenticate(t, "Authorization: "+strings.Replace(headerOf(t, photoLetter()), "oauth_token", "oauth%5Ftoken", 1))
	wantPassed(t, err)
}

// Each signed endpoint takes its parameters in each of the three places
// (section 5.2), and a Request Token from wherever it was asked for.
func TestParametersInEachOfThreePlaces(t *testing.T) {
	for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InBody, oauthcore.InQuery} {
		t.Run(place.String(), func(t *testing.T) {
			sp, store := newProvider()
			ask, exchange, use := askLetter(), exchangeLetter(), photoLetter()
			if place == oauthcore.InBody {
				use.method = "POST"
			}
			ask.place, exchange.place, use.place = place, place, place
			_, err := sp.IssueRequestToken(ask.request(t))
			wantPassed(t, err)
			pending(t, store, oauthcore.StateAuthorized, "")
			_, err = sp.GrantAccessToken(exchange.request(t))
			wantPassed(t, err)
			_, err = sp.Authenticate(use.request(t))
			wantPassed(t, err)
		})
	}
}

// Names are case sensitive (section 5): OAuth_Token is an ordinary parameter,
// and the required one is then missing.
func TestNamesAreCaseSensitive(t *testing.T) {
	sp, _ := newProvider()
	l := photoLetter().drop("oauth_token")
	l.target += "&OAuth_Token=" + accessToken
	_, err := sp.Authenticate(l.request(t))
	p := wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
	if got := p.Absent(); len(got) != 1 || got[0] != "oauth_token" {
		t.Errorf("absent: %q", got)
	}
}

func TestP18PlaintextMayBeUnencoded(t *testing.T) {
	sp, _ := newProvider()
	sp.Origin = "https://photos.example.net"
	_, err := sp.IssueRequestToken(receive(t, wire("POST", "/oauth/request_token", "photos.example.net", "", "",
		`Authorization: OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="PLAINTEXT", oauth_callback="oob", oauth_signature="kd94hf93k423kf44&"`)))
	wantPassed(t, err)
}

func TestP27PlusInTheHeaderStaysAPlus(t *testing.T) {
	header := headerOf(t, photoLetter())
	if !strings.Contains(header, "tR3%2BTy81") {
		t.Fatalf("the header is %s", header)
	}
	_, err := authenticate(t, "Authorization: "+strings.Replace(header, "tR3%2BTy81", "tR3+Ty81", 1))
	wantPassed(t, err)
}
