package gallery_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/metadata"
	"example.net/oauth1/photos/renditions"
	"example.net/oauth1/photos/store"
)

const password = "photos-demo"

// house is a gallery with everything below it, as the program builds it.
type house struct {
	*gallery.Gallery
	dir   string
	close func()
}

// openHouse opens the gallery with a database and a folder for the pictures, as a start of the program does.
func openHouse(where, dir string) (*house, error) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, where)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, db, store.Options{Sealer: seal.New([seal.KeySize]byte{1})})
	if err != nil {
		return nil, err
	}
	folder, err := blobs.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, err
	}
	workshop := &renditions.Workshop{Blobs: folder, Pending: s}
	h := &house{dir: dir, Gallery: &gallery.Gallery{
		Store: s, Blobs: folder, Renditions: workshop, Metadata: metadata.Reader{}, Passwords: gallery.Passwords{MemoryKiB: 64, Passes: 1},
	}}
	if _, err := h.Sweep(ctx); err != nil {
		return nil, err
	}
	workshop.Start()
	h.close = sync.OnceFunc(func() { workshop.Close(); folder.Close(); s.Close(); db.Close() })
	return h, nil
}

func newHouse(t *testing.T, e sqldbtest.Engine) *house {
	t.Helper()
	h, err := openHouse(e.Where(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	return h
}

// each runs a test with an empty gallery on every engine of databases.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) { test(t, newHouse(t, e)) })
}

// signUp makes a User who has an album.
func (h *house) signUp(t *testing.T, screenName string) (owner, album string) {
	t.Helper()
	u, err := h.SignUp(t.Context(), screenName, "", password)
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.CreateAlbum(t.Context(), u.ID, "Vacation")
	if err != nil {
		t.Fatal(err)
	}
	return u.ID, a.ID
}

func (h *house) upload(t *testing.T, owner, album, file string, content []byte) gallery.Photo {
	t.Helper()
	p, _, err := h.Upload(t.Context(), owner, album, file, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// remove deletes a photo for good.
func (h *house) remove(t *testing.T, owner, id string) {
	t.Helper()
	d, err := h.DeletePhoto(t.Context(), owner, id)
	if err := errors.Join(err, h.Purge(t.Context(), owner, d.ID)); err != nil {
		t.Fatal(err)
	}
}

// picture is a small PNG, another one for each n.
func picture(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	copy(img.Pix, strconv.Itoa(n))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "renditions", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t *testing.T, h *house, v gallery.Viewer, id string, size gallery.Size) (*gallery.Picture, []byte) {
	t.Helper()
	pic, err := h.Open(t.Context(), v, id, size)
	if err != nil {
		t.Fatal(err)
	}
	defer pic.Close()
	b, err := io.ReadAll(pic.Content)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(b)) != pic.Bytes {
		t.Errorf("%s has %d bytes and says %d", size, len(b), pic.Bytes)
	}
	return pic, b
}

func wantRefusal(t *testing.T, err error, about string) {
	t.Helper()
	refusal, ok := errors.AsType[*gallery.Refusal](err)
	if !ok || !strings.Contains(refusal.Sentence, about) {
		t.Errorf("got %v, want a refusal about %q", err, about)
	}
}

func TestAPictureComesBackByteForByteAndSmallerOnesUpright(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		jane := gallery.Viewer{User: owner}
		original := fixture(t, "orient-6.jpg")
		p := h.upload(t, owner, album, "vacation.jpg", original)
		if sum := sha256.Sum256(original); p.SHA256 != hex.EncodeToString(sum[:]) || p.Bytes != int64(len(original)) {
			t.Errorf("photo %+v", p)
		}
		if p.Width != 300 || p.Height != 169 || p.ContentType != "image/jpeg" || p.Title != "vacation" {
			t.Errorf("photo %+v", p)
		}
		pic, b := read(t, h, jane, p.ID, gallery.Original)
		if !bytes.Equal(b, original) || pic.ContentType != "image/jpeg" {
			t.Error("the original is not what was uploaded")
		}
		tags := map[string]bool{pic.ETag: true}
		for _, size := range gallery.RenditionSizes {
			pic, b := read(t, h, jane, p.ID, size)
			config, err := jpeg.DecodeConfig(bytes.NewReader(b))
			if w, h := p.Fit(size); err != nil || config.Width != w || config.Height != h || config.ColorModel != color.YCbCrModel {
				t.Errorf("%s is %+v, %v", size, config, err)
			}
			tags[pic.ETag] = true
		}
		if len(tags) != 1+len(gallery.RenditionSizes) {
			t.Errorf("entity tags %v", tags)
		}
	})
}

