package photosapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/photosapi"
	"example.net/oauth1/printer/photosapi/apitest"
)

var jane = apitest.Connection("jane-1")

var jpeg = append([]byte{0xff, 0xd8, 0xff, 0xe0}, bytes.Repeat([]byte("x"), 20_000)...)

// serve is a Service Provider with n photos, and a client with short patience.
func serve(t *testing.T, n int) (*apitest.Server, *photosapi.Client) {
	s := apitest.New(t)
	for i := range n {
		s.Add(fmt.Sprintf("p%d", i), fmt.Sprintf("photo %d.jpg", i), jpeg)
	}
	c := apitest.Client(s.URL)
	c.Timeout, c.Stall = 200*time.Millisecond, 200*time.Millisecond
	return s, c
}

func TestAlbumsAndPhotosAreRead(t *testing.T) {
	s, c := serve(t, 7)
	s.PageSize = 3
	profile, err := c.Profile(t.Context(), jane)
	if err != nil || profile.ScreenName != "jane" {
		t.Errorf("%+v, %v", profile, err)
	}
	albums, err := c.Albums(t.Context(), jane)
	if err != nil || len(albums) != 1 || albums[0].Title != "Vacation" || albums[0].PhotoCount != 7 {
		t.Errorf("%+v, %v", albums, err)
	}
	var files []string
	for after, pages := "", 0; pages == 0 || after != ""; pages++ {
		page, err := c.Album(t.Context(), jane, "a1", after)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Photos {
			files = append(files, p.File)
		}
		after = page.Next
	}
	if len(files) != 7 || files[6] != "photo 6.jpg" {
		t.Errorf("%q", files)
	}
	photo, err := c.Photo(t.Context(), jane, "p3")
	if err != nil || photo.Bytes != int64(len(jpeg)) || photo.Width != 300 {
		t.Errorf("%+v, %v", photo, err)
	}
	r, err := c.OpenFile(t.Context(), jane, "p3", orders.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, jpeg) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// ask is the call that each bad answer is tried with.
func ask(ctx context.Context, c *photosapi.Client) error {
	_, err := c.Photo(ctx, jane, "p0")
	return err
}

func status(code int, header, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		if name, value, ok := strings.Cut(header, ": "); ok {
			w.Header().Set(name, value)
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

func TestBadAnswersBecomeTypedErrors(t *testing.T) {
	revoked := func(err error) bool { return errors.Is(err, photosapi.ErrRevoked) }
	notFound := func(err error) bool { return errors.Is(err, photosapi.ErrNotFound) }
	down := func(err error) bool { var u *photosapi.ErrUnavailable; return errors.As(err, &u) }
	garbage := func(err error) bool { var n *photosapi.ErrNotAnAnswer; return errors.As(err, &n) }
	refused := func(err error) bool { var r *photosapi.ErrRefused; return errors.As(err, &r) && r.Problem != "" }
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		is     func(error) bool
	}{
		"token_revoked in the header":      {status(401, `WWW-Authenticate: OAuth realm="x", oauth_problem="token_revoked"`, ""), revoked},
		"token_rejected in a form":         {status(401, "", "oauth_problem=token_rejected"), revoked},
		"token_expired in JSON":            {status(401, "", `{"oauth_problem": "token_expired"}`), revoked},
		"permission_denied":                {status(403, "", "oauth_problem=permission_denied"), revoked},
		"401 and no reason":                {status(401, "", ""), revoked},
		"another clock":                    {status(401, "", "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2"), refused},
		"a used nonce":                     {status(401, "", "oauth_problem=nonce_used"), refused},
		"404":                              {status(404, "", "{}"), notFound},
		"410":                              {status(410, "", ""), notFound},
		"429":                              {status(429, "Retry-After: 7", ""), down},
		"503, whatever it says":            {status(503, "", "oauth_problem=token_revoked"), down},
		"502 of a proxy":                   {status(502, "", "<html>Bad gateway"), down},
		"an empty answer":                  {status(200, "", ""), garbage},
		"a page":                           {status(200, "Content-Type: text/html", "<html>Welcome to the hotel"), garbage},
		"JSON of another shape":            {status(200, "", `["p0"]`), garbage},
		"an object without an id":          {status(200, "", `{}`), garbage},
		"another photo":                    {status(200, "", `{"id": "p1"}`), garbage},
		"no content":                       {status(204, "", ""), garbage},
		"418":                              {status(418, "", "teapot"), garbage},
		"a redirect elsewhere":             {status(302, "Location: http://evil.example/", ""), garbage},
		"a redirect nowhere":               {status(302, "", ""), garbage},
		"a line dropped in the middle":     {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, down},
		"an answer that never comes":       {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, down},
		"120 MB of nothing":                {endless, garbage},
		"a body shorter than it announced": {status(200, "Content-Length: 100", "{"), down},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := serve(t, 1)
			client.Timeout = 500 * time.Millisecond
			if name == "120 MB of nothing" {
				client.Timeout = 20 * time.Second
			}
			s.Fault(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != "/api/photos/p0" {
					return false
				}
				c.answer(w, r)
				return true
			})
			if err := ask(t.Context(), client); !c.is(err) {
				t.Errorf("it is %T: %v", err, err)
			}
		})
	}
}

