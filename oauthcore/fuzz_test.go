package oauthcore_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// The fuzz targets. Without -fuzz each runs over its seeds and the corpus in
// testdata/fuzz, as an ordinary test.

// FuzzEncode: decoding undoes encoding, and what is encoded holds nothing but
// unreserved bytes and upper-case escapes (section 5.1).
func FuzzEncode(f *testing.F) {
	for _, text := range []string{"", "a b", "100%", "~*!'()", "\xff\x00", "\u2603", "%41"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		encoded := oauthcore.Encode(text)
		if back, err := oauthcore.Decode(encoded); err != nil || back != text {
			t.Errorf("%q became %q and then %q (%v)", text, encoded, back, err)
		}
		if strings.ContainsFunc(encoded, func(r rune) bool {
			return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%", r)
		}) {
			t.Errorf("%q holds a byte that is not unreserved", encoded)
		}
		if decoded, err := oauthcore.Decode(text); err == nil && len(decoded) > len(text) {
			t.Errorf("decoding made %q longer", text)
		}
	})
}

// FuzzForm: what is read from a query is printed and read again as the same
// list, and its normal form does not depend on the order (section 9.1.1).
func FuzzForm(f *testing.F) {
	for _, v := range vectors(f) {
		_, query, _ := strings.Cut(v.Target, "?")
		f.Add(query)
	}
	f.Add("&&=&a&=b&a=1&a=1")
	f.Add("%")
	f.Fuzz(func(t *testing.T, text string) {
		params, err := oauthcore.ParseForm(text)
		if err != nil {
			return
		}
		again, err := oauthcore.ParseForm(params.Encode())
		if err != nil || !slices.Equal(again, params) {
			t.Errorf("%q is read as %v, printed, and read as %v (%v)", text, params, again, err)
		}
		normal := params.Normalize()
		slices.Reverse(again)
		if again.Normalize() != normal {
			t.Errorf("the normal form of %q depends on the order", text)
		}
		if normal != slowNormal(params) {
			t.Errorf("%q is normalized to %s, and by the letter to %s", text, normal, slowNormal(params))
		}
	})
}

