package guide

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
)

// Replay is a section of Appendix A, beside what oauthcore makes of it now.
type Replay struct {
	Section string // A.2
	Key     string // of its title in the catalogues
	Lines   []Line
	Base    *inspector.BaseString // of A.5.1
}

// Line is something that the specification prints, and what was made here.
type Line struct {
	Key  string // of what it is, in the catalogues
	Spec string
	Ours string
}

// Same tells whether both are the same, byte for byte.
func (l Line) Same() bool { return l.Spec == l.Ours }

// The values of OAuth Core 1.0a Appendix A. Everybody knows them.
const (
	exampleKey, exampleSecret = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"
	exampleCallback           = "http://printer.example.com/request_token_ready"

	askedA2 = "https://photos.example.net/request_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26" +
		"&oauth_timestamp=1191242090&oauth_nonce=hsu94j3884jdopsl&oauth_version=1.0&oauth_callback=http%3A%2F%2Fprinter.example.com%2Frequest_token_ready"
	answeredA2 = "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true"
	sentA3     = "http://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola"
	backA3     = "http://printer.example.com/request_token_ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884"
	askedA4    = "https://photos.example.net/access_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=hh5s93j4hdidpola&oauth_signature_method=PLAINTEXT" +
		"&oauth_signature=kd94hf93k423kf44%26hdhd0244k9j7ao03&oauth_timestamp=1191242092&oauth_nonce=dji430splmx33448&oauth_version=1.0&oauth_verifier=hfdp7dh39dks9884"
	answeredA4 = "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00"
	askedA5    = "http://photos.example.net/photos?file=vacation.jpg&size=original"
	headerA5   = `OAuth realm="http://photos.example.net/", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", ` +
		`oauth_signature_method="HMAC-SHA1", oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D", oauth_timestamp="1191242096", ` +
		`oauth_nonce="kllo9940pd9333jh", oauth_version="1.0"`
	normalizedA5 = "file=vacation.jpg&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_nonce=kllo9940pd9333jh&oauth_signature_method=HMAC-SHA1" +
		"&oauth_timestamp=1191242096&oauth_token=nnch734d00sl2jdk&oauth_version=1.0&size=original"
	baseA5 = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03" +
		"%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096" +
		"%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal"
	signatureA5 = "tR3+Ty81lMeYAr/Fid0kMTYa/WM="
)

// Appendix makes the requests that OAuth Core 1.0a prints in Appendix A, sends them
// to a Service Provider whose clock and chance are those of the document, and lays
// both beside what is printed.
func Appendix(ctx context.Context) ([]Replay, error) {
	a := newAppendix()
	asked, err := a.asks(ctx)
	if err != nil {
		return nil, fmt.Errorf("replaying A.2: %w", err)
	}
	decided, err := a.decides(ctx)
	if err != nil {
		return nil, fmt.Errorf("replaying A.3: %w", err)
	}
	exchanged, err := a.exchanges()
	if err != nil {
		return nil, fmt.Errorf("replaying A.4: %w", err)
	}
	photo, err := a.fetches()
	if err != nil {
		return nil, fmt.Errorf("replaying A.5: %w", err)
	}
	return []Replay{asked, decided, exchanged, photo}, nil
}

// appendix is the Service Provider of the document.
type appendix struct {
	*oauthcore.ServiceProvider
	second                  int64
	token, secret, verifier string // of the Request Token, as they were answered
}

