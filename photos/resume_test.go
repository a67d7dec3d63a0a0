package photos_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/photos"
)

// tus sends a request of the protocol, with the token of her session and more headers.
func (b *browser) tus(method, path string, body []byte, header ...string) *page {
	b.t.Helper()
	r := b.request(method, path, bytes.NewReader(body))
	if b.csrf == "" {
		b.csrf = b.get("/albums").form("/sign-out").fields.Get("csrf_token")
	}
	r.Header.Set("X-CSRF-Token", b.csrf)
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("Accept", "application/json")
	if method == http.MethodPatch {
		r.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	return b.do(r)
}

// announce begins an upload and answers its path.
func (b *browser) announce(album string, bytes int, meta string) string {
	b.t.Helper()
	p := b.tus(http.MethodPost, album+"/uploads", nil, "Upload-Length", strconv.Itoa(bytes), "Upload-Metadata", meta).wants(http.StatusCreated)
	path, ours := strings.CutPrefix(p.header.Get("Location"), b.site.url)
	if !ours || !strings.HasPrefix(path, "/uploads/") {
		b.t.Fatalf("the upload is at %s", p.header.Get("Location"))
	}
	return path
}

func (b *browser) patch(path string, offset int, piece []byte) *page {
	b.t.Helper()
	return b.tus(http.MethodPatch, path, piece, "Upload-Offset", strconv.Itoa(offset))
}

// offset asks how far an upload has come.
func (b *browser) offset(path string) string {
	b.t.Helper()
	return b.tus(http.MethodHead, path, nil).header.Get("Upload-Offset")
}

func metadata(file string, more ...string) string {
	all := "filename " + base64.StdEncoding.EncodeToString([]byte(file))
	for i := 0; i+1 < len(more); i += 2 {
		all += "," + more[i] + " " + base64.StdEncoding.EncodeToString([]byte(more[i+1]))
	}
	return all
}

// A picture that comes in pieces is the picture, and who missed the last answer asks again.
func TestAnUploadInPieces(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		album, content := jane.album("Vacation"), picture(1)
		half := len(content) / 2
		upload := jane.announce(album, len(content), metadata("sea/beach.png", "sha256", hash(content)))
		if got := jane.offset(upload); got != "0" {
			t.Errorf("at first the offset is %s", got)
		}
		jane.patch(upload, 0, content[:half]).wants(http.StatusNoContent)
		if got := jane.offset(upload); got != strconv.Itoa(half) {
			t.Errorf("after half of it the offset is %s", got)
		}
		jane.patch(upload, 0, content[:half]).wants(http.StatusConflict)
		jane.patch(upload, half+1, content[half+1:]).wants(http.StatusConflict)
		last := jane.patch(upload, half, content[half:]).wants(http.StatusCreated, `"title":"beach"`, `"existed":false`)
		again := jane.patch(upload, len(content), nil).wants(http.StatusCreated)
		if strings.TrimSpace(again.body) != last.body {
			t.Errorf("asked again, it answers %s", again.body)
		}
		photo := jane.get(album).links("/photos/")[0]
		if p := jane.get(photo + "/original"); p.body != string(content) {
			t.Errorf("%d bytes come back", len(p.body))
		}
		second := jane.announce(album, len(content), metadata("again.png"))
		jane.patch(second, 0, content).wants(http.StatusOK, `"existed":true`, photo)
	})
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// What is in an album already is known by its hash, in this album and to its owner.
func TestWhatIsThereNeedNotBeSent(t *testing.T) {
	s := open(t, nil)
	jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
	album := jane.album("Vacation", file{"vacation.jpg", picture(1)})
	jane.get(album+"/known?sha256="+hash(picture(1))).wants(http.StatusOK, `"existed":true`, "/photos/")
	jane.get(album+"/known?sha256="+hash(picture(2))).wants(http.StatusOK, `"photo":null`)
	jane.get(jane.album("Other")+"/known?sha256="+hash(picture(1))).wants(http.StatusOK, `"photo":null`)
	sam.get(sam.album("Mine")+"/known?sha256="+hash(picture(1))).wants(http.StatusOK, `"photo":null`)
}

func TestUploadsInPiecesAreRefusedWithASentence(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album, page := jane.album("Vacation"), []byte("<html><script>alert(1)</script>")
	begin := func(header ...string) *answer { return jane.tus(http.MethodPost, album+"/uploads", nil, header...) }
	begin("Upload-Length", strconv.Itoa(51<<20)).wants(http.StatusUnprocessableEntity, "larger than 50 MB")
	begin("Upload-Length", "-1").wants(http.StatusBadRequest)
	begin("Upload-Length", "x").wants(http.StatusBadRequest)
	begin("Upload-Defer-Length", "1").wants(http.StatusNotImplemented)
	begin("Upload-Length", "1", "Tus-Resumable", "0.2.0").wants(http.StatusPreconditionFailed)
	begin("Upload-Length", "1", "X-HTTP-Method-Override", "DELETE").wants(http.StatusCreated)
	begin("Upload-Length", "0").wants(http.StatusUnprocessableEntity, "not a picture")

	upload := jane.announce(album, len(page), metadata("holiday.jpg"))
	jane.patch(upload, 0, page).wants(http.StatusUnprocessableEntity, "not a picture")
	jane.tus(http.MethodHead, upload, nil).wants(http.StatusNotFound)
	upload = jane.announce(album, len(picture(1)), metadata("a.png", "sha256", hash(page)))
	jane.patch(upload, 0, picture(1)).wants(http.StatusUnprocessableEntity, "did not arrive as it was sent")
	upload = jane.announce(album, 10, metadata("a.png"))
	jane.patch(upload, 0, make([]byte, 11)).wants(http.StatusRequestEntityTooLarge)
	jane.tus(http.MethodPatch, upload, nil, "Upload-Offset", "0", "Content-Type", "text/plain").wants(http.StatusBadRequest)
	jane.get(album).wants(http.StatusOK, "0 photos")
	if left := arriving(t, s); left != 0 {
		t.Errorf("%d pieces of what was refused are left", left)
	}
}