// slowNormal is section 9.1.1 by the letter, without any care for speed.
func slowNormal(params oauthcore.Params) string {
	var pairs [][2]string
	for _, p := range params {
		if p.Name != "oauth_signature" {
			pairs = append(pairs, [2]string{oauthcore.Encode(p.Name), oauthcore.Encode(p.Value)})
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool {
		if pairs[i][0] != pairs[j][0] {
			return pairs[i][0] < pairs[j][0]
		}
		return pairs[i][1] < pairs[j][1]
	})
	var text []string
	for _, pair := range pairs {
		text = append(text, pair[0]+"="+pair[1])
	}
	return strings.Join(text, "&")
}

// FuzzHeader: a header that can be read is printed and read again as the same
// (section 5.4.1).
func FuzzHeader(f *testing.F) {
	for _, text := range []string{
		"OAuth", `oauth realm="a, b=\"c\"",a="b" , c="%20"`, `OAuth a="b"c="d"`, `OAuth a=b`, `OAuth ,,,`, `OAuth realm="\`, `OAuth a%5Fb="+"`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := oauthcore.ParseHeader(text)
		if err != nil {
			return
		}
		again, err := oauthcore.ParseHeader(h.String())
		if err != nil {
			t.Fatalf("%q is printed as %q: %v", text, h, err)
		}
		realm := strings.NewReplacer("\r", "", "\n", "").Replace(h.Realm)
		if !slices.Equal(again.Params, h.Params) || again.Realm != realm || again.HasRealm != h.HasRealm {
			t.Errorf("%q is read as %+v, printed, and read as %+v", text, h, again)
		}
	})
}

// FuzzBaseString: a base string can be taken apart into the three pieces that
// it was joined from, so no two requests share one (section 9.1.3).
func FuzzBaseString(f *testing.F) {
	f.Add("GET", "http://photos.example.net/photos", "file=vacation.jpg&size=original")
	f.Add("post", "http://a/%2f&", "a=&a=%26&%3D=")
	f.Fuzz(func(t *testing.T, method, url, form string) {
		params, err := oauthcore.ParseForm(form)
		if err != nil {
			return
		}
		pieces := strings.Split(oauthcore.BaseString(method, url, params), "&")
		if len(pieces) != 3 {
			t.Fatalf("%d pieces", len(pieces))
		}
		for i, want := range []string{strings.ToUpper(method), url, params.Normalize()} {
			if got, err := oauthcore.Decode(pieces[i]); err != nil || got != want {
				t.Errorf("piece %d is %q, want %q (%v)", i, got, want, err)
			}
		}
	})
}

// FuzzMessage: no request, however it looks, makes a Service Provider panic,
// read more than it may, pass unsigned, or lose the body for the handler.
func FuzzMessage(f *testing.F) {
	f.Add([]byte(photoLetter().text(f)))
	body := photoLetter()
	body.method, body.place = "POST", oauthcore.InBody
	f.Add([]byte(body.text(f)))
	f.Add([]byte(askLetter().text(f)))
	f.Add([]byte(exchangeLetter().text(f)))
	f.Add([]byte(uploadLetter("Hello World!").text(f)))
	f.Add([]byte(wire("GET", "http://a?b#c", "x", "", "")))
	f.Add([]byte(wire("OPTIONS", "*", "x", "", "", "Authorization: OAuth")))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, endpoint := range []func(*oauthcore.ServiceProvider, *http.Request) error{
			func(sp *oauthcore.ServiceProvider, r *http.Request) error {
				_, err := sp.IssueRequestToken(r)
				return err
			},
			func(sp *oauthcore.ServiceProvider, r *http.Request) error {
				_, err := sp.GrantAccessToken(r)
				return err
			},
			func(sp *oauthcore.ServiceProvider, r *http.Request) error { _, err := sp.Authenticate(r); return err },
			func(sp *oauthcore.ServiceProvider, r *http.Request) error {
				_, err := sp.AuthenticateConsumer(r)
				return err
			},
			func(sp *oauthcore.ServiceProvider, r *http.Request) error { _, err := sp.CheckApproval(r); return err },
		} {
			r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(text)))
			if err != nil {
				return
			}
			sp, _ := newProvider(debugged())
			passed := endpoint(sp, r) == nil
			if m, err := oauthcore.ParseMessage(r, sp.Origin, sp.Limits); err == nil && passed && !m.Signed() {
				t.Error("an unsigned message passed")
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil && passed {
				t.Errorf("the body is not whole: %v", err)
			}
		}
	})
}

// FuzzSignAndCheck: whatever a Consumer signs, a Service Provider accepts, with
// every method of signing that needs a secret and in every place.
func FuzzSignAndCheck(f *testing.F) {
	f.Add("GET", "/photos", "file=vacation.jpg", "", "secret", "token secret", uint8(0))
	f.Add("PUT", "/a%2fb/%7E", "a=1;b&&=c", "title=a+b", "&", "%", uint8(1))
	f.Add("POST", "//x/", "", "", "", "", uint8(2))
	f.Fuzz(func(t *testing.T, method, path, query, form, consumerSecret, tokenSecret string, choice uint8) {
		r, err := http.NewRequest(method, photosOrigin+"/"+strings.TrimPrefix(path, "/"), strings.NewReader(form))
		if err != nil || len(path)+len(query)+len(form) > 2000 || r.URL.RawQuery != "" || r.URL.Fragment != "" || r.URL.User != nil || r.URL.Host != "photos.example.net" {
			return
		}
		r.URL.RawQuery = query
		if form != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		} else {
			r.Body = nil
		}
		methods := []oauthcore.SignatureMethod{oauthcore.HMACSHA1, oauthcore.HMACSHA256, oauthcore.HMACSHA512}
		c := oauthcore.Consumer{
			Key: printerKey, Secret: consumerSecret, Method: methods[choice%3], Place: oauthcore.Place(choice / 3 % 3),
			Now: func() time.Time { return time.Unix(appendixSecond, 0) },
		}
		if c.Sign(r, accessToken, tokenSecret) != nil || strings.Contains(query+form, "oauth") {
			return
		}
		var sent bytes.Buffer
		if r.Write(&sent) != nil {
			return
		}
		received, err := http.ReadRequest(bufio.NewReader(&sent))
		if err != nil {
			return
		}
		registration := printer()
		registration.Secret = consumerSecret
		sp, store := newProvider(registration)
		store.Put(oauthcore.IssuedAccessToken{
			AccessToken: oauthcore.AccessToken{Token: accessToken, Secret: tokenSecret}, Consumer: printerKey})
		if _, err := sp.Authenticate(received); err != nil {
			t.Errorf("%s %s with body %q: %v", method, r.URL, form, err)
		}
	})
}
