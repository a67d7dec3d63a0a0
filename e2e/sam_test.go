package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestSamCannotSeeJanesPictures: sam has every address of Jane's pages, pictures
// and API, and gets nothing from any of them: neither signed in, nor with a token
// of his own, nor as nobody. What he is answered is what he would be answered for
// something that does not exist (P09).
func TestSamCannotSeeJanesPictures(t *testing.T) {
	demo := programs.Start(t)
	pages := addressesOf(t, demo, "jane")
	api := apiOf(t, demo, "jane")
	if len(pages) < 50 || len(api) < 50 {
		t.Fatalf("Jane has only %d pages and %d addresses in the API: %v %v", len(pages), len(api), pages, api)
	}
	sam := visitor(t, demo)
	sam.Visit(demo.Photos.URL + "/sign-in")
	sam.signIn("sam", programs.Password)
	sam.See("Sam’s albums")
	inBrowser := withCookies(sam.Cookies())
	withToken := signedGet(t, demo, "sam")
	nobody := func(address string) (*http.Response, error) {
		return (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(address)
	}

	t.Run("signed in as himself", func(t *testing.T) {
		for _, address := range pages {
			same(t, inBrowser, address)
		}
	})
	t.Run("with a token of his own", func(t *testing.T) {
		for _, address := range api {
			same(t, withToken, address)
		}
		same(t, withToken, demo.Photos.URL+"/photos?file=vacation.jpg&size=original")
	})
	t.Run("as nobody", func(t *testing.T) {
		for _, address := range pages {
			answer, err := nobody(address)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if where := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(where, "/sign-in") {
				t.Errorf("%s: %d to %q, not 303 to the sign-in page", address, answer.StatusCode, where)
			}
		}
		for _, address := range api {
			fetch(t, nobody, address, http.StatusUnauthorized)
		}
	})
	t.Run("in the browser", func(t *testing.T) {
		sam.Visit(pages[0])
		if sam.Status() != http.StatusNotFound {
			t.Errorf("Jane's page is answered %d", sam.Status())
		}
		sam.NotSee("Vacation")
	})
}

// id is an id in an address of photos.
var id = regexp.MustCompile(`/(albums|photos)/([^/?]+)`)

// same makes sure that an address is answered exactly as one that never existed.
func same(t *testing.T, get func(string) (*http.Response, error), address string) {
	t.Helper()
	never := id.ReplaceAllStringFunc(address, func(part string) string {
		return part[:strings.LastIndex(part, "/")+1] + strings.Repeat("z", len(part)-strings.LastIndex(part, "/")-1)
	})
	never = strings.Replace(never, "file=vacation.jpg", "file=zzzzzzzz.jpg", 1)
	if never == address {
		t.Fatalf("no id in %s", address)
	}
	if a, b := fetch(t, get, address, http.StatusNotFound), fetch(t, get, never, http.StatusNotFound); blank(a, address) != blank(b, never) {
		t.Errorf("%s is answered\n%s\nand what never existed\n%s", address, a, b)
	}
}

// blank leaves out what differs from one answer to the next by nature.
func blank(page []byte, address string) string {
	text := strings.ReplaceAll(string(page), address, "")
	return regexp.MustCompile(`value="[^"]*"`).ReplaceAllString(text, "")
}

// withCookies is a GET as a browser would send it.
func withCookies(cookies []*http.Cookie) func(string) (*http.Response, error) {
	return func(address string) (*http.Response, error) {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		for _, cookie := range cookies {
			r.AddCookie(cookie)
		}
		return http.DefaultClient.Do(r)
	}
}

// addressesOf collects the address of every page and picture of a User by looking at all of them.
func addressesOf(t *testing.T, demo *programs.Demo, screenName string) (found []string) {
	t.Helper()
	user := visitor(t, demo)
	user.Visit(demo.Photos.URL + "/sign-in")
	user.signIn(screenName, programs.Password)
	for next := []string{user.URL()}; len(next) > 0; next = next[1:] {
		user.Visit(next[0])
		links, err := browser.Eval[[]string](user.Page, `[...document.querySelectorAll("a[href], img[src]")].map(e => e.href || e.src)`)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range links {
			if u, err := url.Parse(link); err != nil || !id.MatchString(u.Path) || slices.Contains(found, link) || u.Fragment != "" {
				continue
			}
			found = append(found, link)
			if strings.Contains(link, "/albums/") && !strings.HasSuffix(link, "/zip") { // a file to download is no page
				next = append(next, link)
			}
		}
	}
	for _, link := range slices.Clone(found) {
		if photo := regexp.MustCompile(`/photos/[^/?]+$`).FindString(link); photo != "" {
			for _, more := range []string{"original", "large", "medium", "thumb", "download"} {
				found = append(found, demo.Photos.URL+photo+"/"+more)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// apiOf collects every address that the API gives to a User's token.
func apiOf(t *testing.T, demo *programs.Demo, screenName string) (found []string) {
	t.Helper()
	get := signedGet(t, demo, screenName)
	var albums struct{ Albums []struct{ ID, URL string } }
	decodeJSON(t, fetch(t, get, demo.Photos.URL+"/api/albums", http.StatusOK), &albums)
	for _, album := range albums.Albums {
		address := fmt.Sprintf("%s/api/albums/%s", demo.Photos.URL, album.ID)
		var content struct {
			Photos []struct {
				ID    string
				Sizes map[string]string
			}
		}
		decodeJSON(t, fetch(t, get, address, http.StatusOK), &content)
		found = append(found, address)
		for _, photo := range content.Photos {
			found = append(found, demo.Photos.URL+"/api/photos/"+photo.ID)
			for _, size := range photo.Sizes {
				found = append(found, size)
			}
		}
	}
	return found
}

// signedGet connects a User by a foreign client, for whatever the test wants to ask.
func signedGet(t *testing.T, demo *programs.Demo, screenName string) func(string) (*http.Response, error) {
	t.Helper()
	return withDghubble(demo)(t, discover(t, demo), func(address string) string { return consent(t, demo, screenName, address) })
}

func decodeJSON(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
}