func TestTheSameBytesAgainAreThePhotoThatIsThere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		first := h.upload(t, owner, album, "a.png", picture(1))
		again, existed, err := h.Upload(t.Context(), owner, album, "b.png", bytes.NewReader(picture(1)))
		again.Placeholder = first.Placeholder // it may have come meanwhile
		if err != nil || !existed || again != first {
			t.Errorf("got %+v, %v, %v", again, existed, err)
		}
		other := h.upload(t, owner, album, "a.png", picture(2))
		if other.File != "a (2).png" {
			t.Errorf("another picture of the same name is %q", other.File)
		}
		second, err := h.CreateAlbum(t.Context(), owner, "Second")
		if err != nil {
			t.Fatal(err)
		}
		if copied := h.upload(t, owner, second.ID, "a.png", picture(1)); copied.ID == first.ID {
			t.Error("another album must have a photo of its own")
		}
	})
}

func TestUploadsAtOnceAreAllKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		var wg sync.WaitGroup
		for n := range 30 {
			wg.Go(func() {
				if _, _, err := h.Upload(t.Context(), owner, album, "image.png", bytes.NewReader(picture(n%10))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		photos, _, err := h.Photos(t.Context(), gallery.Viewer{User: owner}, album, "", 0)
		if err != nil || len(photos) != 10 {
			t.Errorf("%d photos, %v", len(photos), err)
		}
	})
}

func TestWhatIsNotTakenIsRefusedWithASentenceAndLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.MaxBytes = 1 << 20
		owner, album := h.signUp(t, "jane")
		for _, test := range []struct {
			file, about string
			content     []byte
		}{
			{"a.txt", "not a picture", []byte("hello")},
			{"a.jpg", "not a picture", []byte("<html>")},
			{"a.jpg", "cut off", fixture(t, "truncated.jpg")},
			{"a.png", "1 MB", append(picture(1), make([]byte, 1<<20)...)},
			{strings.Repeat("x", 201), "file name", picture(1)},
		} {
			_, _, err := h.Upload(t.Context(), owner, album, test.file, bytes.NewReader(test.content))
			wantRefusal(t, err, test.about)
		}
		filepath.WalkDir(filepath.Join(h.dir, "blobs"), func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Base(path) != "belongs-to" {
				t.Errorf("left behind: %s", path)
			}
			return err
		})
	})
}

func TestFileNamesAreData(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		for n, test := range []struct{ given, want string }{
			{"vacation.jpg", "vacation.jpg"},
			{"zażółć gęślą jaźń.jpg", "zażółć gęślą jaźń.jpg"},
			{"山道 + 100%.jpg", "山道 + 100%.jpg"},
			{`C:\fakepath\cat.jpg`, "cat.jpg"},
			{"../../etc/passwd", "passwd"},
			{"a\x00b\r\nc.jpg", "abc.jpg"},
			{"gpj.\u202eexe", "gpj.exe"},
			{"👩\u200d🚀.png", "👩\u200d🚀.png"},
			{"bad \xff bytes.jpg", "bad \uFFFD bytes.jpg"},
			{`"><script>.jpg`, `"><script>.jpg`},
			{"", "photo.png"}, {"..", "photo (2).png"}, {"dir/", "photo (3).png"},
		} {
			p := h.upload(t, owner, album, test.given, picture(n))
			if p.File != test.want {
				t.Errorf("%q is kept as %q, want %q", test.given, p.File, test.want)
			}
			found, err := h.FindFile(t.Context(), gallery.Viewer{User: owner}, p.File)
			if err != nil || found.ID != p.ID {
				t.Errorf("%q is not found: %v", p.File, err)
			}
		}
	})
}

func TestNumberedNames(t *testing.T) {
	for _, test := range []struct {
		file string
		n    int
		want string
	}{
		{"cat.jpg", 1, "cat.jpg"}, {"cat.jpg", 2, "cat (2).jpg"}, {"cat", 3, "cat (3)"}, {".jpg", 2, ".jpg (2)"},
		{"Dr. Strange and friends", 2, "Dr. Strange and friends (2)"}, {"a.tar.gz", 2, "a.tar (2).gz"},
	} {
		if got := gallery.NumberedName(test.file, test.n); got != test.want {
			t.Errorf("%q, %d is %q, want %q", test.file, test.n, got, test.want)
		}
	}
}

