package photos_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/gallery"
)

// inBucket is photos whose pictures lie in a bucket, at the end of a line; nil where there is no store to test with.
func inBucket(t *testing.T) (s *site, line *objectstest.Line) {
	t.Helper()
	address := objectstest.Address(t)
	if address == "" {
		return nil, nil
	}
	line = objectstest.NewLine(t, address)
	return open(t, func(c *photos.Config) { c.Blobs = line.Address }), line
}

// pictureOf is the path of the first picture of a page, in a size.
func (p *page) pictureOf(size string) string {
	p.t.Helper()
	_, rest, found := strings.Cut(p.body, "/photos/")
	if !found {
		p.t.Fatalf("there is no picture in\n%s", p.body)
	}
	id, _, _ := strings.Cut(rest, "/")
	id, _, _ = strings.Cut(id, `"`)
	return "/photos/" + id + "/" + size
}

func TestPicturesInABucket(t *testing.T) {
	s, _ := inBucket(t)
	if s == nil {
		return
	}
	jane := s.browser().signUp("jane")
	page := jane.get(jane.album("Vacation", file{"beach.jpg", picture(1)})).wants(http.StatusOK, "beach")
	if got := jane.get(page.pictureOf("original")).wants(http.StatusOK); got.body != string(picture(1)) {
		t.Errorf("the original has %d bytes of %d", len(got.body), len(picture(1)))
	}
	jane.get(page.pictureOf("thumb")).wants(http.StatusOK)
	r := jane.request(http.MethodGet, page.pictureOf("original"), nil)
	r.Header.Set("Range", "bytes=5-9")
	if got := jane.do(r).wants(http.StatusPartialContent); got.body != string(picture(1)[5:10]) {
		t.Errorf("a part is %q", got.body)
	}
	if report, err := s.Gallery.Check(t.Context()); err != nil || !report.Sound() || report.Originals != 1 || len(report.Orphans) > 0 {
		t.Errorf("check finds %+v, %v", report, err)
	}
	if left, err := os.ReadDir(filepath.Join(s.data, "scratch")); err != nil || len(left) > 0 {
		t.Errorf("in the scratch folder are %v, %v", left, err)
	}
}

// Nothing is half kept, pages stay up, and whoever asks for a picture is told when to come back.
func TestWhenTheBucketIsAway(t *testing.T) {
	s, line := inBucket(t)
	if s == nil {
		return
	}
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"beach.jpg", picture(1)})
	shown, access := jane.get(album).wants(http.StatusOK), jane.connect()
	upload := jane.announce(album, len(picture(3)), metadata("later.jpg"))
	line.Cut()
	for _, path := range []string{album, "/albums", strings.TrimSuffix(shown.pictureOf(""), "/"), "/account"} {
		jane.get(path).wants(http.StatusOK)
	}
	s.call(access, "GET", "/api"+album).wants(http.StatusOK)
	for name, answer := range map[string]*page{
		"a picture":          jane.get(shown.pictureOf("original")),
		"a signed picture":   s.call(access, "GET", "/photos?file=beach.jpg"),
		"an upload":          jane.upload(jane.get(album), file{"mountain.jpg", picture(2)}),
		"a piece":            jane.patch(upload, 0, picture(3)),
		"how far it has got": jane.tus(http.MethodHead, upload, nil),
	} {
		says := strings.Contains(answer.body+answer.text(), "The pictures are out of reach at the moment.") || name == "how far it has got"
		if after := answer.header.Get("Retry-After"); answer.status != http.StatusServiceUnavailable || !says || after != "10" {
			t.Errorf("%s: %d, Retry-After %q\n%s", name, answer.status, after, answer.body)
		}
	}
	line.Mend()
	if got := jane.get(album).wants(http.StatusOK); strings.Contains(got.body, "mountain") || jane.offset(upload) != "0" {
		t.Error("something of what was refused is there")
	}
	jane.patch(upload, 0, picture(3)).wants(http.StatusCreated)
	jane.upload(jane.get(album), file{"mountain.jpg", picture(2)}).wants(http.StatusOK, "mountain")
	jane.get(shown.pictureOf("original")).wants(http.StatusOK)
}