type answer = page

// arriving counts what lies in pieces in the folder of pictures.
func arriving(t *testing.T, s *site) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.data, "blobs", "arriving"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// An upload belongs to a session's own User, and no other site can feed it.
func TestAnUploadInPiecesNeedsTheToken(t *testing.T) {
	s := open(t, nil)
	jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
	album := jane.album("Vacation")
	upload := jane.announce(album, 10, metadata("a.png"))
	jane.tus(http.MethodPost, album+"/uploads", nil, "Upload-Length", "10", "X-CSRF-Token", "").wants(http.StatusForbidden)
	jane.tus(http.MethodPatch, upload, []byte("x"), "Upload-Offset", "0", "X-CSRF-Token", "").wants(http.StatusForbidden)
	jane.tus(http.MethodDelete, upload, nil, "X-CSRF-Token", "").wants(http.StatusForbidden)
	jane.tus(http.MethodPatch, upload, []byte("x"), "Upload-Offset", "0", "Sec-Fetch-Site", "cross-site").wants(http.StatusForbidden)
	sam.patch(upload, 0, []byte("x")).wants(http.StatusNotFound)
	sam.tus(http.MethodDelete, upload, nil).wants(http.StatusNotFound)
	sam.tus(http.MethodPost, album+"/uploads", nil, "Upload-Length", "10").wants(http.StatusNotFound)
	if got := jane.offset(upload); got != "0" {
		t.Errorf("somebody else has brought it to %s", got)
	}
	s.browser().request(http.MethodHead, upload, nil)
	jane.patch(upload, 0, []byte("x")).wants(http.StatusNoContent)
	jane.tus(http.MethodDelete, upload, nil).wants(http.StatusNoContent)
	jane.tus(http.MethodHead, upload, nil).wants(http.StatusNotFound)
	if left := arriving(t, s); left != 0 {
		t.Errorf("%d pieces of what was cancelled are left", left)
	}
}

// Unfinished uploads are limited in number, and end after a day.
func TestUnfinishedUploadsAreLimitedAndExpire(t *testing.T) {
	now := time.Now()
	s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation")
	first := jane.announce(album, 10, metadata("a.png"))
	jane.patch(first, 0, []byte("x")).wants(http.StatusNoContent)
	for i := range 39 { // 39 times 50 MB are nearly 2 GB
		jane.announce(album, 50<<20, metadata(fmt.Sprint(i)))
	}
	jane.announce(album, 50<<20, metadata("the last of 2 GB"))
	jane.tus(http.MethodPost, album+"/uploads", nil, "Upload-Length", strconv.Itoa(50<<20)).wants(http.StatusUnprocessableEntity, "Too many")
	for i := range 59 {
		jane.announce(album, 1, metadata(fmt.Sprint(i)))
	}
	jane.tus(http.MethodPost, album+"/uploads", nil, "Upload-Length", "1").wants(http.StatusUnprocessableEntity, "Too many")

	now = now.Add(25 * time.Hour)
	jane.tus(http.MethodHead, first, nil).wants(http.StatusNotFound)
	if removed, err := s.Gallery.ForgetArrivals(context.Background()); err != nil || removed != 1 || arriving(t, s) != 0 {
		t.Errorf("%d removed, %d left, %v", removed, arriving(t, s), err)
	}
	jane.announce(album, 1, metadata("room again"))
}

// What has come of an upload is there after a restart, and goes with its album.
func TestPiecesOutliveARestartButNotTheirAlbum(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation")
	upload := jane.announce(album, 10, metadata("a.png"))
	jane.patch(upload, 0, []byte("four")).wants(http.StatusNoContent)
	if removed, err := s.Gallery.Sweep(context.Background()); err != nil || removed != 0 {
		t.Fatal(removed, err)
	}
	if _, err := s.Gallery.ForgetArrivals(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := jane.offset(upload); got != "4" {
		t.Errorf("after the sweep of a start the offset is %q", got)
	}
	jane.submit(jane.get(album), "/delete", nil).wants(http.StatusOK)
	jane.patch(upload, 4, []byte("123456")).wants(http.StatusUnprocessableEntity, "not a picture")
}