func TestNobodyButTheOwnerSeesAnything(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		p := h.upload(t, owner, album, "vacation.jpg", picture(1))
		samID, _ := h.signUp(t, "sam")
		for _, sam := range []gallery.Viewer{
			{User: samID}, {User: samID, Albums: []string{album}}, // another's album in a grant opens nothing
			{User: owner, Albums: []string{}}, {User: owner, Albums: []string{"another"}}, // a grant without this album
			{},
		} {
			for _, id := range []string{p.ID, "never"} {
				_, err1 := h.Photo(t.Context(), sam, id)
				_, _, err2 := h.Neighbours(t.Context(), sam, id)
				_, err3 := h.Open(t.Context(), sam, id, gallery.Original)
				_, err4 := h.Open(t.Context(), sam, id, gallery.Thumb)
				_, err5 := h.FindFile(t.Context(), sam, "vacation.jpg")
				_, err6 := h.Album(t.Context(), sam, album)
				_, _, err7 := h.Photos(t.Context(), sam, album, "", 0)
				for i, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
					if err != gallery.ErrNotFound {
						t.Errorf("%+v, %s, %d: %v", sam, id, i+1, err)
					}
				}
			}
			albums, err := h.Albums(t.Context(), sam)
			for _, a := range albums {
				if err != nil || a.ID == album {
					t.Errorf("%+v is listed %+v, %v", sam, a, err)
				}
			}
		}
		_, _, err := h.Upload(t.Context(), samID, album, "x", bytes.NewReader(picture(2)))
		_, err2 := h.DeletePhoto(t.Context(), samID, p.ID)
		_, err3 := h.DeleteAlbum(t.Context(), samID, album)
		for i, err := range []error{err, err2, err3,
			h.RenameAlbum(t.Context(), samID, album, "mine"), h.DescribePhoto(t.Context(), samID, p.ID, gallery.Description{Title: "mine"})} {
			if err != gallery.ErrNotFound {
				t.Errorf("change %d: %v", i, err)
			}
		}
		granted := gallery.Viewer{User: owner, Albums: []string{album}}
		if _, err := h.FindFile(t.Context(), granted, "vacation.jpg"); err != nil {
			t.Errorf("a grant of this album: %v", err)
		}
	})
}

func TestPagesOfAnAlbumHoldEveryPhotoOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		for n := range 7 {
			h.upload(t, owner, album, strconv.Itoa(n), picture(n))
		}
		jane, names, after := gallery.Viewer{User: owner}, "", ""
		for {
			photos, next, err := h.Photos(t.Context(), jane, album, after, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range photos {
				names += p.File
			}
			if after = next; next == "" {
				break
			}
		}
		if names != "0123456" {
			t.Errorf("pages hold %s", names)
		}
		_, _, err := h.Photos(t.Context(), jane, album, "nonsense", 3)
		wantRefusal(t, err, "page")
	})
}

func TestDeletingTakesTheBytesUnlessAnotherPhotoHasThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		samID, samAlbum := h.signUp(t, "sam")
		p := h.upload(t, owner, album, "a.png", picture(1))
		kept := h.upload(t, samID, samAlbum, "b.png", picture(1))
		h.remove(t, owner, p.ID)
		if _, err := h.Open(t.Context(), gallery.Viewer{User: owner}, p.ID, gallery.Thumb); err != gallery.ErrNotFound {
			t.Errorf("after deleting: %v", err)
		}
		read(t, h, gallery.Viewer{User: samID}, kept.ID, gallery.Original)
		read(t, h, gallery.Viewer{User: samID}, kept.ID, gallery.Thumb)
		if _, err := h.DeleteAlbum(t.Context(), samID, samAlbum); err != nil {
			t.Fatal(err)
		}
		if err := h.Purge(t.Context(), samID, samAlbum); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Blobs.Open(t.Context(), kept.SHA256, gallery.Original); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("the bytes are still there: %v", err)
		}
	})
}

// An upload of the bytes that are being deleted: the row must never point at
// nothing, whoever comes first.
func TestUploadingWhatIsBeingDeleted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		second, err := h.CreateAlbum(t.Context(), owner, "Second")
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			p := h.upload(t, owner, album, "a.png", picture(1))
			var kept gallery.Photo
			var wg sync.WaitGroup
			wg.Go(func() {
				d, err := h.DeletePhoto(t.Context(), owner, p.ID)
				if err := errors.Join(err, h.Purge(t.Context(), owner, d.ID)); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				var err error
				if kept, _, err = h.Upload(t.Context(), owner, second.ID, "a.png", bytes.NewReader(picture(1))); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
			read(t, h, gallery.Viewer{User: owner}, kept.ID, gallery.Original)
			h.remove(t, owner, kept.ID)
		}
	})
}

func TestCheckFindsWhatIsDamagedAndWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		var photos []gallery.Photo
		for n := range 3 {
			photos = append(photos, h.upload(t, owner, album, strconv.Itoa(n), picture(n)))
		}
		if report, err := h.Check(t.Context()); err != nil || !report.Sound() || report.Originals != 3 {
			t.Fatalf("report %+v, %v", report, err)
		}
		file := func(p gallery.Photo) string {
			return filepath.Join(h.dir, "blobs", "originals", p.SHA256[:2], p.SHA256[2:4], p.SHA256)
		}
		if err := errors.Join(os.WriteFile(file(photos[0]), []byte("damage"), 0o600), os.Remove(file(photos[1]))); err != nil {
			t.Fatal(err)
		}
		report, err := h.Check(t.Context())
		if err != nil || report.Sound() || len(report.Damaged) != 1 || report.Damaged[0] != photos[0].SHA256 ||
			len(report.Missing) != 1 || report.Missing[0] != photos[1].SHA256 {
			t.Errorf("report %+v, %v", report, err)
		}
		for _, p := range photos[:2] {
			if _, err := h.Open(t.Context(), gallery.Viewer{User: owner}, p.ID, gallery.Original); !errors.Is(err, gallery.ErrDamaged) {
				t.Errorf("opening %s: %v", p.File, err)
			}
		}
	})
}
