package oauthcore_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// What goes over the wire: answers, refusals, bodies, limits, proxies.

// refusal is the answer that an error becomes.
func refusal(sp *oauthcore.ServiceProvider, err error, accept string) *http.Response {
	r := httptest.NewRequest("GET", "/photos", nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	sp.WriteProblem(w, r, err)
	return w.Result()
}

func TestP08UnsignedRequestIsChallenged(t *testing.T) {
	sp, _ := newProvider()
	_, err := sp.Authenticate(receive(t, wire("GET", "/photos?file=vacation.jpg", "photos.example.net", "", "")))
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusUnauthorized)
	answer := refusal(sp, err, "")
	if got := answer.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, `OAuth realm="http://photos.example.net/"`) {
		t.Errorf("the challenge is %s", got)
	}
	sp.Realm = `the "best" photos`
	if got := refusal(sp, err, "").Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, `OAuth realm="the \"best\" photos"`) {
		t.Errorf("the challenge is %s", got)
	}
}

func TestP47TokenAnswerIsAForm(t *testing.T) {
	w := httptest.NewRecorder()
	oauthcore.WriteTokens(w, (&oauthcore.IssuedRequestToken{RequestToken: oauthcore.RequestToken{Token: "a b", Secret: "c&d=é"}}).Answer())
	if got := w.Header().Get("Content-Type"); got != "application/x-www-form-urlencoded" {
		t.Errorf("Content-Type: %s", got)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %s", got)
	}
	wantText(t, "body", w.Body.String(), "oauth_token=a%20b&oauth_token_secret=c%26d%3D%C3%A9&oauth_callback_confirmed=true")
}

// A Consumer reads what other Service Providers answer: any order, other
// parameters, any label.
func TestP47ConsumerReadsAnyTokenAnswer(t *testing.T) {
	for _, label := range []string{"application/x-www-form-urlencoded; charset=utf-8", "text/plain", "text/html", ""} {
		server := answering(t, 200, label, "x_other=1&oauth_callback_confirmed=true&oauth_token_secret=b+c%2B&oauth_token=a%20&")
		c := oauthcore.Consumer{Endpoints: oauthcore.Endpoints{RequestToken: server, AccessToken: server}}
		request, err := c.RequestToken(t.Context(), "oob")
		wantPassed(t, err)
		if request.Token != "a " || request.Secret != "b c+" {
			t.Errorf("%s: read %+v", label, request)
		}
		access, rest, err := c.AccessToken(t.Context(), request, "v")
		wantPassed(t, err)
		if access.Token != "a " || rest.Get("x_other") != "1" || rest.Has("oauth_token_secret") {
			t.Errorf("%s: read %+v and %v", label, access, rest)
		}
	}
}

