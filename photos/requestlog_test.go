package photos_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
)

// frame is a Consumer with its developer, who has consented to it as a User.
type frame struct {
	*site
	sam    *browser
	key    string
	signer oauthcore.Consumer
	access oauthcore.AccessToken
	path   string // of its request log
}

// openFrame registers a Consumer and walks through the dance.
func openFrame(t *testing.T, s *site) *frame {
	t.Helper()
	sam := s.browser().signUp("sam")
	sam.album("Vacation", file{"vacation.jpg", picture(1)})
	key, secret := sam.register(url.Values{"name": {"Frame"}, "callbacks": {"http://printer.example.com/"}}).secret()
	f := &frame{site: s, sam: sam, key: key, path: "/developers/apps/" + key + "/requests"}
	f.signer = oauthcore.Consumer{Key: key, Secret: secret, Endpoints: s.consumer().Endpoints, Now: s.Provider.Now}
	token, err := f.signer.RequestToken(t.Context(), callback)
	if err != nil {
		t.Fatal(err)
	}
	verifier := sam.decide(sam.consent(token), "allow").returned().Get("oauth_verifier")
	if f.access, _, err = f.signer.AccessToken(t.Context(), token, verifier); err != nil {
		t.Fatal(err)
	}
	return f
}

// send sends a signed request and answers the status.
func (f *frame) send(method, path string) int {
	f.t.Helper()
	r, err := http.NewRequest(method, f.url+path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	answer, err := f.signer.Client(f.access).Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

func (f *frame) entries(filter requestlog.Filter) []requestlog.Entry {
	f.t.Helper()
	filter.Limit = 1000
	list, err := f.Requests.Entries(context.Background(), f.key, filter)
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}

func TestEverySignedRequestIsInTheLog(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.send("GET", "/photos?file=vacation.jpg&size=thumb")
	f.send("GET", "/photos?file=none.jpg")
	good := f.signer
	f.signer.Secret += "\n"
	f.send("GET", "/api/albums")
	f.signer = good
	broken := f.sam.request("GET", "/api/albums", nil)
	broken.Header.Set("Authorization", `OAuth oauth_consumer_key="`+f.key+`", oauth_nonce="%zz"`)
	f.sam.do(broken)

	list := f.entries(requestlog.Filter{})
	var lines []string
	for _, e := range list {
		lines = append(lines, fmt.Sprint(e.Method, " ", e.Path, " ", e.Status, " ", e.Problem))
	}
	want := []string{
		"GET /api/albums 401 parameter_rejected", "GET /api/albums 401 signature_invalid", "GET /photos 404 ", "GET /photos 200 ",
		"POST /oauth/access_token 200 ", "POST /oauth/request_token 200 ",
	}
	lines[0] = strings.Replace(lines[0], " 400 ", " 401 ", 1) // either will do for what cannot be read
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("the log is\n%s", strings.Join(lines, "\n"))
	}
	wrong := list[1]
	if !strings.Contains(wrong.Diagnosis, "line end at the end of the Consumer Secret") || !strings.HasPrefix(wrong.BaseString, "GET&http%3A%2F%2F") {
		t.Errorf("the wrong signature is told as %+v", wrong)
	}
	if last := wrong.Checks[len(wrong.Checks)-1]; last.Passed || last.Section != "9" || last.Problem != "signature_invalid" || wrong.Place() != "header" {
		t.Errorf("the check that failed is %+v", last)
	}
	if picture := list[3]; picture.RequestID == "" || picture.DurationMS <= 0 || picture.Param("size") != "thumb" {
		t.Errorf("the picture is told as %+v", picture)
	}
}

// Whatever is secret stays out of the log, its pages and its API.
func TestTheLogHoldsNoSecret(t *testing.T) {
	s := open(t, nil)
	f := openFrame(t, s)
	f.send("GET", "/api/token?password=hunter22hunter22")
	f.signer.Secret += "x"
	f.send("GET", "/api/token")
	f.signer.Secret = strings.TrimSuffix(f.signer.Secret, "x")
	all := f.sam.get(f.path).body
	for _, e := range f.entries(requestlog.Filter{}) {
		all += f.sam.get(f.path+"/"+e.ID).wants(http.StatusOK).body + fmt.Sprintf("%+v", e)
	}
	r, _ := http.NewRequest("GET", s.url+"/api/consumer/requests", nil)
	answer, err := f.signer.Client(oauthcore.AccessToken{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer.StatusCode, err)
	}
	all += string(body)
	for name, secret := range map[string]string{"Consumer Secret": f.signer.Secret, "Token Secret": f.access.Secret, "password": "hunter22"} {
		if i := strings.Index(all, secret); i >= 0 {
			t.Errorf("the %s is in the log: %s", name, all[max(0, i-200):i])
		}
	}
	if !strings.Contains(all, oauthcore.Masked) { // the verifier of the exchange
		t.Error("nothing is masked")
	}
}

func TestTheLogIsFilteredAndPaged(t *testing.T) {
	each(t, func(t *testing.T) {
		f := openFrame(t, open(t, nil))
		for i := range 60 {
			f.send("GET", fmt.Sprintf("/photos?file=none-%d.jpg", i))
		}
		f.send("GET", "/api/albums")
		first := f.sam.get(f.path).wants(http.StatusOK, "/api/albums", "404")
		older := first.links(f.path + "?")
		if len(first.links(f.path+"/")) != 50 || len(older) != 1 {
			t.Fatalf("%d requests, and then %v", len(first.links(f.path+"/")), older)
		}
		if rest := f.sam.get(older[0]).links(f.path + "/"); len(rest) != 13 {
			t.Errorf("the second page has %d requests", len(rest))
		}
		for query, want := range map[string]int{
			"status=200": 3, "status=2xx": 3, "status=4xx": 50, "problem=signature_invalid": 0, "path=/API/": 1,
			"text=none-7.jpg": 1, "text=100%25": 0, "path=_": 2, "status=4xx&path=oauth": 0,
		} {
			if got := len(f.sam.get(f.path + "?" + query).wants(http.StatusOK).links(f.path + "/")); got != want {
				t.Errorf("%s finds %d, want %d", query, got, want)
			}
		}
	})
}

// A Consumer asks for the very request that it has just sent.
func TestAConsumerReadsItsOwnLog(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.signer.Nonce = func() string { return "the-one" }
	f.send("GET", "/api/albums")
	f.signer.Nonce = nil
	get := func(c oauthcore.Consumer, target string) *page {
		r, _ := http.NewRequest("GET", target, nil)
		answer, err := c.Client(oauthcore.AccessToken{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		return &page{t: t, url: r.URL, status: answer.StatusCode, header: answer.Header, body: string(body)}
	}
	list := get(f.signer, f.url+"/api/consumer/requests?nonce=the-one").wants(http.StatusOK).object()
	found := list["requests"].([]any)
	if len(found) != 1 || list["next"] != nil {
		t.Fatalf("found %v", list)
	}
	has(t, found[0].(map[string]any), map[string]any{"method": "GET", "path": "/api/albums", "status": 200.0, "consumer_key": f.key})
	next := get(f.signer, f.url+"/api/consumer/requests?limit=2").object()["next"].(string)
	if more := get(f.signer, next).wants(http.StatusOK).object()["requests"].([]any); len(more) != 2 {
		t.Errorf("the next part holds %d", len(more))
	}
	other := get(*f.consumer(), f.url+"/api/consumer/requests?nonce=the-one").wants(http.StatusOK).object()
	if len(other["requests"].([]any)) != 0 {
		t.Error("another Consumer reads it too")
	}
}

// The log is another User's as little as a photo is.
func TestP09TheLogIsItsDevelopers(t *testing.T) {
	f := openFrame(t, open(t, nil))
	jane := f.browser().signUp("jane")
	janes := jane.app("Jane's")
	id := f.entries(requestlog.Filter{})[0].ID
	for _, path := range []string{f.path, f.path + "/live", f.path + "/" + id, "/developers/apps/" + janes + "/requests/" + id} {
		jane.get(path).wants(http.StatusNotFound)
	}
	f.browser().get(f.path).wants(http.StatusOK, "Password")
}

// The newest of each Consumer are kept, and none for too long.
func TestTheLogIsBounded(t *testing.T) {
	each(t, func(t *testing.T) {
		f := openFrame(t, open(t, nil))
		f.Requests.Newest = 5
		for range 12 {
			f.send("GET", "/api/token")
		}
		if list := f.entries(requestlog.Filter{}); len(list) != 5 || list[0].Path != "/api/token" {
			t.Errorf("%d are kept", len(list))
		}
		f.send("GET", "/api/albums")
		if list := f.entries(requestlog.Filter{}); len(list) != 5 || list[0].Path != "/api/albums" {
			t.Errorf("%d are kept, the newest is not", len(list))
		}
		f.Requests.Age = time.Nanosecond
		if err := f.Requests.Forget(t.Context()); err != nil || len(f.entries(requestlog.Filter{})) != 0 {
			t.Error("old ones are kept", err)
		}
		f.send("GET", "/api/albums")
		f.sam.submit(f.sam.get("/developers/apps/"+f.key), "/delete", url.Values{"sure": {"1"}})
		if len(f.entries(requestlog.Filter{})) != 0 {
			t.Error("the log outlives its Consumer")
		}
	})
}

// brokenStore is a log's Store that is full.
type brokenStore struct{ requestlog.Store }

func (brokenStore) AddRequests(context.Context, []requestlog.Entry, int) error {
	return io.ErrShortWrite
}

func TestABrokenLogFailsNobody(t *testing.T) {
	f := openFrame(t, open(t, nil))
	whole := f.Requests.Store
	if err := f.Requests.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := &requestlog.Log{Store: brokenStore{whole}}
	_, done := log.Watch(t.Context(), requestlog.About{Query: "oauth_consumer_key=" + f.key})
	done(400, nil, oauthcore.NewProblem(oauthcore.ParameterRejected, "unreadable"))
	if err := log.Flush(t.Context()); err == nil {
		t.Error("a failure is not told to the log's keeper")
	}
	if f.send("GET", "/api/albums") != http.StatusOK {
		t.Error("the request fails with the log")
	}
}

// An open page is told of a new request within a second.
func TestTheLogIsLive(t *testing.T) {
	f := openFrame(t, open(t, nil))
	address := regexp.MustCompile(`data-live="([^"]+)"`).FindStringSubmatch(f.sam.get(f.path).body)[1]
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	answer, err := f.sam.client.Do(f.sam.request("GET", address, nil).WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("the stream is %s", kind)
	}
	began := time.Now()
	f.send("GET", "/api/albums")
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data:") {
	}
	if lines.Err() != nil || time.Since(began) > time.Second {
		t.Errorf("after %s: %v", time.Since(began), lines.Err())
	}
	f.sam.get(f.path).wants(http.StatusOK, "/api/albums")
	// What came between the page and its stream is told at once.
	again, err := f.sam.client.Do(f.sam.request("GET", address, nil).WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Body.Close()
	if lines = bufio.NewScanner(again.Body); !lines.Scan() || !strings.HasPrefix(lines.Text(), "id:") {
		t.Errorf("a stream that begins late says %q", lines.Text())
	}
}

// The script of a request's page sends the same request anew, once its reader has put the secrets in.
func TestCopyAsCurl(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.send("GET", "/photos?file=vacation.jpg&size=thumb&x=a%20b%27%24%28id%29")
	id := f.entries(requestlog.Filter{})[0].ID
	script := f.sam.get(f.path + "/" + id).element("curl")
	if strings.Contains(script, f.signer.Secret) || strings.Contains(script, f.access.Secret) {
		t.Fatal("the script holds a secret")
	}
	script = strings.NewReplacer("your-consumer-secret", f.signer.Secret, "the-secret-of-this-token", f.access.Secret, "curl -i ", "curl -sS -i ").Replace(script)
	out, err := exec.CommandContext(t.Context(), "sh", "-c", script).CombinedOutput()
	if err != nil || !strings.Contains(string(out), " 200 OK") {
		t.Errorf("%v: %.600s\n%s", err, out, script)
	}
	if again := f.entries(requestlog.Filter{})[0]; again.ID == id || again.Param("x") != "a b'$(id)" || again.Status != 200 {
		t.Errorf("what came is %+v", again)
	}
}

// element is the text of the element with an id.
func (p *page) element(id string) string {
	p.t.Helper()
	for n := range p.doc.Descendants() {
		if attr(n, "id") == id && n.FirstChild != nil {
			return n.FirstChild.Data
		}
	}
	p.t.Fatalf("%s has no element %s", p.url.Path, id)
	return ""
}
