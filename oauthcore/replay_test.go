package oauthcore_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// replay is a Service Provider whose clock and chance are those of a document.
type replay struct {
	*oauthcore.ServiceProvider
	second int64
	chance []string // tokens, secrets and verifiers, in the order of their making
}

func newReplay(origin oauthcore.Origin, second int64, chance ...string) *replay {
	p := &replay{second: second, chance: chance}
	next := func() string {
		made := p.chance[0]
		p.chance = p.chance[1:]
		return made
	}
	p.ServiceProvider = &oauthcore.ServiceProvider{
		Store: oauthtest.NewMemoryStore(printer()), Origin: origin,
		Now:      func() time.Time { return time.Unix(p.second, 0) },
		NewToken: next, NewSecret: next, NewVerifier: next,
	}
	return p
}

// documentChance are the tokens that both documents hand out.
func documentChance() []string {
	return []string{requestToken, requestSecret, verifier, accessToken, accessSecret}
}

// TestP65AppendixAReplayed: the messages of A.2 to A.5, byte for byte, with
// the answers that the document prints. A.2 and A.4 are sent to https, A.5 to
// http, so the address changes before A.5.
func TestP65AppendixAReplayed(t *testing.T) {
	p := newReplay("https://photos.example.net", 1191242090, documentChance()...)

	asked := receive(t, wire("POST", "/request_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26&oauth_timestamp=1191242090&oauth_nonce=hsu94j3884jdopsl&oauth_version=1.0&oauth_callback=http%3A%2F%2Fprinter.example.com%2Frequest_token_ready", "photos.example.net", "", ""))
	issued, err := p.IssueRequestToken(asked)
	wantPassed(t, err)
	wantText(t, "A.2", issued.Answer().Encode(), "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")

	authorized, err := p.Authorize(t.Context(), issued.Token, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	wantText(t, "A.3", authorized.ReturnURL(), "http://printer.example.com/request_token_ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884")

	p.second = 1191242092
	exchanged := receive(t, wire("POST", "/access_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=hh5s93j4hdidpola&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26hdhd0244k9j7ao03&oauth_timestamp=1191242092&oauth_nonce=dji430splmx33448&oauth_version=1.0&oauth_verifier=hfdp7dh39dks9884", "photos.example.net", "", ""))
	granted, err := p.GrantAccessToken(exchanged)
	wantPassed(t, err)
	wantText(t, "A.4", granted.Answer().Encode(), "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00")

	p.Origin, p.second = "http://photos.example.net", 1191242096
	access, err := p.Authenticate(receive(t, wire("GET", "/photos?file=vacation.jpg&size=original", "photos.example.net", "", "",
		`Authorization: OAuth realm="http://photos.example.net/",`,
		` oauth_consumer_key="dpf43f3p2l4k3l03",`,
		` oauth_token="nnch734d00sl2jdk",`,
		` oauth_signature_method="HMAC-SHA1",`,
		` oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D",`,
		` oauth_timestamp="1191242096",`,
		` oauth_nonce="kllo9940pd9333jh",`,
		` oauth_version="1.0"`)))
	wantPassed(t, err)
	wantText(t, "A.5.1", access.Message.BaseString(), "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal")
	wantText(t, "the User", access.Token.Grant.User, "jane")

	// A.5.3 prints the same with everything in the query.
	p.second++ // the same nonce again would be a replay of the message above
	_, err = p.Authenticate(receive(t, wire("GET", "/photos?file=vacation.jpg&size=original&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=nnch734d00sl2jdk&oauth_signature_method=HMAC-SHA1&oauth_signature=tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D&oauth_timestamp=1191242096&oauth_nonce=kllo9940pd9333jh&oauth_version=1.0", "photos.example.net", "", "")))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
}

// TestP65AppendixAConsumer: the Consumer sends exactly the messages of A.2, A.4
// and A.5, and reads the answers.
func TestP65AppendixAConsumer(t *testing.T) {
	wire := &recordedAnswers{answers: []string{
		"oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true",
		"oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00",
		"the photo",
	}}
	second, nonce := int64(1191242090), "hsu94j3884jdopsl"
	c := oauthcore.Consumer{
		Key: printerKey, Secret: printerSecret, Method: oauthcore.Plaintext, HTTPClient: &http.Client{Transport: wire},
		Endpoints: oauthcore.Endpoints{
			RequestToken: "https://photos.example.net/request_token", Authorize: "http://photos.example.net/authorize", AccessToken: "https://photos.example.net/access_token"},
		Now: func() time.Time { return time.Unix(second, 0) }, Nonce: func() string { return nonce },
	}
	ctx := context.Background()

	request, err := c.RequestToken(ctx, "http://printer.example.com/request_token_ready")
	wantPassed(t, err)
	wantText(t, "A.2", wire.sent[0], `OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="PLAINTEXT", oauth_timestamp="1191242090", oauth_nonce="hsu94j3884jdopsl", oauth_version="1.0", oauth_callback="http%3A%2F%2Fprinter.example.com%2Frequest_token_ready", oauth_signature="kd94hf93k423kf44%26"`)
	wantText(t, "A.3", c.AuthorizeURL(request), "http://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola")

	second, nonce = 1191242092, "dji430splmx33448"
	access, _, err := c.AccessToken(ctx, request, verifier)
	wantPassed(t, err)
	wantText(t, "A.4", wire.sent[1], `OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="hh5s93j4hdidpola", oauth_signature_method="PLAINTEXT", oauth_timestamp="1191242092", oauth_nonce="dji430splmx33448", oauth_version="1.0", oauth_verifier="hfdp7dh39dks9884", oauth_signature="kd94hf93k423kf44%26hdhd0244k9j7ao03"`)

	second, nonce, c.Method, c.Realm = 1191242096, "kllo9940pd9333jh", nil, "http://photos.example.net/"
	get(t, c.Client(access), "http://photos.example.net/photos?file=vacation.jpg&size=original")
	wantText(t, "A.5", wire.sent[2], `OAuth realm="http://photos.example.net/", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0", oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"`)
}

// recordedAnswers is an http.RoundTripper that answers from a list and keeps
// the Authorization headers that it is sent.
type recordedAnswers struct{ answers, sent []string }

func (w *recordedAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	answer.WriteString(w.answers[len(w.sent)])
	w.sent = append(w.sent, r.Header.Get("Authorization"))
	result := answer.Result()
	result.Request = r
	return result, nil
}

// TestRFC5849Section12Replayed: the example of RFC 5849 section 1.2. Its first
// two signatures are right for https only, the third for http only.
func TestRFC5849Section12Replayed(t *testing.T) {
	p := newReplay("https://photos.example.net", 137131200, documentChance()...)

	issued, err := p.IssueRequestToken(receive(t, wire("POST", "/initiate", "photos.example.net", "", "",
		`Authorization: OAuth realm="Photos",`, ` oauth_consumer_key="dpf43f3p2l4k3l03",`, ` oauth_signature_method="HMAC-SHA1",`,
		` oauth_timestamp="137131200",`, ` oauth_nonce="wIjqoS",`, ` oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready",`,
		` oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"`)))
	wantPassed(t, err)
	wantText(t, "answer", issued.Answer().Encode(), "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")

	authorized, err := p.Authorize(t.Context(), issued.Token, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	wantText(t, "return", authorized.ReturnURL(), "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884")

	granted, err := p.GrantAccessToken(receive(t, wire("POST", "/token", "photos.example.net", "", "",
		`Authorization: OAuth realm="Photos",`, ` oauth_consumer_key="dpf43f3p2l4k3l03",`, ` oauth_token="hh5s93j4hdidpola",`,
		` oauth_signature_method="HMAC-SHA1",`, ` oauth_timestamp="137131201",`, ` oauth_nonce="walatlh",`,
		` oauth_verifier="hfdp7dh39dks9884",`, ` oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"`)))
	wantPassed(t, err)
	wantText(t, "answer", granted.Answer().Encode(), "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00")

	p.Origin = "http://photos.example.net"
	access, err := p.Authenticate(receive(t, wire("GET", "/photos?file=vacation.jpg&size=original", "photos.example.net", "", "",
		`Authorization: OAuth realm="Photos",`, ` oauth_consumer_key="dpf43f3p2l4k3l03",`, ` oauth_token="nnch734d00sl2jdk",`,
		` oauth_signature_method="HMAC-SHA1",`, ` oauth_timestamp="137131202",`, ` oauth_nonce="chapoH",`,
		` oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"`)))
	wantPassed(t, err)
	wantText(t, "the User", access.Token.Grant.User, "jane")
}

// TestRFC5849TokenExamples: sections 2.1 and 2.3 sign with PLAINTEXT over TLS,
// without timestamp and nonce.
func TestRFC5849TokenExamples(t *testing.T) {
	p := newReplay("https://server.example.com", 0, "hdk48Djdsa", "xyz4992k83j47x0b", "473f82d3", "j49ddk933skd9dks", "ll399dj47dskfjdk")
	p.Store = oauthtest.NewMemoryStore(oauthcore.Registration{
		Key: "jd83jd92dhsh93js", Secret: "ja893SD9", Callbacks: []string{"http://client.example.net/"}})

	issued, err := p.IssueRequestToken(receive(t, wire("POST", "/request_temp_credentials", "server.example.com", "", "",
		`Authorization: OAuth realm="Example",`, ` oauth_consumer_key="jd83jd92dhsh93js",`, ` oauth_signature_method="PLAINTEXT",`,
		` oauth_callback="http%3A%2F%2Fclient.example.net%2Fcb%3Fx%3D1",`, ` oauth_signature="ja893SD9%26"`)))
	wantPassed(t, err)
	wantText(t, "2.1", issued.Answer().Encode(), "oauth_token=hdk48Djdsa&oauth_token_secret=xyz4992k83j47x0b&oauth_callback_confirmed=true")

	authorized, err := p.Authorize(t.Context(), issued.Token, oauthcore.Grant{User: "owner"})
	wantPassed(t, err)
	wantText(t, "2.2", authorized.ReturnURL(), "http://client.example.net/cb?x=1&oauth_token=hdk48Djdsa&oauth_verifier=473f82d3")

	granted, err := p.GrantAccessToken(receive(t, wire("POST", "/request_token", "server.example.com", "", "",
		`Authorization: OAuth realm="Example",`, ` oauth_consumer_key="jd83jd92dhsh93js",`, ` oauth_token="hdk48Djdsa",`,
		` oauth_signature_method="PLAINTEXT",`, ` oauth_verifier="473f82d3",`, ` oauth_signature="ja893SD9%26xyz4992k83j47x0b"`)))
	wantPassed(t, err)
	wantText(t, "2.3", granted.Answer().Encode(), "oauth_token=j49ddk933skd9dks&oauth_token_secret=ll399dj47dskfjdk")
}

// TestP66ErratumRefused: the request of RFC 5849 section 3.1. The signature that
// the RFC prints is wrong and is refused; erratum 2550 gives the right one.
func TestP66ErratumRefused(t *testing.T) {
	for signature, right := range map[string]bool{
		"bYT5CMsGcbgUdFHObYMEfcx6bsw%3D":       false, // as printed
		"djosJKDKJSD8743243%2Fjdk33klY%3D":     false, // a placeholder, section 3.4.1.3.1
		"r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D": true,  // erratum 2550
	} {
		p := newReplay("http://example.com", 137131201)
		store := oauthtest.NewMemoryStore(oauthcore.Registration{Key: "9djdj82h48djs9d2", Secret: "j49sk3j29djd"})
		store.Put(oauthcore.IssuedAccessToken{AccessToken: oauthcore.AccessToken{Token: "kkk9d7dh3k39sjv7", Secret: "dh893hdasih9"}, Consumer: "9djdj82h48djs9d2"})
		p.Store = store
		access, err := p.Authenticate(receive(t, wire("POST", "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", "example.com",
			"application/x-www-form-urlencoded", "c2&a3=2+q",
			`Authorization: OAuth realm="Example",`, ` oauth_consumer_key="9djdj82h48djs9d2",`, ` oauth_token="kkk9d7dh3k39sjv7",`,
			` oauth_signature_method="HMAC-SHA1",`, ` oauth_timestamp="137131201",`, ` oauth_nonce="7d8f3e4a",`,
			` oauth_signature="`+signature+`"`)))
		if !right {
			wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
			continue
		}
		wantPassed(t, err)
		wantText(t, "3.4.1.1", access.Message.BaseString(), "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7")
	}
}

// wantText compares with what a document prints.
func wantText(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}
