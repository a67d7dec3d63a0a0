package printer_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/printer"
)

const megabyte = 1 << 20

// misbehaviours are what a Service Provider can do to somebody who asks it something. elsewhere is another host.
func misbehaviours(elsewhere string) map[string]http.HandlerFunc {
	says := func(status int, kind, body string, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	bomb := gzipped(120 * megabyte)
	return map[string]http.HandlerFunc{
		"drops":                  drop,
		"drops in the middle":    func(w http.ResponseWriter, r *http.Request) { begins(w, `{"albums": [`); drop(w, r) },
		"503":                    says(503, "text/html", "<h1>Down</h1>"),
		"503 for years":          says(503, "text/html", "", "Retry-After", "999999999999"),
		"500 with a stack trace": says(500, "text/plain", "panic: runtime error at /srv/photos/secret.go:7"),
		"429":                    says(429, "application/json", `{"error":{"code":"slow","message":"slow down"}}`, "Retry-After", "7"),
		"garbage":                says(200, "application/octet-stream", "\x00\xff\xfe\x1b[2J\r\n\r\n"),
		"HTML":                   says(200, "text/html", "<!doctype html><script>alert(1)</script>"),
		"nothing":                says(200, "application/json", ""),
		"204":                    says(204, "application/json", ""),
		"null":                   says(200, "application/json", "null"),
		"other types":            says(200, "application/json", `{"albums": 7, "photos": "x", "id": [], "next": {}, "user_id": false}`),
		"depth":                  says(200, "application/json", strings.Repeat("[", 200_000)),
		"no length kept":         says(200, "image/jpeg", "short", "Content-Length", "100000"),
		"402":                    says(402, "text/plain", "pay first"),
		"a redirect elsewhere":   says(302, "text/plain", "", "Location", elsewhere+"/x"),
		"a redirect for ever": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"?again", http.StatusTemporaryRedirect)
		},
		"a redirect to no address":    says(302, "text/plain", "", "Location", "javascript:alert(1)"),
		"a redirect without one":      says(302, "text/plain", ""),
		"120 MB of nothing":           zeros,
		"120 MB of nothing, packed":   says(200, "application/json", bomb, "Content-Encoding", "gzip"),
		"what is no gzip":             says(200, "application/json", "{}", "Content-Encoding", "gzip"),
		"a header of a megabyte":      says(200, "application/json", "{}", "X-Long", strings.Repeat("x", megabyte)),
		"a problem of a megabyte":     says(400, "application/x-www-form-urlencoded", "oauth_problem="+strings.Repeat("x", megabyte)),
		"a problem with a page in it": says(401, "application/x-www-form-urlencoded", "oauth_problem=%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
		"a token that is a page":      says(200, "application/x-www-form-urlencoded", "oauth_token=%0d%0aSet-Cookie:evil=1&oauth_token_secret=&oauth_callback_confirmed=maybe"),
		"401 without a word":          says(401, "text/plain", ""),
	}
}

// delays are those that come to no end; each takes as long as the shop has patience.
var delays = map[string]http.HandlerFunc{
	"hangs":               func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	"hangs in the middle": func(w http.ResponseWriter, r *http.Request) { begins(w, `{"albums": [`); <-r.Context().Done() },
	"a byte now and then": slowly,
}

func begins(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, text)
	w.(http.Flusher).Flush()
}

// slowly never comes to an end, and is never silent for long.
func slowly(w http.ResponseWriter, r *http.Request) {
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-r.Context().Done():
			tick.Stop()
			return
		case <-tick.C:
			begins(w, " ")
		}
	}
}

func zeros(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/jpeg")
	for piece, i := make([]byte, megabyte), 0; i < 120; i++ {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

func gzipped(size int) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for piece := make([]byte, megabyte); size > 0; size -= megabyte {
		w.Write(piece)
	}
	w.Close()
	return b.String()
}

type question struct {
	name, path string
	connected  bool
	ask        func(jane *browser, p *serviceProvider) *page
}

// questions are the moments at which the shop asks the Service Provider something, and what the customer then sees.
var questions = []question{
	{"discovery", "/.well-known/oauth1", false, func(jane *browser, _ *serviceProvider) *page { return jane.get("/connect") }},
	{"connecting", "/oauth/request_token", false, func(jane *browser, _ *serviceProvider) *page { return jane.get("/connect").submit("/connect") }},
	{"by PIN", "/oauth/request_token", false, func(jane *browser, _ *serviceProvider) *page {
		return jane.get("/connect").submit("/connect", "how", "pin")
	}},
	{"coming back", "/oauth/access_token", false, func(jane *browser, p *serviceProvider) *page {
		jane.get("/connect").submit("/connect")
		return jane.get(p.allow(jane.t, "jane"))
	}},
	{"coming back from one step", "/oauth/access_token", false, func(jane *browser, p *serviceProvider) *page {
		return jane.get(p.approve(jane.t, jane.get("/connect").submit("/connect", "how", "one-step").leadsTo, "jane"))
	}},
	{"albums", "/api/albums", true, func(jane *browser, _ *serviceProvider) *page { return jane.get("/albums") }},
	{"an album", "/api/albums/a1", true, func(jane *browser, _ *serviceProvider) *page { return jane.get("/albums/a1") }},
	{"a thumb", "/api/photos/p1/file", true, func(jane *browser, _ *serviceProvider) *page { return jane.get("/thumbs/p1") }},
	{"disconnecting", "/oauth/revoke", true, func(jane *browser, _ *serviceProvider) *page { return jane.get("/account").submit("/disconnect") }},
}

// Whatever a Service Provider does, at whatever moment, the customer sees a page with a sentence and the shop goes on:
// never a 500, never for ever, and never in more memory than a small answer takes.
func TestMisbehavingProvider(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another host was asked for %s with %v", r.URL, r.Header)
	}))
	defer elsewhere.Close()
	bad := misbehaviours(elsewhere.URL)
	for _, q := range questions {
		t.Run(q.name, func(t *testing.T) {
			p := newServiceProvider(t)
			s := open(t, p, nil)
			for name, instead := range bad {
				t.Run(name, func(t *testing.T) {
					logged := s.log.Len()
					if used := allocated(func() { q.meets(t, p, s, instead) }); used > 64*megabyte {
						t.Errorf("it took %d MB", used/megabyte)
					}
					if log := s.log.String()[logged:]; strings.Contains(log, "\x1b") || len(log) > 32<<10 {
						t.Errorf("the log grew by %d bytes, or has what it should not: %.300q", len(log), log)
					}
				})
			}
		})
	}
}

