package photos_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// road leads to PostgreSQL, and can be closed.
type road struct {
	to     string
	gate   net.Listener
	mu     sync.Mutex
	closed bool
	on     map[net.Conn]bool
}

// openRoad answers another address of a database, on a road to it.
func openRoad(t *testing.T, where string) (r *road, address string) {
	t.Helper()
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	r = &road{to: u.Host, on: map[net.Conn]bool{}}
	if r.gate, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.gate.Close(); r.close() })
	go func() {
		for {
			come, err := r.gate.Accept()
			if err != nil {
				return
			}
			go r.travel(come)
		}
	}()
	u.Host = r.gate.Addr().String()
	return r, u.String()
}

func (r *road) travel(come net.Conn) {
	defer come.Close()
	there, err := net.Dial("tcp", r.to)
	if err != nil {
		return
	}
	defer there.Close()
	if !r.enter(come, there) {
		return
	}
	go func() { io.Copy(there, come); there.Close() }()
	io.Copy(come, there)
}

func (r *road) enter(conns ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range conns {
		r.on[c] = true
	}
	return !r.closed
}

// close ends all connections and lets none begin.
func (r *road) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for c := range r.on {
		c.Close()
	}
	clear(r.on)
}

func (r *road) open() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = false
}

// While the database cannot be reached, whoever asks is told so in words that it reads, and when to ask again; nothing is a
// mistake of the asker, or of ours. When it is there again, everything goes on.
func TestTheDatabaseIsAway(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		r, where := openRoad(t, e.Where(t))
		s := open(t, func(c *photos.Config) { c.Database, c.SecretKey = where, sharedKey })
		jane := s.browser().signUp("jane")
		album := jane.album("Vacation", file{"vacation.jpg", picture(1)})
		access, _ := jane.connectWith("upload", nil)
		token, consumer := s.requestToken(callback), s.consumer()
		upload := jane.announce(album, 100, metadata("later.png"))
		signIn := s.browser().get("/sign-in").form("/sign-in").fields
		ask := func(method, path string, form url.Values) func() *http.Request {
			return func() *http.Request {
				q := jane.request(method, path, strings.NewReader(form.Encode()))
				if form != nil {
					q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				}
				return q
			}
		}
		signed := func(method, path string, token oauthcore.AccessToken, more ...oauthcore.Param) func() *http.Request {
			return func() *http.Request {
				q := jane.request(method, path, nil)
				if err := consumer.Sign(q, token.Token, token.Secret, more...); err != nil {
					t.Fatal(err)
				}
				return q
			}
		}
		kinds := map[string]struct {
			request func() *http.Request
			says    string // the type of the answer
		}{
			"a page":         {ask("GET", "/albums", nil), "text/html"},
			"a photo's page": {ask("GET", album, nil), "text/html"},
			"a sign-in":      {ask("POST", "/sign-in", signIn), "text/html"},
			"a page that a User opens for a Consumer": {ask("GET", "/oauth/authorize?oauth_token="+token.Token, nil), "text/html"},
			"an unfinished upload": {func() *http.Request {
				q := ask("HEAD", upload, nil)()
				q.Header.Set("Tus-Resumable", "1.0.0")
				return q
			}, ""},
			"a signed picture":       {signed("GET", "/photos?file=vacation.jpg&size=thumb", access), "application/json"},
			"the API":                {signed("GET", "/api/albums", access), "application/json"},
			"a Consumer's own API":   {signed("GET", "/api/consumer", oauthcore.AccessToken{}), "application/json"},
			"a signed upload":        {signed("POST", "/api"+album+"/photos?file=b.jpg", access), "application/json"},
			"a Request Token":        {signed("POST", "/oauth/request_token", oauthcore.AccessToken{}, oauthcore.Param{Name: "oauth_callback", Value: callback}), "application/json"},
			"an Access Token":        {signed("POST", "/oauth/access_token", oauthcore.AccessToken(token), oauthcore.Param{Name: "oauth_verifier", Value: "v"}), "application/json"},
			"an end of a permission": {signed("POST", "/oauth/revoke", access), "application/json"},
			"a health check":         {ask("GET", "/healthz", nil), "text/plain"},
			"a readiness check":      {ask("GET", "/readyz", nil), "text/plain"},
		}
		r.close()
		for name, kind := range kinds {
			p := jane.do(kind.request())
			if p.status != http.StatusServiceUnavailable || !strings.HasPrefix(p.header.Get("Content-Type"), kind.says) {
				t.Errorf("%s: %d, %s: %s", name, p.status, p.header.Get("Content-Type"), p.body)
			}
			if p.header.Get("Retry-After") == "" && kind.says != "text/plain" {
				t.Errorf("%s: nobody is told when to ask again", name)
			}
			if kind.says == "application/json" && !json.Valid([]byte(p.body)) {
				t.Errorf("%s: %s", name, p.body)
			}
			if strings.Contains(p.body, "127.0.0.1") || strings.Contains(p.body, "dial") {
				t.Errorf("%s: the answer tells of the inside: %s", name, p.body)
			}
		}
		r.open()
		s.soon(func() bool { return jane.do(ask("GET", "/readyz", nil)()).status == http.StatusOK })
		jane.get("/albums").wants(http.StatusOK, "Vacation")
		jane.do(signed("GET", "/api/albums", access)()).wants(http.StatusOK)
		s.browser().trySignIn("jane", password).wants(http.StatusOK, "Vacation")
		if got := jane.do(signed("GET", "/photos?file=vacation.jpg", access)()); !bytes.Equal([]byte(got.body), picture(1)) {
			t.Errorf("the picture is answered with %d", got.status)
		}
	})
}
