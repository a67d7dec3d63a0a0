package e2e

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// The specifications tell one story with fixed tokens, clocks and nonces. Here
// the real photos answers their requests as they are printed, character by
// character.
//
// Both documents change the scheme on the way: tokens are asked for at
// https://photos.example.net, and the photo at http://photos.example.net. photos
// has one public URL, the only source of the scheme that it signs with. So it
// lives twice over the same data: first as the https site, then, restarted, as
// the http one. That the Access Token outlives the restart is part of the proof.
const (
	secure = "https://photos.example.net"
	plain  = "http://photos.example.net"
)

// TestAppendixA replays OAuth Core 1.0a Appendix A (P65).
func TestAppendixA(t *testing.T) {
	for place, request := range map[string]string{
		"in the header": `GET /photos?file=vacation.jpg&size=original HTTP/1.1
Host: photos.example.net
Authorization: OAuth realm="http://photos.example.net/",
    oauth_consumer_key="dpf43f3p2l4k3l03",
    oauth_token="nnch734d00sl2jdk",
    oauth_signature_method="HMAC-SHA1",
    oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D",
    oauth_timestamp="1191242096",
    oauth_nonce="kllo9940pd9333jh",
    oauth_version="1.0"

`,
		"in the query": `GET /photos?file=vacation.jpg&size=original&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=nnch734d00sl2jdk&oauth_signature_method=HMAC-SHA1&oauth_signature=tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D&oauth_timestamp=1191242096&oauth_nonce=kllo9940pd9333jh&oauth_version=1.0 HTTP/1.1
Host: photos.example.net

`} {
		t.Run(place, func(t *testing.T) {
			r := newReplay(t)
			r.live(secure)

			// A.2 Obtaining a Request Token
			r.at = 1191242090
			r.send(`POST /request_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26&oauth_timestamp=1191242090&oauth_nonce=hsu94j3884jdopsl&oauth_version=1.0&oauth_callback=http%3A%2F%2Fprinter.example.com%2Frequest_token_ready HTTP/1.1
Host: photos.example.net

`).form("oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")

			// A.3 Requesting User Authorization
			r.janeAllows(secure+"/authorize?oauth_token=hh5s93j4hdidpola",
				"http://printer.example.com/request_token_ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884")

			// A.4 Obtaining an Access Token
			r.at = 1191242092
			r.send(`POST /access_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=hh5s93j4hdidpola&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26hdhd0244k9j7ao03&oauth_timestamp=1191242092&oauth_nonce=dji430splmx33448&oauth_version=1.0&oauth_verifier=hfdp7dh39dks9884 HTTP/1.1
Host: photos.example.net

`).form("oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00")

			// A.5 Accessing Protected Resources, and before it the 401 that A.2 begins with
			r.live(plain)
			r.at = 1191242096
			r.send("GET /photos?file=vacation.jpg HTTP/1.1\nHost: photos.example.net\n\n").challenge(`OAuth realm="http://photos.example.net/"`)
			r.send(request).photo()
			r.send(request).problem(oauthcore.NonceUsed)
		})
	}
}

// TestRFC5849 replays RFC 5849 section 1.2.
func TestRFC5849(t *testing.T) {
	r := newReplay(t)
	r.live(secure)
	r.at = 137131200
	r.send(`POST /initiate HTTP/1.1
Host: photos.example.net
Authorization: OAuth realm="Photos",
   oauth_consumer_key="dpf43f3p2l4k3l03",
   oauth_signature_method="HMAC-SHA1",
   oauth_timestamp="137131200",
   oauth_nonce="wIjqoS",
   oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready",
   oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"

`).form("oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")
	r.janeAllows(secure+"/authorize?oauth_token=hh5s93j4hdidpola",
		"http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884")
	r.at = 137131201
	r.send(`POST /token HTTP/1.1
Host: photos.example.net
Authorization: OAuth realm="Photos",
   oauth_consumer_key="dpf43f3p2l4k3l03",
   oauth_token="hh5s93j4hdidpola",
   oauth_signature_method="HMAC-SHA1",
   oauth_timestamp="137131201",
   oauth_nonce="walatlh",
   oauth_verifier="hfdp7dh39dks9884",
   oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"

`).form("oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00")
	r.live(plain)
	r.at = 137131202
	r.send(`GET /photos?file=vacation.jpg&size=original HTTP/1.1
Host: photos.example.net
Authorization: OAuth realm="Photos",
   oauth_consumer_key="dpf43f3p2l4k3l03",
   oauth_token="nnch734d00sl2jdk",
   oauth_signature_method="HMAC-SHA1",
   oauth_timestamp="137131202",
   oauth_nonce="chapoH",
   oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"

`).photo()
}

// TestRFC5849Section31 sends the request of RFC 5849 section 3.1 with the
// signature that is printed there, which is wrong, and then with the right one
// (erratum 2550, P66). Its resource is not one of photos, so it is the Service
// Provider of a running photos that is asked, and not a page.
func TestRFC5849Section31(t *testing.T) {
	r := newReplay(t)
	r.live("http://example.com")
	r.at = 137131201
	ctx, store := t.Context(), r.app.Store
	granted := &oauthcore.IssuedAccessToken{AccessToken: oauthcore.AccessToken{Token: "kkk9d7dh3k39sjv7", Secret: "dh893hdasih9"},
		Consumer: "9djdj82h48djs9d2", Grant: oauthcore.Grant{User: r.jane, Scope: "read"}, Issued: r.now()}
	asked := &oauthcore.IssuedRequestToken{RequestToken: oauthcore.RequestToken{Token: "before", Secret: "it"},
		Consumer: granted.Consumer, Callback: oauthcore.OutOfBand, State: oauthcore.StateIssued, Issued: r.now(), Expires: r.now().Add(time.Hour)}
	if err := errors.Join(
		store.Register(ctx, oauthcore.Registration{Key: granted.Consumer, Secret: "j49sk3j29djd", Name: "client", OutOfBand: true}),
		store.CreateRequestToken(ctx, asked),
		store.AuthorizeRequestToken(ctx, asked.Token, granted.Grant, "verifier"),
		store.ExchangeRequestToken(ctx, asked.Token, granted)); err != nil {
		t.Fatal(err)
	}
	const request = `POST /request?b5=%3D%253D&a3=a&c%40=&a2=r%20b HTTP/1.1
Host: example.com
Content-Type: application/x-www-form-urlencoded
Content-Length: 9
Authorization: OAuth realm="Example",
               oauth_consumer_key="9djdj82h48djs9d2",
               oauth_token="kkk9d7dh3k39sjv7",
               oauth_signature_method="HMAC-SHA1",
               oauth_timestamp="137131201",
               oauth_nonce="7d8f3e4a",
               oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"

c2&a3=2+q`
	_, err := r.app.Provider.Authenticate(parse(t, request))
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) || problem.Code != oauthcore.SignatureInvalid || problem.Status != http.StatusUnauthorized {
		t.Errorf("the signature that is printed is answered %v", err)
	}
	right := strings.Replace(request, "bYT5CMsGcbgUdFHObYMEfcx6bsw%3D", "r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D", 1)
	if _, err := r.app.Provider.Authenticate(parse(t, right)); err != nil {
		t.Errorf("the right signature is refused: %v", err)
	}
}