func TestCommandsOnABucket(t *testing.T) {
	address := objectstest.Address(t)
	if address == "" {
		return
	}
	bucket := objectstest.Open(t, address)
	env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SEED": "demo", "PHOTOS_BLOBS": address}
	if status, said := command(env, "check"); status != 0 || !strings.Contains(said, "originals are as they were uploaded") {
		t.Fatalf("check of sound data ends with %d and says\n%s", status, said)
	}
	var originals []string
	for info, err := range bucket.List(t.Context(), "originals/") {
		if err != nil {
			t.Fatal(err)
		}
		originals = append(originals, info.Key)
	}
	if err := bucket.Put(t.Context(), originals[0], strings.NewReader("damage"), objects.Put{}); err != nil {
		t.Fatal(err)
	}
	if err := bucket.Delete(t.Context(), originals[1]); err != nil {
		t.Fatal(err)
	}
	status, said := command(env, "check")
	for i, want := range []string{"damaged: ", "missing: "} {
		if want += filepath.Base(originals[i]); status != 1 || !strings.Contains(said, want) {
			t.Errorf("check ends with %d and does not say %q:\n%s", status, want, said)
		}
	}
	if status, said := command(env, "reset"); status != 0 {
		t.Fatalf("reset says %s", said)
	}
	if status, said := command(env, "check"); status != 0 {
		t.Errorf("after a reset, check says\n%s", said)
	}
}

// What is wrong with PHOTOS_BLOBS is one sentence at the start, without a secret in it.
func TestABucketThatCannotBeOpened(t *testing.T) {
	refused := map[string]string{
		"s3://pictures?endpoint=http://127.0.0.1:1":    "cannot be reached",
		"s3://pictures?secret_access_key=hush-hush":    "must not hold credentials",
		"s3://jane:hush-hush@pictures?region=a":        "must not hold credentials",
		"s3://pictures?endpoint=https://a:hush-hush@b": "must not hold credentials",
	}
	if address := objectstest.Address(t); address != "" {
		_, rest, _ := strings.Cut(address, "?")
		refused["s3://no-such-bucket?"+rest] = "there is no bucket no-such-bucket"
	} else {
		t.Setenv("AWS_ACCESS_KEY_ID", "anybody")
		t.Setenv("AWS_SECRET_ACCESS_KEY", "anything")
	}
	for address, want := range refused {
		status, said := command(map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_BLOBS": address}, "serve")
		if status != 1 || !strings.Contains(said, "PHOTOS_BLOBS: ") || !strings.Contains(said, want) || strings.Contains(said, "hush-hush") {
			t.Errorf("%s: %d\n%s", address, status, said)
		}
	}
}

// What no photo points to is swept while photos serves, once it is old; what is young may be on its way.
func TestABucketIsSweptOfWhatIsOld(t *testing.T) {
	s, line := inBucket(t)
	if s == nil {
		return
	}
	jane := s.browser().signUp("jane")
	page := jane.get(jane.album("Vacation", file{"beach.jpg", picture(1)})).wants(http.StatusOK)
	staged, err := s.Gallery.Blobs.Stage(t.Context(), strings.NewReader("an orphan"), 100)
	if err != nil {
		t.Fatal(err)
	}
	defer staged.Close()
	if err := staged.Keep(); err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		later time.Duration
		want  int
	}{{59 * time.Minute, 0}, {61 * time.Minute, 1}} {
		line.Spoil(inTheFuture(at.later))
		if removed, err := s.Gallery.SweepShared(t.Context()); removed != at.want || err != nil {
			t.Errorf("after %v, %d were swept, %v", at.later, removed, err)
		}
		line.Spoil(nil)
		if at.want == 0 {
			if err := s.Gallery.Blobs.Verify(t.Context(), staged.SHA256()); err != nil {
				t.Error(err)
			}
		}
	}
	if err := s.Gallery.Blobs.Verify(t.Context(), staged.SHA256()); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("the orphan: %v", err)
	}
	jane.get(page.pictureOf("original")).wants(http.StatusOK)
}

// inTheFuture has the clock of the store go forward where it lists what is kept.
func inTheFuture(by time.Duration) func(*http.Response) {
	return func(r *http.Response) {
		if r.StatusCode == http.StatusOK && r.Request.URL.Query().Has("list-type") {
			r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
		}
	}
}