func newAppendix() *appendix {
	chance := []string{"hh5s93j4hdidpola", "hdhd0244k9j7ao03", "hfdp7dh39dks9884", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"}
	next := func() string {
		made := chance[0]
		chance = chance[1:]
		return made
	}
	a := &appendix{second: 1191242090}
	a.ServiceProvider = &oauthcore.ServiceProvider{
		Store: newMemory(oauthcore.Registration{Key: exampleKey, Secret: exampleSecret, Callbacks: []string{"http://printer.example.com/"}}),
		// A.2 and A.4 are sent to https, A.5 to http.
		Origin: "https://photos.example.net", Now: func() time.Time { return time.Unix(a.second, 0) },
		NewToken: next, NewSecret: next, NewVerifier: next,
	}
	return a
}

// received is a request to an address, as a server reads it.
func received(method, address string, headers ...string) (*http.Request, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	text := method + " " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host + "\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n"
	return http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
}

// plaintext is a request that is signed with PLAINTEXT (section 9.4), everything in
// the query, in the document's order.
func plaintext(address string, keys oauthcore.Keys, token, timestamp, nonce string, last oauthcore.Param) (string, error) {
	signature, err := oauthcore.Plaintext.Sign("", keys)
	if err != nil {
		return "", err
	}
	query := oauthcore.Params{{Name: "oauth_consumer_key", Value: exampleKey}}
	if token != "" {
		query = append(query, oauthcore.Param{Name: "oauth_token", Value: token})
	}
	query = append(query, oauthcore.Params{
		{Name: "oauth_signature_method", Value: "PLAINTEXT"}, {Name: "oauth_signature", Value: signature},
		{Name: "oauth_timestamp", Value: timestamp}, {Name: "oauth_nonce", Value: nonce}, {Name: "oauth_version", Value: "1.0"}, last,
	}...)
	return address + "?" + query.Encode(), nil
}

func (a *appendix) asks(ctx context.Context) (r Replay, err error) {
	made, err := plaintext("https://photos.example.net/request_token", oauthcore.Keys{ConsumerSecret: exampleSecret}, "",
		"1191242090", "hsu94j3884jdopsl", oauthcore.Param{Name: "oauth_callback", Value: exampleCallback})
	if err != nil {
		return r, err
	}
	request, err := received("POST", made)
	if err != nil {
		return r, err
	}
	issued, err := a.IssueRequestToken(request.WithContext(ctx))
	if err != nil {
		return r, err
	}
	a.token, a.secret = issued.Token, issued.Secret
	return Replay{Section: "A.2", Key: "a2", Lines: []Line{
		{"sent", askedA2, made},
		{"answered", answeredA2, issued.Answer().Encode()},
	}}, nil
}

func (a *appendix) decides(ctx context.Context) (r Replay, err error) {
	consumer := oauthcore.Consumer{Endpoints: oauthcore.Endpoints{Authorize: "http://photos.example.net/authorize"}}
	authorized, err := a.Authorize(ctx, a.token, oauthcore.Grant{User: "jane"})
	if err != nil {
		return r, err
	}
	a.verifier = authorized.Verifier
	return Replay{Section: "A.3", Key: "a3", Lines: []Line{
		{"sent", sentA3, consumer.AuthorizeURL(oauthcore.RequestToken{Token: a.token})}, {"back", backA3, authorized.ReturnURL()},
	}}, nil
}

func (a *appendix) exchanges() (r Replay, err error) {
	a.second = 1191242092
	made, err := plaintext("https://photos.example.net/access_token", oauthcore.Keys{ConsumerSecret: exampleSecret, TokenSecret: a.secret}, a.token,
		"1191242092", "dji430splmx33448", oauthcore.Param{Name: "oauth_verifier", Value: a.verifier})
	if err != nil {
		return r, err
	}
	request, err := received("POST", made)
	if err != nil {
		return r, err
	}
	granted, err := a.GrantAccessToken(request)
	if err != nil {
		return r, err
	}
	return Replay{Section: "A.4", Key: "a4", Lines: []Line{
		{"sent", askedA4, made}, {"answered", answeredA4, granted.Answer().Encode()},
	}}, nil
}

func (a *appendix) fetches() (r Replay, err error) {
	a.Origin, a.second = "http://photos.example.net", 1191242096
	request, err := received("GET", askedA5, "Authorization: "+headerA5)
	if err != nil {
		return r, err
	}
	access, err := a.Authenticate(request)
	if err != nil {
		return r, err
	}
	base := access.Message.BaseString()
	keys := oauthcore.Keys{ConsumerSecret: exampleSecret, TokenSecret: access.Token.Secret}
	signature, err := oauthcore.HMACSHA1.Sign(base, keys)
	if err != nil {
		return r, err
	}
	apart := inspector.TakeApart(base)
	return Replay{Section: "A.5", Key: "a5", Base: &apart, Lines: []Line{
		{"normalized", normalizedA5, apart.Normalized}, {"base", baseA5, base},
		{"key", "kd94hf93k423kf44&pfkkdhi9sl3r4s00", oauthcore.Encode(keys.ConsumerSecret) + "&" + oauthcore.Encode(keys.TokenSecret)},
		{"digest", signatureA5, signature}, {"header", headerA5, signedHeader(access.Message, signature)},
	}}, nil
}

// signedHeader writes the header of a message again, with a signature made here.
func signedHeader(m *oauthcore.Message, signature string) string {
	params := append(oauthcore.Params(nil), m.Header...)
	for i := range params {
		if params[i].Name == "oauth_signature" {
			params[i].Value = signature
		}
	}
	return oauthcore.Header{Realm: m.Realm, HasRealm: true, Params: params}.String()
}
