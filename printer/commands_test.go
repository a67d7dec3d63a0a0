package printer_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer"
)

// machine is a person at a terminal, with a folder of her own and a Service Provider that knows the printer.
type machine struct {
	t      *testing.T
	p      *serviceProvider
	folder string
}

func newTerminal(t *testing.T) *machine {
	p := newServiceProvider(t)
	p.register("http://nowhere.example/")
	return &machine{t, p, filepath.Join(t.TempDir(), "own")}
}

// run gives a command, with what is typed into it.
func (m *machine) run(typed io.Reader, args ...string) (status int, out, err string) {
	m.t.Helper()
	var stdout, stderr bytes.Buffer
	env := map[string]string{"PRINTER_PROVIDER_URL": m.p.URL, "PRINTER_FOLDER": m.folder}
	status = printer.Run(args, func(name string) string { return env[name] }, typed, &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// does gives a command that has to succeed.
func (m *machine) does(args ...string) string {
	m.t.Helper()
	status, out, err := m.run(strings.NewReader(""), args...)
	if status != 0 {
		m.t.Fatalf("%v: status %d, %s", args, status, err)
	}
	return out
}

// fails gives a command that must not succeed, and must say why.
func (m *machine) fails(words string, args ...string) {
	m.t.Helper()
	status, _, err := m.run(strings.NewReader(""), args...)
	if status != 1 || !strings.Contains(err, words) || strings.Count(strings.TrimSpace(err), "\n") != 0 {
		m.t.Errorf("%v: status %d, %q; want one line with %q", args, status, err, words)
	}
}

// connect walks the dance: the person allows as soon as she is asked for the PIN, and types what typed makes of it.
func (m *machine) connect(typed func(pin string) string) (status int, out, err string) {
	m.t.Helper()
	keyboard, keys := io.Pipe()
	screen, shown := io.Pipe()
	said := make(chan string)
	go func() {
		var all strings.Builder
		for in := bufio.NewReader(screen); ; {
			b, err := in.ReadByte()
			if err != nil {
				said <- all.String()
				return
			}
			if all.WriteByte(b); strings.HasSuffix(all.String(), "Token: "+m.lastToken()+"\n\nPIN: ") && m.lastToken() != "" {
				io.WriteString(keys, typed(m.p.allow(m.t, "jane")))
				keys.Close()
			}
		}
	}()
	var stderr bytes.Buffer
	env := map[string]string{"PRINTER_PROVIDER_URL": m.p.URL, "PRINTER_FOLDER": m.folder}
	status = printer.Run([]string{"connect"}, func(name string) string { return env[name] }, keyboard, shown, &stderr)
	shown.Close()
	return status, <-said, stderr.String()
}

func (m *machine) lastToken() string {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	if len(m.p.issued) == 0 {
		return ""
	}
	return m.p.issued[len(m.p.issued)-1]
}

// connected is a terminal that is.
func connected(t *testing.T) *machine {
	t.Helper()
	m := newTerminal(t)
	status, out, err := m.connect(func(pin string) string { return "WRONG\n\n " + strings.ToLower(pin[:4]) + "-" + pin[4:] + " \n" })
	if status != 0 || !strings.Contains(out, "not the PIN") || !strings.Contains(out, "Connected as jane") {
		t.Fatalf("status %d, %s %s", status, out, err)
	}
	return m
}

// Somebody without a browser connects by a PIN, looks, fetches, prints, and gives the permission back.
func TestTerminal(t *testing.T) {
	m := newTerminal(t)
	for _, args := range [][]string{{"albums"}, {"photos", "a1"}, {"print", "p1"}, {"disconnect"}} {
		m.fails("not connected: say printer connect first", args...)
	}
	status, out, err := m.connect(func(pin string) string { return pin + "\n" })
	if status != 0 || !strings.Contains(out, m.p.URL+"/oauth/authorize?oauth_token="+m.lastToken()) {
		t.Fatalf("status %d, %s %s", status, out, err)
	}
	if out := m.does("albums"); !regexp.MustCompile(`(?m)^a1 +3 +Vacation$`).MatchString(out) {
		t.Error(out)
	}
	for _, name := range []string{"a1", "vacation"} {
		if out := m.does("photos", name); !regexp.MustCompile(`(?m)^p2 +300×200 +\d+ +p2.jpg$`).MatchString(out) {
			t.Error(out)
		}
	}
	original, pdf := filepath.Join(t.TempDir(), "p1.jpg"), filepath.Join(t.TempDir(), "out.pdf")
	m.does("fetch", "p1", "-o", original)
	if got, err := os.ReadFile(original); err != nil || !bytes.Equal(got, m.p.pictures["p1"]) {
		t.Errorf("the original is not what was fetched: %v", err)
	}
	m.does("print", "p1", "p3", "-o", pdf, "--paper", "13x18", "--copies", "2", "--fill")
	if got, err := os.ReadFile(pdf); err != nil || !bytes.HasPrefix(got, []byte("%PDF-")) || !bytes.Contains(got, []byte("/Count 4")) {
		t.Errorf("the PDF: %v", err)
	}
	m.fails("nothing of that name", "photos", "nowhere")
	m.fails("nothing of that name", "fetch", "p99", "-o", original)
	m.fails("There is no paper gold; there is 9x13, 10x15", "print", "p1", "--paper", "gold")
	m.fails("1 to 99 copies", "print", "p1", "--copies", "0")
	if out := m.does("disconnect"); !strings.Contains(out, "Disconnected from jane") || !m.p.given()[0].Revoked {
		t.Error(out)
	}
	m.fails("not connected", "albums")
}

// The permission lies in a file for its owner alone, and says nothing to who steals it.
func TestTerminalKeepsItsTokenSealed(t *testing.T) {
	m := connected(t)
	access := m.p.given()[0]
	files, err := os.ReadDir(m.folder)
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, f := range files {
		info, err := f.Info()
		text, readErr := os.ReadFile(filepath.Join(m.folder, f.Name()))
		if err != nil || readErr != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v %v", f.Name(), info.Mode(), err, readErr)
		}
		if bytes.Contains(text, []byte(access.Token)) || bytes.Contains(text, []byte(access.Secret)) {
			t.Errorf("%s has the token in it", f.Name())
		}
		names += f.Name() + " "
	}
	if info, err := os.Stat(m.folder); err != nil || info.Mode().Perm() != 0o700 || !strings.Contains(names, "connection") {
		t.Errorf("the folder: %v, %s", err, names)
	}
	if err := os.WriteFile(filepath.Join(m.folder, "connection"), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.fails("reading the permission", "albums")
}

// What goes wrong is one line that says what to do.
func TestTerminalExplains(t *testing.T) {
	m := newTerminal(t)
	if status, _, err := m.connect(func(string) string { return "" }); status != 1 || !strings.Contains(err, "no PIN was typed") {
		t.Errorf("status %d, %q", status, err)
	}
	if status, _, err := m.connect(func(string) string { return strings.Repeat("WRONG\n", 9) }); status != 1 || !strings.Contains(err, "not one that photos knows") && !strings.Contains(err, "used already") {
		t.Errorf("too many tries: status %d, %q", status, err)
	}
	m.p.misbehave("*", drop)
	m.fails("Photos cannot be reached", "connect")
	m.p.misbehave("*", nil)
	m = connected(t)
	for answer, says := range map[string]http.HandlerFunc{
		"cannot be reached": drop,
		"try again in 90":   func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "90"); w.WriteHeader(503) },
		"not what its API":  func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") },
	} {
		m.p.misbehave("/api/albums", says)
		m.fails(answer, "albums")
	}
	m.p.misbehave("/api/albums", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{"albums": []any{map[string]any{"id": "a1", "title": "\x1b[2J\u202eevil"}}})
	})
	if out := m.does("albums"); strings.ContainsAny(out, "\x1b\u202e") || !strings.Contains(out, "[2Jevil") {
		t.Errorf("a title commands the terminal: %q", out)
	}
	m.p.misbehave("/api/photos/p1/file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		w.Write(m.p.pictures["p2"])
	})
	to := filepath.Join(t.TempDir(), "p1.jpg")
	m.fails("not the file that was announced", "fetch", "p1", "-o", to)
	if _, err := os.Stat(to); err == nil {
		t.Error("other bytes than announced were written")
	}
	m.p.misbehave("/api/albums", nil)
	m.p.revokeAll()
	m.fails("The permission was withdrawn", "albums")
}

// A short-lived token is renewed at a terminal too, and its successor kept.
func TestTerminalRenews(t *testing.T) {
	m := newTerminal(t)
	m.p.store.Register(oauthcore.Registration{Key: demoKey, Secret: demoSecret, OutOfBand: true, TokenLifetime: time.Hour})
	if status, _, err := m.connect(func(pin string) string { return pin + "\n" }); status != 0 {
		t.Fatal(err)
	}
	first := m.p.given()[0].Token
	m.p.misbehave("/api/albums", func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), first) {
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, "oauth_problem=token_expired")
			return
		}
		m.p.behave().ServeHTTP(w, r)
	})
	for range 2 {
		m.does("albums")
	}
	if len(m.p.given()) != 2 {
		t.Errorf("%d tokens were given", len(m.p.given()))
	}
}