// A Service Provider that does not confirm the callback speaks OAuth 1.0, and
// the Consumer goes no further (section 6.1.2).
func TestUnconfirmedCallbackIsRefused(t *testing.T) {
	for _, answer := range []string{"oauth_token=a&oauth_token_secret=b", "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=1"} {
		c := oauthcore.Consumer{Endpoints: oauthcore.Endpoints{RequestToken: answering(t, 200, "", answer)}}
		if _, err := c.RequestToken(t.Context(), "oob"); !errors.Is(err, oauthcore.ErrCallbackNotConfirmed) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

// answering is the address of a server that gives one answer to everything.
func answering(t *testing.T, status int, contentType, body string, headers ...string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestP48EachMethodHasItsOwnSignature(t *testing.T) {
	sp, _ := newProvider()
	head := photoLetter()
	head.method, head.signature = "HEAD", photoLetter().sign(t)
	_, err := sp.Authenticate(head.request(t))
	wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
	head.signature = ""
	_, err = sp.Authenticate(head.request(t))
	wantPassed(t, err)
}

// A conditional request and a range of bytes need a signature like any other.
func TestP48ConditionalAndRangeRequestsAreChecked(t *testing.T) {
	for header, status := range map[string]int{`If-None-Match: "etag"`: 304, "Range: bytes=0-1": 206} {
		for signed, want := range map[bool]int{true: status, false: 401} {
			sp, _ := newProvider()
			l := photoLetter()
			l.headers = []string{header}
			if !signed {
				l.tokenSecret = "wrong"
			}
			w := httptest.NewRecorder()
			w.Header().Set("ETag", `"etag"`)
			r := l.request(t)
			if _, err := sp.Authenticate(r); err != nil {
				sp.WriteProblem(w, r, err)
			} else {
				http.ServeContent(w, r, "", time.Time{}, strings.NewReader("photo"))
			}
			if w.Code != want {
				t.Errorf("%s, signed %t: status %d, want %d", header, signed, w.Code, want)
			}
		}
	}
}

func TestP50ProxyClaimsAreIgnored(t *testing.T) {
	sp, _ := newProvider()
	sp.Origin = "https://photos.example.net"
	l := photoLetter()
	l.host, l.signedURL = "internal:8080", "https://photos.example.net/photos"
	l.headers = []string{"X-Forwarded-Proto: ftp", "X-Forwarded-Host: evil", "Forwarded: host=evil;proto=http", "X-Original-URL: /evil"}
	_, err := sp.Authenticate(l.request(t))
	wantPassed(t, err)
}

func TestP51PathPrefixIsSigned(t *testing.T) {
	sp, _ := newProvider()
	l := photoLetter()
	l.target = "/demo/photos?file=vacation.jpg"
	_, err := sp.Authenticate(l.request(t))
	wantPassed(t, err)
	l = photoLetter().set("oauth_nonce", "next")
	l.target, l.signedURL = "/demo/photos", photosOrigin+"/photos"
	_, err = sp.Authenticate(l.request(t))
	wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
}

// Whatever a framework does to the URL, what counts is the request line.
func TestP52RequestLineIsSignedAsReceived(t *testing.T) {
	for _, target := range []string{"/photos/", "//photos", "/a%2Fb", "/a%2fb/%7Ejane/..", "/./photos", "/photos;v=1"} {
		sp, _ := newProvider()
		l := photoLetter()
		l.target = target
		r := l.request(t)
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery, r.Host = "/tidied", "", "x=y", "other"
		_, err := sp.Authenticate(r)
		if err != nil {
			t.Errorf("%s: %v", target, err)
		}
	}
	sp, _ := newProvider() // a proxy may be sent the whole address
	l := photoLetter()
	l.target, l.signedURL = "http://elsewhere/photos?file=vacation.jpg", photosOrigin+"/photos"
	_, err := sp.Authenticate(l.request(t))
	wantPassed(t, err)
}

func TestP53FormBodyIsReadOnceAndReplayed(t *testing.T) {
	sp, _ := newProvider()
	l := photoLetter()
	l.method, l.contentType, l.body = "DELETE", "application/x-www-form-urlencoded", "id=7&&x=%2B;y&"
	r := l.request(t)
	_, err := sp.Authenticate(r)
	wantPassed(t, err)
	if body, err := io.ReadAll(r.Body); err != nil || string(body) != l.body {
		t.Errorf("the handler reads %q, %v", body, err)
	}
}

func TestP53ChunkedFormIsRead(t *testing.T) {
	sp, _ := newProvider()
	l := photoLetter()
	l.method, l.contentType, l.body = "POST", "application/x-www-form-urlencoded", "title=x"
	text := strings.Replace(l.text(t), "Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", 1)
	text = strings.TrimSuffix(text, "title=x") + "3\r\ntit\r\n4\r\nle=x\r\n0\r\n\r\n"
	r := receive(t, text)
	_, err := sp.Authenticate(r)
	wantPassed(t, err)
	if body, _ := io.ReadAll(r.Body); string(body) != "title=x" {
		t.Errorf("the handler reads %q", body)
	}
}

func TestP53BodyThatIsTooLongOrEncodedIsRefused(t *testing.T) {
	for chunked, length := range map[bool]string{false: "", true: "Transfer-Encoding: chunked"} {
		sp, _ := newProvider()
		l := photoLetter()
		l.method, l.contentType, l.signature = "POST", "application/x-www-form-urlencoded", "irrelevant"
		l.body = "x=" + strings.Repeat("a", 64<<10)
		if chunked {
			l.headers, l.body = []string{length}, "10002\r\n"+l.body+"\r\n0\r\n\r\n"
		}
		_, err := sp.Authenticate(l.request(t))
		wantProblem(t, err, oauthcore.ParameterRejected, http.StatusRequestEntityTooLarge)
	}
	sp, _ := newProvider()
	l := photoLetter()
	l.method, l.contentType, l.body, l.headers = "POST", "application/x-www-form-urlencoded", "x=y", []string{"Content-Encoding: gzip"}
	_, err := sp.Authenticate(l.request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusUnsupportedMediaType)
}

// An upload that says "Expect: 100-continue" with a bad signature is refused
// before it has sent a byte of its body.
func TestP54BadUploadIsRefusedBeforeItsBody(t *testing.T) {
	sp, _ := newProvider()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := sp.Authenticate(r)
		sp.WriteProblem(w, r, err)
	}))
	defer server.Close()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	wantPassed(t, err)
	defer connection.Close()
	l := photoLetter()
	l.method, l.contentType, l.signature = "POST", "image/jpeg", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
	l.headers = []string{"Expect: 100-continue", "Content-Length: 100000000"}
	io.WriteString(connection, l.text(t))
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	wantPassed(t, err)
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d before the body; 100 would ask for it", answer.StatusCode)
	}
}

