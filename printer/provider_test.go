package printer_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

const (
	demoKey    = "dpf43f3p2l4k3l03"
	demoSecret = "kd94hf93k423kf44"
)

// serviceProvider is a small photos: the whole dance of oauthcore, two albums of
// a few pictures, and every way to misbehave.
type serviceProvider struct {
	*oauthcore.ServiceProvider
	URL   string
	store *oauthtest.MemoryStore
	asked atomic.Int64 // requests for files

	mu        sync.Mutex
	instead   map[string]http.HandlerFunc // by path: misbehaviour
	discovery map[string]any              // what differs in the document
	issued    []string                    // Request Tokens, the latest last
	exchanged []string                    // Access Tokens
	pictures  map[string][]byte
}

// newServiceProvider starts one.
func newServiceProvider(t *testing.T) *serviceProvider {
	t.Helper()
	p := &serviceProvider{instead: map[string]http.HandlerFunc{}, discovery: map[string]any{}, pictures: map[string][]byte{}}
	server := httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(server.Close)
	p.URL = server.URL
	p.store = oauthtest.NewMemoryStore()
	origin, err := oauthcore.ParseOrigin(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.ServiceProvider = &oauthcore.ServiceProvider{Store: p.store, Origin: origin}
	for _, id := range []string{"p1", "p2", "p3"} {
		p.pictures[id] = picture(len(p.pictures))
	}
	return p
}

// register makes the demo's Consumer known, with the shop's callback.
func (p *serviceProvider) register(callback string) {
	p.store.Register(oauthcore.Registration{
		Key: demoKey, Secret: demoSecret, Name: "printer", Callbacks: []string{callback}, OutOfBand: true, Methods: []string{"HMAC-SHA1"},
	})
}

// picture makes a JPEG that differs from the others.
func picture(n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 300, 200))
	for x := range 300 {
		for y := range 200 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(80 * n), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// misbehave answers a path with something else from now on; nil behaves again.
func (p *serviceProvider) misbehave(path string, instead http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instead[path] = instead
}

func (p *serviceProvider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	instead := p.instead[r.URL.Path]
	if instead == nil {
		instead = p.instead["*"]
	}
	p.mu.Unlock()
	if instead != nil {
		instead(w, r)
		return
	}
	p.behave().ServeHTTP(w, r)
}

func (p *serviceProvider) behave() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/oauth1", p.describe)
	mux.HandleFunc("POST /oauth/request_token", func(w http.ResponseWriter, r *http.Request) {
		t, err := p.IssueRequestToken(r)
		if err != nil {
			p.WriteProblem(w, r, err)
			return
		}
		p.mu.Lock()
		p.issued = append(p.issued, t.Token)
		p.mu.Unlock()
		oauthcore.WriteTokens(w, t.Answer())
	})
	mux.HandleFunc("POST /oauth/access_token", func(w http.ResponseWriter, r *http.Request) {
		t, err := p.GrantAccessToken(r)
		if err != nil {
			p.WriteProblem(w, r, err)
			return
		}
		p.mu.Lock()
		p.exchanged = append(p.exchanged, t.Token)
		p.mu.Unlock()
		oauthcore.WriteTokens(w, append(t.Answer(), oauthcore.Param{Name: "user_id", Value: t.Grant.User}, oauthcore.Param{Name: "screen_name", Value: t.Grant.User}))
	})
	mux.HandleFunc("POST /oauth/revoke", func(w http.ResponseWriter, r *http.Request) {
		if err := p.Revoke(r); err != nil {
			p.WriteProblem(w, r, err)
		}
	})
	mux.Handle("GET /api/", p.protected())
	return mux
}

func (p *serviceProvider) describe(w http.ResponseWriter, _ *http.Request) {
	document := map[string]any{
		"request_token_url": p.URL + "/oauth/request_token", "authorize_url": p.URL + "/oauth/authorize",
		"access_token_url": p.URL + "/oauth/access_token", "revoke_url": p.URL + "/oauth/revoke", "api_base": p.URL + "/api",
	}
	p.mu.Lock()
	for name, value := range p.discovery {
		document[name] = value
	}
	p.mu.Unlock()
	writeJSON(w, document)
}