// What comes to no end is left after a while.
func TestDelayingProvider(t *testing.T) {
	for _, q := range questions {
		for name, instead := range delays {
			t.Run(q.name+", "+name, func(t *testing.T) {
				t.Parallel()
				p := newServiceProvider(t)
				q.meets(t, p, open(t, p, func(c *printer.Config) { c.Patience = time.Second }), instead)
			})
		}
	}
}

// meets asks the question of a Service Provider that does something else instead of answering.
func (q question) meets(t *testing.T, p *serviceProvider, s *shop, instead http.HandlerFunc) {
	t.Helper()
	jane := s.visit(t)
	jane.http.Timeout = time.Minute
	if q.connected {
		jane.connect(p, "jane")
	}
	p.misbehave(q.path, instead)
	wantSentence(t, q.ask(jane, p))
	p.misbehave(q.path, nil)
	jane.get("/").shows(200)
	jane.get("/healthz").shows(200)
}

// allocated is how much memory was asked for meanwhile, in all.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// wantSentence makes sure that a page says something to a person, and nothing of the inside.
func wantSentence(t *testing.T, p *page) {
	t.Helper()
	switch {
	case p.status == http.StatusInternalServerError:
		t.Errorf("%s is answered 500: %s", p.address.Path, p.text())
	case strings.HasPrefix(p.address.Path, "/thumbs/"):
		return // a picture that is none has no words
	case p.leadsTo == "" && p.status != 200 && p.status != 403:
		t.Errorf("%s is answered %d: %s", p.address.Path, p.status, p.text())
	}
	for _, inside := range []string{"<script>alert", "goroutine", "dial tcp", "EOF", "json:"} {
		if strings.Contains(p.html, inside) {
			t.Errorf("%s says %q: %s", p.address.Path, inside, p.text())
		}
	}
	if strings.Contains(p.header.Get("Set-Cookie"), "evil") {
		t.Error("a header was made of an answer")
	}
}

// The same while an order is on its way: it waits with a reason, or is made without the photo, and ends as soon as the
// Service Provider behaves.
func TestMisbehavingProviderDuringAnOrder(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	for name, instead := range misbehaviours("http://elsewhere.example") {
		t.Run(name, func(t *testing.T) {
			if used := allocated(func() { ordersMeanwhile(t, p, s, instead) }); used > 64*megabyte {
				t.Errorf("it took %d MB", used/megabyte)
			}
		})
	}
}

func TestDelayingProviderDuringAnOrder(t *testing.T) {
	for name, instead := range delays {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newServiceProvider(t)
			ordersMeanwhile(t, p, open(t, p, func(c *printer.Config) { c.Patience = time.Second }), instead)
		})
	}
}

// ordersMeanwhile orders two photos, of which one is answered otherwise.
func ordersMeanwhile(t *testing.T, p *serviceProvider, s *shop, instead http.HandlerFunc) {
	t.Helper()
	jane := s.visit(t)
	jane.connect(p, "jane")
	confirm := jane.choose("p1", "p2")
	p.misbehave("/api/photos/p1/file", instead)
	order := confirm.submit(confirm.orderAction()).address.Path
	jane.untilAny(order, "We keep trying", "Connect again", "could not be printed", "event: end")
	p.misbehave("/api/photos/p1/file", nil)
	stopped := jane.get(order)
	wantSentence(t, stopped)
	switch {
	case strings.Contains(stopped.text(), "Connect again"):
		stopped.submit("/connect")
		jane.get(p.allow(t, "jane"))
	case strings.Contains(stopped.text(), "Try now"):
		stopped.submit(order + "/resume")
	}
	jane.until(order, "event: end")
	jane.get(order).shows(200, "Your print file is ready")
}

// untilAny reads an order's events until one of the words is said.
func (b *browser) untilAny(order string, words ...string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.shop.URL+order+"/events", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	for seen, buffer := "", make([]byte, 4096); ; {
		n, err := answer.Body.Read(buffer)
		seen += string(buffer[:n])
		for _, word := range words {
			if strings.Contains(seen, word) {
				return
			}
		}
		if err != nil {
			b.t.Fatalf("the events ended before any of %q: %v\n%s", words, err, seen)
		}
	}
}
