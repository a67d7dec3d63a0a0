package photos_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/photos"
	"example.net/oauth1/seed"
)

// stage is photos with the clock and the chance of a document, and with its address. Both documents dance over https and
// fetch the photo over http; moved answers for the second, on the same data.
type stage struct {
	t      *testing.T
	config photos.Config
	site   *site
	second int64
	chance []string // tokens, secrets and verifiers, in the order of their making
}

func newStage(t *testing.T) *stage {
	st := &stage{t: t, chance: []string{"hh5s93j4hdidpola", "hdhd0244k9j7ao03", "hfdp7dh39dks9884", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"}}
	next := func() string {
		made := st.chance[0]
		st.chance = st.chance[1:]
		return made
	}
	st.config = photos.Config{
		Data: t.TempDir(), Seed: "demo", PrinterURL: "http://localhost:8081", AllowInsecure: true,
		Now:      func() time.Time { return time.Unix(st.second, 0) },
		NewToken: next, NewSecret: next, NewVerifier: next,
	}
	return st
}

// move opens photos at another address.
func (st *stage) move(address string) {
	st.t.Helper()
	if st.site != nil {
		st.site.Close()
	}
	st.config.URL = address
	database(st.t, &st.config)
	app, err := photos.New(st.t.Context(), st.config)
	if err != nil {
		st.t.Fatal(err)
	}
	st.t.Cleanup(func() { app.Close() })
	st.site = &site{app, st.t, address, address, st.config.Data}
}

// RoundTrip lets a browser and a Consumer reach the real handler under the address of the document.
func (st *stage) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	received := httptest.NewRequest(r.Method, r.URL.RequestURI(), r.Body)
	received.Header, received.Host = r.Header, r.URL.Host
	st.site.Handler.ServeHTTP(w, received)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

// send sends a message as it is printed in a document.
func (st *stage) send(second int64, method, target, authorization string) *page {
	st.t.Helper()
	st.second = second
	r := httptest.NewRequest(method, target, nil)
	r.Host = "photos.example.net"
	if authorization != "" {
		r.Header.Set("Authorization", strings.Join(strings.Fields(authorization), " "))
	}
	w := httptest.NewRecorder()
	st.site.Handler.ServeHTTP(w, r)
	return &page{t: st.t, url: r.URL, status: w.Code, header: w.Header(), body: w.Body.String()}
}

func (p *page) answers(want string) {
	p.t.Helper()
	p.wants(http.StatusOK)
	if p.body != want {
		p.t.Errorf("%s is answered\n%s, want\n%s", p.url.Path, p.body, want)
	}
}

// approve is Jane, who signs in and allows what she is asked for. She is sent to the address that is answered.
func (st *stage) approve(token string) string {
	st.t.Helper()
	jar, _ := cookiejar.New(nil)
	jane := &browser{t: st.t, site: st.site, client: &http.Client{Jar: jar, Transport: st, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != "photos.example.net" {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
	p := jane.get("/authorize?oauth_token=" + token)
	p = jane.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {"photos-demo"}})
	return jane.decide(p.wants(http.StatusOK, "Allow printer"), "allow").header.Get("Location")
}

// wantVacation compares an answer with the photo that the documents speak of.
func (p *page) wantVacation() {
	p.t.Helper()
	demo, err := seed.Picture("vacation.jpg")
	if err != nil {
		p.t.Fatal(err)
	}
	if p.wants(http.StatusOK); p.body != string(demo) {
		p.t.Error("the answer is not Jane's vacation photo")
	}
}

func (st *stage) janesID() string {
	st.t.Helper()
	user, err := st.site.Gallery.SignIn(st.t.Context(), "jane", "photos-demo")
	if err != nil {
		st.t.Fatal(err)
	}
	return user.ID
}

// The messages of OAuth Core 1.0a appendix A.2 to A.5, byte for byte, to the real program.
func TestP65AppendixAReplayed(t *testing.T) {
	each(t, func(t *testing.T) {
		st := newStage(t)
		st.second = 1191242090
		st.move("https://photos.example.net")
		st.send(1191242090, "POST", "/request_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26&oauth_timestamp=1191242090&oauth_nonce=hsu94j3884jdopsl&oauth_version=1.0&oauth_callback=http%3A%2F%2Fprinter.example.com%2Frequest_token_ready", "").
			answers("oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")
		if got, want := st.approve("hh5s93j4hdidpola"), "http://printer.example.com/request_token_ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884"; got != want {
			t.Errorf("Jane is sent to %s, want %s", got, want)
		}
		st.send(1191242092, "POST", "/access_token?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=hh5s93j4hdidpola&oauth_signature_method=PLAINTEXT&oauth_signature=kd94hf93k423kf44%26hdhd0244k9j7ao03&oauth_timestamp=1191242092&oauth_nonce=dji430splmx33448&oauth_version=1.0&oauth_verifier=hfdp7dh39dks9884", "").
			answers(fmt.Sprintf("oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00&user_id=%s&screen_name=jane", st.janesID()))

		st.move("http://photos.example.net")
		unsigned := st.send(1191242096, "GET", "/photos?file=vacation.jpg&size=original", "").wants(http.StatusUnauthorized)
		if got := unsigned.header.Get("WWW-Authenticate"); !strings.HasPrefix(got, `OAuth realm="http://photos.example.net/"`) {
			t.Errorf("the challenge is %s", got)
		}
		st.send(1191242096, "GET", "/photos?file=vacation.jpg&size=original", `OAuth realm="http://photos.example.net/",
		oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1",
		oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D", oauth_timestamp="1191242096", oauth_nonce="kllo9940pd9333jh",
		oauth_version="1.0"`).wantVacation()
	})
}

// The messages of RFC 5849 section 1.2, byte for byte, to the real program.
func TestP65RFC5849Replayed(t *testing.T) {
	st := newStage(t)
	st.second = 137131200
	st.move("https://photos.example.net")
	st.send(137131200, "POST", "/initiate", `OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03",
		oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200", oauth_nonce="wIjqoS",
		oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"`).
		answers("oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true")
	if got, want := st.approve("hh5s93j4hdidpola"), "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884"; got != want {
		t.Errorf("Jane is sent to %s, want %s", got, want)
	}
	st.send(137131201, "POST", "/token", `OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03",
		oauth_token="hh5s93j4hdidpola", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="walatlh",
		oauth_verifier="hfdp7dh39dks9884", oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"`).
		answers(fmt.Sprintf("oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00&user_id=%s&screen_name=jane", st.janesID()))

	st.move("http://photos.example.net")
	st.send(137131202, "GET", "/photos?file=vacation.jpg&size=original", `OAuth realm="Photos",
		oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1",
		oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"`).wantVacation()
}