// protected is the API (OAuth Core 1.0a section 7).
func (p *serviceProvider) protected() http.Handler {
	mux := http.NewServeMux()
	album := map[string]any{"id": "a1", "title": "Vacation", "private": true, "photo_count": len(p.pictures), "url": p.URL + "/api/albums/a1"}
	mux.HandleFunc("GET /api/user/profile", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]string{"user_id": "jane", "screen_name": "jane", "name": "Jane"})
	})
	mux.HandleFunc("GET /api/albums", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{"albums": []any{album}, "next": nil})
	})
	mux.HandleFunc("GET /api/albums/a1", func(w http.ResponseWriter, _ *http.Request) {
		whole := map[string]any{"photos": []any{p.photo("p1"), p.photo("p2"), p.photo("p3")}, "next": nil}
		for name, value := range album {
			whole[name] = value
		}
		writeJSON(w, whole)
	})
	mux.HandleFunc("GET /api/photos/{id}", func(w http.ResponseWriter, r *http.Request) {
		if p.pictures[r.PathValue("id")] == nil {
			w.WriteHeader(http.StatusNotFound)
			writeJSON(w, map[string]any{"error": map[string]string{"code": "not_found", "message": "No."}})
			return
		}
		writeJSON(w, p.photo(r.PathValue("id")))
	})
	mux.HandleFunc("GET /api/photos/{id}/file", p.file)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := p.Authenticate(r); err != nil {
			p.WriteProblem(w, r, err)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (p *serviceProvider) photo(id string) map[string]any {
	sum := sha256.Sum256(p.pictures[id])
	file := p.URL + "/api/photos/" + id + "/file?size="
	return map[string]any{
		"id": id, "album_id": "a1", "file": id + ".jpg", "title": "Picture " + id, "content_type": "image/jpeg",
		"bytes": len(p.pictures[id]), "width": 300, "height": 200, "sha256": hex.EncodeToString(sum[:]),
		"taken_at": "2026-07-14T10:00:00Z", "url": p.URL + "/api/photos/" + id,
		"sizes": map[string]string{"original": file + "original", "large": file + "large", "medium": file + "medium", "thumb": file + "thumb"},
	}
}

func (p *serviceProvider) file(w http.ResponseWriter, r *http.Request) {
	p.asked.Add(1)
	content := p.pictures[r.PathValue("id")]
	if content == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content)
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}

// latest is the Request Token that was asked for last.
func (p *serviceProvider) latest(t *testing.T) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.issued) == 0 {
		t.Fatal("no Request Token was asked for")
	}
	return p.issued[len(p.issued)-1]
}

// allow is the User's Allow: it answers where her browser is sent.
func (p *serviceProvider) allow(t *testing.T, user string) string {
	t.Helper()
	token, err := p.Authorize(context.Background(), p.latest(t), oauthcore.Grant{User: user})
	if err != nil {
		t.Fatal(err)
	}
	if token.Callback == oauthcore.OutOfBand {
		return token.Verifier
	}
	return token.ReturnURL()
}

// deny is the User's Deny.
func (p *serviceProvider) deny(t *testing.T, user string) string {
	t.Helper()
	token, err := p.Deny(context.Background(), p.latest(t), user)
	if err != nil {
		t.Fatal(err)
	}
	return token.ReturnURL()
}

// begun is the Request Token of a dance that the browser begins.
func (p *serviceProvider) begun(t *testing.T, b *browser) string {
	t.Helper()
	b.begin(p)
	return p.latest(t)
}

// given are the Access Tokens so far, as they stand now.
func (p *serviceProvider) given() (all []oauthcore.IssuedAccessToken) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, token := range p.exchanged {
		if access, err := p.store.AccessToken(context.Background(), token); err == nil {
			all = append(all, *access)
		}
	}
	return all
}

// revokeAll withdraws every permission.
func (p *serviceProvider) revokeAll() {
	for _, access := range p.given() {
		p.store.RevokeAccessToken(context.Background(), access.Token)
	}
}