func endless(w http.ResponseWriter, r *http.Request) {
	for range 120 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			return
		}
	}
}

func TestRetryAfterAndTheFirstBytesAreTold(t *testing.T) {
	s, c := serve(t, 1)
	s.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		status(503, "Retry-After: 7", "")(w, r)
		return true
	})
	var down *photosapi.ErrUnavailable
	if err := ask(t.Context(), c); !errors.As(err, &down) || down.RetryAfter != 7*time.Second {
		t.Errorf("%v", down)
	}
	s.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		status(200, "Content-Type: text/html", "<html>\r\nlevel=ERROR forged\x1b[31m"+strings.Repeat("z", 5000))(w, r)
		return true
	})
	var garbage *photosapi.ErrNotAnAnswer
	if err := ask(t.Context(), c); !errors.As(err, &garbage) || len(garbage.Start) > 80 || strings.ContainsAny(garbage.Error(), "\r\n\x1b") {
		t.Errorf("%+v", garbage)
	}
}

func TestTheCallersOwnEndIsNoOutage(t *testing.T) {
	s, c := serve(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	s.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		cancel()
		<-r.Context().Done()
		return true
	})
	if err := ask(ctx, c); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNoRequestLeavesForAnotherHost(t *testing.T) {
	var strayed atomic.Int32
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { strayed.Add(1) }))
	defer evil.Close()
	for name, answer := range map[string]map[string]string{
		"redirects":         {},
		"api_base":          {"/.well-known/oauth1": `{"request_token_url": "SELF/a", "authorize_url": "SELF/b", "access_token_url": "SELF/c", "api_base": "EVIL/api"}`},
		"request_token_url": {"/.well-known/oauth1": `{"request_token_url": "EVIL/a", "authorize_url": "SELF/b", "access_token_url": "SELF/c", "api_base": "SELF/api"}`},
		"next of albums":    {"/api/albums": `{"albums": [{"id": "a1"}], "next": "EVIL/api/albums?after=1"}`},
		"next of an album":  {"/api/albums/a1": `{"id": "a1", "photos": [], "next": "//EVILHOST/x"}`},
	} {
		s, c := serve(t, 1)
		fill := strings.NewReplacer("SELF", s.URL, "EVILHOST", strings.TrimPrefix(evil.URL, "http://"), "EVIL", evil.URL)
		s.Fault(func(w http.ResponseWriter, r *http.Request) bool {
			body, ok := answer[r.URL.Path]
			if name == "redirects" {
				http.Redirect(w, r, evil.URL+r.URL.Path, http.StatusTemporaryRedirect)
				return true
			}
			io.WriteString(w, fill.Replace(body))
			return ok
		})
		_, e1 := c.Albums(t.Context(), jane)
		_, e2 := c.Album(t.Context(), jane, "a1", "")
		_, e3 := c.OpenFile(t.Context(), jane, "p0", orders.Original)
		var garbage *photosapi.ErrNotAnAnswer
		if err := errors.Join(e1, e2, e3); !errors.As(err, &garbage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := strayed.Load(); n != 0 {
		t.Errorf("%d requests reached another host", n)
	}
}

func TestIdsStayOneSegmentOfThePath(t *testing.T) {
	s, c := serve(t, 1)
	for _, id := range []string{"", ".", "..", "../albums", "p0/file", "p0?size=x", "%2e%2e"} {
		if _, err := c.Photo(t.Context(), jane, id); !errors.Is(err, photosapi.ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if s.Count("/api/albums") != 0 {
		t.Error("an id led to another resource")
	}
}

func TestDiscoveryIsRememberedAndAFailureIsNot(t *testing.T) {
	s, c := serve(t, 1)
	s.Fault(func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(503); return true })
	if _, err := c.Discover(t.Context()); err == nil {
		t.Error("no error")
	}
	s.Fault(nil)
	for range 3 {
		if d, err := c.Discover(t.Context()); err != nil || d.RequestTokenURL != s.URL+"/oauth/request_token" {
			t.Errorf("%+v, %v", d, err)
		}
	}
	if n := s.Count("/.well-known/oauth1"); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestAddressesConfiguredByHandNeedNoDiscovery(t *testing.T) {
	s, c := serve(t, 1)
	c.Known = photosapi.Discovery{RequestTokenURL: s.URL + "/r", AuthorizeURL: s.URL + "/a", AccessTokenURL: s.URL + "/t"}
	if err := ask(t.Context(), c); err != nil || s.Count("/.well-known/oauth1") != 0 {
		t.Error(err)
	}
}

func TestPicturesAreFetchedOnceForEachConnection(t *testing.T) {
	s, c := serve(t, 1)
	var together sync.WaitGroup
	for range 30 {
		together.Go(func() {
			if p, err := c.Picture(t.Context(), jane, "p0", orders.Thumb); err != nil || p.ContentType != "image/jpeg" || !bytes.Equal(p.Bytes, jpeg) {
				t.Errorf("%s, %v", p.ContentType, err)
			}
		})
	}
	together.Wait()
	if n := s.Count("/api/photos/p0/file"); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	s.Revoke("sam-1")
	if _, err := c.Picture(t.Context(), apitest.Connection("sam-1"), "p0", orders.Thumb); !errors.Is(err, photosapi.ErrRevoked) {
		t.Errorf("another connection got it out of the cache: %v", err)
	}
}

func TestWhatIsNoPictureIsNotPassedOn(t *testing.T) {
	s, c := serve(t, 0)
	s.Add("p0", "x.jpg", []byte("<svg onload=alert(1)>"))
	var garbage *photosapi.ErrNotAnAnswer
	if _, err := c.Picture(t.Context(), jane, "p0", orders.Thumb); !errors.As(err, &garbage) {
		t.Error(err)
	}
}

func TestAFileThatFallsSilentIsGivenUp(t *testing.T) {
	s, c := serve(t, 1)
	s.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/file") {
			return false
		}
		w.Header().Set("Content-Type", "image/jpeg")
		w.Write(jpeg)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	})
	r, err := c.OpenFile(t.Context(), jane, "p0", orders.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var down *photosapi.ErrUnavailable
	if n, err := io.Copy(io.Discard, r); !errors.As(err, &down) || n != int64(len(jpeg)) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestRevokeEndsTheToken(t *testing.T) {
	s, c := serve(t, 1)
	for range 2 { // a token that is already dead is what was wanted
		if err := c.Revoke(t.Context(), jane); err != nil {
			t.Error(err)
		}
	}
	if err := ask(t.Context(), c); !errors.Is(err, photosapi.ErrRevoked) || s.Count("/oauth/revoke") != 2 {
		t.Error(err)
	}
}
