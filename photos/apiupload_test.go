package photos_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// uploader is a User with an empty album, and a token that may add to it.
func (s *site) uploader() (jane *browser, album string, access oauthcore.AccessToken) {
	s.t.Helper()
	jane = s.browser().signUp("jane")
	album = jane.album("Prints")
	access, _ = jane.connectWith("upload", nil)
	return jane, "/api" + album + "/photos", access
}

func TestAConsumerUploadsAPicture(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane, album, access := s.uploader()
		first := s.send(access, "POST", album+"?file=zażółć.jpg", picture(1), "Content-Type", "image/jpeg").wants(http.StatusCreated)
		photo := first.object()
		has(t, photo, map[string]any{"file": "zażółć.jpg", "bytes": float64(len(picture(1))), "width": 60.0, "content_type": "image/jpeg"})
		if first.header.Get("Location") != photo["url"] {
			t.Errorf("the new photo is said to be at %s", first.header.Get("Location"))
		}
		again := s.send(access, "POST", album+"?file=another.jpg", picture(1), "Content-Type", "image/jpeg").wants(http.StatusOK).object()
		if again["id"] != photo["id"] {
			t.Errorf("the same bytes are photo %v and photo %v", photo["id"], again["id"])
		}
		if got := s.call(access, "GET", "/photos?file=za%C5%BC%C3%B3%C5%82%C4%87.jpg").wants(http.StatusOK); got.body != string(picture(1)) {
			t.Error("the photo is not what was sent")
		}
		jane.get(strings.TrimSuffix(strings.TrimPrefix(album, "/api"), "/photos")).wants(http.StatusOK, "1 photo")
	})
}

func TestAConsumerUploadsAForm(t *testing.T) {
	s := open(t, nil)
	_, album, access := s.uploader()
	send := func(status int, files ...file) map[string]any {
		body, kind := multipartForm("", files...)
		return s.send(access, "POST", album, body.Bytes(), "Content-Type", kind).wants(status).object()
	}
	has(t, send(201, file{"one.jpg", picture(1)}), map[string]any{"file": "one.jpg"})
	has(t, send(200, file{"one.jpg", picture(1)}), map[string]any{"file": "one.jpg"})
	two := send(201, file{"one.jpg", picture(1)}, file{"two.jpg", picture(2)}, file{"notes.txt", []byte("no picture")})
	if photos, refused := two["photos"].([]any), two["refused"].([]any); len(photos) != 2 || len(refused) != 1 {
		t.Errorf("the answer to three parts is %v", two)
	}
	send(http.StatusUnprocessableEntity, file{"notes.txt", []byte("no picture")})
	send(http.StatusBadRequest)
	s.send(access, "POST", album, []byte("no form"), "Content-Type", "multipart/form-data; boundary=x").wants(http.StatusBadRequest)
	s.send(access, "POST", album, []byte("no picture"), "Content-Type", "image/jpeg").wants(http.StatusUnprocessableEntity)
}

func TestUploadingNeedsTheRight(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	open, closed := jane.album("Open"), jane.album("Closed")
	reading := jane.connect()
	got := s.send(reading, "POST", "/api"+open+"/photos", picture(1), "Content-Type", "image/jpeg").wants(http.StatusUnauthorized)
	if !strings.Contains(got.header.Get("WWW-Authenticate"), `oauth_problem="additional_authorization_required"`) {
		t.Errorf("the refusal says %s", got.header.Get("WWW-Authenticate"))
	}
	adding, _ := jane.connectWith("upload", some(open))
	s.send(adding, "POST", "/api"+open+"/photos", picture(1), "Content-Type", "image/jpeg").wants(http.StatusCreated)
	s.send(adding, "POST", "/api"+closed+"/photos", picture(1), "Content-Type", "image/jpeg").wants(http.StatusNotFound)
}

// P54: whoever waits for the status 100 does not send the body of a request that is refused.
func TestP54ABadSignatureIsRefusedBeforeTheBody(t *testing.T) {
	s := open(t, nil)
	_, album, access := s.uploader()
	for what, c := range map[string]struct {
		token oauthcore.AccessToken
		want  string
	}{
		"a bad signature":  {oauthcore.AccessToken{Token: access.Token, Secret: "wrong"}, "HTTP/1.1 401 "},
		"a good signature": {access, "HTTP/1.1 100 "},
	} {
		r, _ := http.NewRequest("POST", s.url+album+"?file=a.jpg", nil)
		if err := s.consumer().Sign(r, c.token.Token, c.token.Secret); err != nil {
			t.Fatal(err)
		}
		conn, err := net.Dial("tcp", r.URL.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nContent-Type: image/jpeg\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n",
			r.URL.RequestURI(), r.URL.Host, r.Header.Get("Authorization"))
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.HasPrefix(line, c.want) {
			t.Errorf("%s is answered %q, %v", what, line, err)
		}
	}
}

// large is a picture of some megabytes.
func large() []byte {
	img, random := image.NewGray(image.Rect(0, 0, 1600, 1200)), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(random.Uint32())
	}
	var b bytes.Buffer
	jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}) // a bytes.Buffer does not fail
	return b.Bytes()
}

// A hash of the body is honoured however long it is and however it travels: what was changed on its way leaves nothing.
func TestAHashedUploadIsCompared(t *testing.T) {
	s := open(t, nil)
	_, album, access := s.uploader()
	form, kind := multipartForm("", file{"one.jpg", picture(1)}, file{"large.jpg", large()})
	for what, c := range map[string]struct {
		kind string
		body []byte
	}{
		"a short picture": {"image/jpeg", picture(2)}, "a long picture": {"image/jpeg", large()}, "a long form": {kind, form.Bytes()},
	} {
		hashing := *s.consumer()
		hashing.BodyHash = true
		forged := bytes.Clone(c.body)
		forged[len(forged)-3] ^= 1
		r, err := http.NewRequestWithContext(context.Background(), "POST", s.url+album, bytes.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", c.kind)
		if err := hashing.Sign(r, access.Token, access.Secret); err != nil {
			t.Fatal(err)
		}
		r.Body = http.NoBody
		sent, _ := http.NewRequest("POST", s.url+album, bytes.NewReader(forged))
		sent.Header = r.Header
		answer, err := http.DefaultClient.Do(sent)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s that was changed is answered %d", what, answer.StatusCode)
		}
		if n := s.call(access, "GET", strings.TrimSuffix(album, "/photos")).object()["photo_count"]; n != 0.0 {
			t.Fatalf("%s that was changed leaves %v photos", what, n)
		}
	}
	hashing := *s.consumer()
	hashing.BodyHash = true
	s.sendAs(&hashing, access, "POST", album, form.Bytes(), "Content-Type", kind).wants(http.StatusCreated)
	s.sendAs(&hashing, access, "POST", album, picture(2), "Content-Type", "image/jpeg").wants(http.StatusCreated)
}
