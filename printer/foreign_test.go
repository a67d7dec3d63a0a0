package printer_test

import (
	"bufio"
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/printer"
)

// foreign is a Service Provider made with somebody else's library, in a process of its own.
type foreign struct {
	URL, Version string
}

// The registration that testdata/providers/gallery.py knows.
const foreignKey, foreignSecret = "foreign key +/%", "foreign secret &="

// startForeign starts a script of testdata/providers, which accepts callbacks below an address.
func startForeign(t *testing.T, script, callback string) *foreign {
	t.Helper()
	absolute := func(path string) string {
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	cmd := exec.Command(cmp.Or(os.Getenv("PEER_PYTHON"), "/usr/bin/python3"), absolute("testdata/providers/"+script))
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "PYTHONDONTWRITEBYTECODE=1", "CALLBACK="+callback,
		"PHOTO="+absolute("../seed/photos/vacation.jpg"), "PUBLIC_KEY="+absolute("../seed/rsa-demo-public.pem"))
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	life, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v; run scripts/setup-tests.sh", err)
	}
	t.Cleanup(func() { life.Close(); cmd.Wait() })
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		life.Close()
		cmd.Wait()
		t.Fatalf("%s does not start: %s; if that is because its OAuth library is missing: apt-get install python3-oauthlib python3-authlib, or run scripts/setup-tests.sh",
			script, lastLine(complaint.String()))
	}
	where, version, _ := strings.Cut(strings.TrimSpace(line), " ")
	t.Log(version)
	return &foreign{where, version}
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndex(text, "\n")+1:]
}

// decide is the User's answer on the provider's page: it tells where her browser is sent.
func (f *foreign) decide(t *testing.T, address string, more string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, f.URL+"/authorize?") {
		t.Fatalf("sent to %q: %v", address, err)
	}
	form := url.Values{"oauth_token": {u.Query().Get("oauth_token")}}
	if more != "" {
		form.Set(more, "1")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(f.URL+"/authorize", form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusFound {
		t.Fatalf("deciding is answered %d", answer.StatusCode)
	}
	return answer.Header.Get("Location")
}

// foreigners are the Service Providers of others, and how the printer is told of each.
var foreigners = []struct {
	script  string
	byHand  bool
	methods []string
}{
	{"with_oauthlib.py", true, []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512"}},
	{"with_authlib.py", false, []string{"HMAC-SHA1", "RSA-SHA1"}},
}

// openAt opens a shop that is set up for a foreign Service Provider: by its addresses, or by its own description.
func openAt(t *testing.T, script string, byHand bool) (*shop, *foreign) {
	t.Helper()
	var f *foreign
	s := open(t, newServiceProvider(t), func(c *printer.Config) {
		f = startForeign(t, script, c.URL+"/")
		c.ProviderURL, c.ConsumerKey, c.ConsumerSecret, c.RSAKey = f.URL, foreignKey, foreignSecret, "../seed/rsa-demo-private.pem"
		if byHand {
			c.RequestTokenURL, c.AuthorizeURL, c.AccessTokenURL = f.URL+"/request_token", f.URL+"/authorize", f.URL+"/access_token"
		}
	})
	return s, f
}

// Any provider: with each of its methods, in each place, Jane connects, chooses, and her order is made.
func TestForeignProviders(t *testing.T) {
	for _, p := range foreigners {
		t.Run(p.script, func(t *testing.T) {
			s, f := openAt(t, p.script, p.byHand)
			for _, method := range p.methods {
				for _, place := range []string{"header", "body", "query"} {
					jane := s.visit(t)
					jane.get("/settings").submit("/settings", "method", method, "place", place).shows(200, "Your next connection signs with "+method)
					back := f.decide(t, jane.get("/connect").submit("/connect").leadsTo, "")
					jane.get(back).shows(200, "Connected to photos as jane", "Ferien")
					if album := jane.get("/albums/a%201").shows(200, "Ferien"); !strings.Contains(album.html, "Ferien in Öl") {
						t.Errorf("the album does not show its photo: %s", album.text())
					}
					if thumb := jane.get("/thumbs/p%201"); thumb.status != 200 {
						t.Errorf("%s in the %s: a thumb is answered %d", method, place, thumb.status)
					}
				}
			}
			jane := s.visit(t)
			jane.get(f.decide(t, jane.get("/connect").submit("/connect").leadsTo, ""))
			basket := jane.get("/albums/a%201").submit("/albums/a%201", "all", "1")
			confirm := basket.submit(basket.address.Path)
			order := confirm.submit(confirm.orderAction())
			jane.until(order.address.Path, "event: end")
			jane.get(order.address.Path).shows(200, "Your print file is ready")
		})
	}
}

// Each says no in its own way, one of them without naming the Request Token.
func TestForeignDenials(t *testing.T) {
	for _, p := range foreigners {
		s, f := openAt(t, p.script, p.byHand)
		jane := s.visit(t)
		jane.get(f.decide(t, jane.get("/connect").submit("/connect").leadsTo, "deny")).shows(200, "You said no")
		jane.get("/connect").shows(200, "None. We cannot see")
	}
}

// What they refuse is told in words, although none of them reports problems as the extension says.
func TestForeignRefusals(t *testing.T) {
	for _, p := range foreigners {
		var f *foreign
		s := open(t, newServiceProvider(t), func(c *printer.Config) {
			f = startForeign(t, p.script, c.URL+"/")
			c.ProviderURL, c.ConsumerKey, c.ConsumerSecret = f.URL, foreignKey, "a wrong secret"
			c.RequestTokenURL, c.AuthorizeURL, c.AccessTokenURL = f.URL+"/request_token", f.URL+"/authorize", f.URL+"/access_token"
		})
		s.visit(t).get("/connect").submit("/connect").shows(200, "Photos refused our message", "status 401")
	}
}
