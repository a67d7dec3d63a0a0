package uploads

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/e2e/programs"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := errors.Join(programs.Clean()); err != nil {
		fmt.Fprintln(os.Stderr, "cleaning up:", err)
	}
	os.Exit(code)
}

// person is somebody with an account on photos, and with a script instead of a
// browser.
type person struct {
	t      *testing.T
	home   string
	client *http.Client
	album  string // path of her album
	token  string // of her session, for forms

	consumer   *http.Client // signs as a program that may upload in her name
	mu         sync.Mutex
	unfinished map[string][]byte // uploads in pieces that were begun, by their path
}

const password = "a long password"

// signUp makes a User with an album.
func signUp(t *testing.T, home, name string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, home: home, unfinished: map[string][]byte{}, client: &http.Client{Jar: jar, Timeout: 2 * time.Minute}}
	p.readToken("/sign-up")
	p.post("/sign-up", url.Values{"screen_name": {name}, "password": {password}})
	p.readToken("/albums")
	p.album = p.post("/albums", url.Values{"title": {"Hostile"}}).Path
	if !strings.HasPrefix(p.album, "/albums/") {
		t.Fatalf("no album was made: %s", p.album)
	}
	return p
}

var tokenField = regexp.MustCompile(`name="csrf_token" value="([^"]+)"`)

func (p *person) readToken(path string) {
	p.t.Helper()
	status, body := p.get(path)
	found := tokenField.FindSubmatch(body)
	if status != http.StatusOK || found == nil {
		p.t.Fatalf("%s has no form: %d", path, status)
	}
	p.token = string(found[1])
}

func (p *person) get(path string) (status int, body []byte) {
	p.t.Helper()
	answer, err := p.client.Get(p.home + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err = io.ReadAll(answer.Body); err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, body
}

// post sends a form and answers where it led.
func (p *person) post(path string, fields url.Values) *url.URL {
	p.t.Helper()
	fields.Set("csrf_token", p.token)
	answer, err := p.client.PostForm(p.home+path, fields)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		p.t.Fatalf("%s answers %d", path, answer.StatusCode)
	}
	return answer.Request.URL
}

// outcome is what a script is told about a picture.
type outcome struct {
	Photo struct {
		Href, Src string
		Existed   bool
	}
	Error struct{ Message string }
}

// upload sends one picture by the form of the album page, as a script does.
func (p *person) upload(name string, content []byte) (status int, what outcome, err error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("csrf_token", p.token) // a bytes.Buffer does not fail
	part, _ := form.CreateFormFile("photo", name)
	part.Write(content)
	form.Close()
	r, err := http.NewRequest(http.MethodPost, p.home+p.album+"/photos", &body)
	if err != nil {
		return 0, outcome{}, err
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept", "application/json")
	answer, err := p.client.Do(r)
	if err != nil {
		return 0, outcome{}, err
	}
	defer answer.Body.Close()
	err = json.NewDecoder(answer.Body).Decode(&what)
	return answer.StatusCode, what, err
}