func TestP55HostileSizesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil  func(*letter)
		status int
	}{
		"a query of 1 MB":  {func(l *letter) { l.target += strings.Repeat("&a", 1<<19) }, 431},
		"a header of 1 MB": {func(l *letter) { l.set("oauth_nonce", strings.Repeat("n", 1<<20)) }, 431},
		"300 parameters":   {func(l *letter) { l.target += strings.Repeat("&a", 300) }, 400},
		"30000 in the form body": {func(l *letter) {
			l.contentType, l.body = "application/x-www-form-urlencoded", strings.Repeat("&a", 30000)
		}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			sp, _ := newProvider()
			l := photoLetter()
			c.spoil(l)
			l.signature = "irrelevant"
			_, err := sp.Authenticate(l.request(t))
			wantProblem(t, err, oauthcore.ParameterRejected, c.status)
		})
	}
	sp, _ := newProvider() // and the application may choose
	sp.Limits = oauthcore.Limits{Params: 2}
	_, err := sp.Authenticate(photoLetter().request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
}

// browserAccepts is what Chromium sends when somebody opens an address.
const browserAccepts = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

// A person who opens an address that programs sign can read why that does not
// work; the status and the challenge are the same as for a program. A program
// that would take text/html is still answered a form.
func TestABrowserCanReadARefusal(t *testing.T) {
	sp, _ := newProvider()
	_, err := sp.Authenticate(receive(t, wire("GET", "/photos?file=vacation.jpg", "photos.example.net", "", "")))
	for accept, label := range map[string]string{
		browserAccepts: "text/plain; charset=utf-8",
		"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2":                "application/x-www-form-urlencoded", // Java
		"application/json, " + browserAccepts:                                 "application/json",
		"text/html,application/xhtml+xml,application/x-www-form-urlencoded,*": "application/x-www-form-urlencoded",
		"*/*": "application/x-www-form-urlencoded",
	} {
		answer, program := refusal(sp, err, accept), refusal(sp, err, "")
		body, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != http.StatusUnauthorized || answer.Header.Get("WWW-Authenticate") != program.Header.Get("WWW-Authenticate") || answer.Header.Get("Content-Type") != label {
			t.Errorf("Accept: %s is answered %d %v", accept, answer.StatusCode, answer.Header)
		}
		if accept == browserAccepts && !strings.HasPrefix(string(body), "This is a protected resource; the request is not signed.\n\noauth_problem: parameter_absent\n") {
			t.Errorf("a person reads %s", body)
		}
	}
}

// Every word of Problem Reporting reaches the other side with its status, its
// companions and its advice: in the header, in a form and in JSON.
func TestEveryProblemIsPrintedAndParsed(t *testing.T) {
	sp, _ := newProvider()
	for _, info := range oauthcore.Codes() {
		sent := oauthcore.NewProblem(info.Code, `say "why", with é & % = +`, oauthcore.Param{Name: "companion", Value: `"a" & b\`})
		sent.RetryAfter = 90 * time.Second
		for _, accept := range []string{"", "application/json", "application/json;q=0.9, */*", "image/*", browserAccepts} {
			answer := refusal(sp, sent, accept)
			body, _ := io.ReadAll(answer.Body)
			for _, seen := range [][]byte{body, nil} { // an answer to HEAD has the header alone
				got := oauthcore.ReadProblem(answer, seen)
				if got == nil || got.Code != info.Code || got.Status != info.Status || got.Advice != sent.Advice ||
					got.Extra.Get("companion") != `"a" & b\` || got.RetryAfter != sent.RetryAfter {
					t.Fatalf("%s: sent %+v, read %+v", info.Code, sent, got)
				}
			}
			if json.Valid(body) != strings.Contains(accept, "json") {
				t.Errorf("Accept: %s is answered with %s", accept, body)
			}
			if answer.Header.Get("Date") != "Mon, 01 Oct 2007 12:34:56 GMT" || answer.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers: %v", answer.Header)
			}
		}
	}
	if refusal(sp, errors.New("disk full at /secret"), "").StatusCode != 500 {
		t.Error("an error of the store is no refusal")
	}
	w := httptest.NewRecorder()
	sp.WriteProblem(w, httptest.NewRequest("GET", "/", nil), errors.New("disk full at /secret"))
	if bytes.Contains(w.Body.Bytes(), []byte("secret")) {
		t.Errorf("an error of the store is told: %s", w.Body)
	}
	w = httptest.NewRecorder() // a Problem that an application has made by hand
	sp.WriteProblem(w, httptest.NewRequest("GET", "/", nil), &oauthcore.Problem{Code: oauthcore.UserRefused})
	if w.Code != 503 {
		t.Errorf("status %d", w.Code)
	}
}
