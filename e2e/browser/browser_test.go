package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := Close(); err != nil {
		fmt.Fprintln(os.Stderr, "closing the browser:", err)
	}
	os.Exit(code)
}

const front = `<!doctype html><meta name=viewport content="width=device-width"><title>front</title><link rel=icon href=data:,>
<form method=post action=/signed><label for=n>Your name</label><input id=n name=name value=old>
<label><input type=radio name=size value=s>Small</label><label><input type=radio name=size value=l>Large</label>
<button>Send it</button></form>
<form method=post action=/signed target=_blank><button>Another tab</button></form>
<a href=/bad>Bad page</a> <a href=/missing>Missing</a> <a href=/file>The file</a>
<script src=/s.js></script><noscript>No scripts here</noscript>
<div style="height:3000px"></div><a href=/signed>Far below</a>`

// site is a small web site to try the steps on.
func site(t *testing.T) (address string, hosts []string) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, front) })
	mux.HandleFunc("GET /s.js", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `document.title = "ran"; console.log(matchMedia("(prefers-color-scheme: dark)").matches)`)
	})
	mux.HandleFunc("POST /signed", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: r.FormValue("name")})
		http.Redirect(w, r, "/signed?"+url.Values{"name": {r.FormValue("name")}, "size": {r.FormValue("size")}}.Encode(), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /signed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<title>signed</title><link rel=icon href=data:,><p>Hello   %s, size %s", r.FormValue("name"), r.FormValue("size"))
	})
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		fmt.Fprint(w, `<title>bad</title><link rel=icon href=data:,><p style="color:red">styled</p><img src="http://elsewhere.invalid/x.png"><img src=/none.png>`)
	})
	mux.HandleFunc("GET /jumps", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<title>jumps</title><link rel=icon href=data:,><div id=top></div><p style="height:300px;background:#ccc">text</p>
<script>requestAnimationFrame(() => setTimeout(() => {
	document.getElementById("top").style.height = "200px";
	requestAnimationFrame(() => requestAnimationFrame(() => document.body.dataset.jumped = "yes"));
}, 600))</script>`)
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="order 1.txt"`)
		fmt.Fprint(w, "the content")
	})
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, []string{strings.TrimPrefix(server.URL, "http://")}
}

func TestSteps(t *testing.T) {
	for name, looks := range map[string][]Look{"desktop": nil, "phone": {Phone}, "no script": {NoScript}, "dark": {Dark, Size(800, 600)}} {
		t.Run(name, func(t *testing.T) {
			address, hosts := site(t)
			p := Open(t, hosts, looks...)
			p.Visit(address)
			p.Fill("Your name", "Jane")
			p.Choose("Large")
			p.Press("Send it")
			p.See("Hello Jane, size l")
			p.NotSee("old")
			if len(p.Redirects()) != 1 || p.Status() != 200 || len(p.Cookies()) != 1 {
				t.Errorf("redirects %v, status %d, cookies %v", p.Redirects(), p.Status(), p.Cookies())
			}
			p.Back()
			p.Follow("Far below")
			p.See("Hello , size")
		})
	}
}

func TestDownload(t *testing.T) {
	address, hosts := site(t)
	p := Open(t, hosts)
	p.Visit(address)
	path, name := p.Download("The file")
	content, err := os.ReadFile(path)
	if err != nil || string(content) != "the content" || name != "order 1.txt" {
		t.Errorf("downloaded %q as %q: %v", content, name, err)
	}
	p.Follow("Missing")
	if p.Status() != http.StatusNotFound {
		t.Errorf("the status is %d", p.Status())
	}
}

func TestPopup(t *testing.T) {
	address, hosts := site(t)
	p := Open(t, hosts, Phone)
	p.FirstVisit(address)
	tab := p.Popup("Another tab")
	tab.See("Hello , size")
	p.See("Your name")
}

// TestLayoutShift makes sure that a page that jumps is noticed, and one that does not is not.
func TestLayoutShift(t *testing.T) {
	address, hosts := site(t)
	p := Open(t, hosts)
	p.FirstVisit(address + "/jumps")
	p.Until("it jumps", `document.body.dataset.jumped === "yes"`)
	if shift := p.LayoutShift(); shift == 0 {
		t.Error("the jump is not noticed")
	}
	p.FirstVisit(address)
	if shift := p.LayoutShift(); shift != 0 {
		t.Errorf("a quiet page is said to jump by %v", shift)
	}
}

func TestNoScript(t *testing.T) {
	address, hosts := site(t)
	p := Open(t, hosts, NoScript)
	p.Visit(address)
	p.See("No scripts here")
	if title, err := Eval[string](p, "document.title"); title != "front" || err != nil {
		t.Errorf("the page's script ran: title %q, %v", title, err)
	}
}

// TestComplaints makes sure that what is wrong with a page is heard of.
func TestComplaints(t *testing.T) {
	address, hosts := site(t)
	p := Open(t, hosts)
	p.Visit(address)
	p.Follow("Bad page")
	p.See("styled")
	var faults []string
	p.until("the page does not complain", func() bool { faults = append(faults, p.Faults()...); return len(faults) >= 3 })
	for _, want := range []string{"inline style", "foreign host", "/none.png"} {
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("nobody complains about %s: %q", want, faults)
		}
	}
}
