package blobs

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"example.net/oauth1/photos/gallery"
)

// openThumb opens a thumb and reads it.
func openThumb(t *testing.T, f *Folder, sum string) (content []byte, inMemory bool) {
	t.Helper()
	opened, err := f.Open(t.Context(), sum, gallery.Thumb)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	content, err = io.ReadAll(opened)
	if err != nil {
		t.Fatal(err)
	}
	_, file := opened.(*os.File)
	return content, !file
}

func TestASmallRenditionIsReadOnceAndALargeOneIsAFile(t *testing.T) {
	dir := t.TempDir()
	f, sum := open(t, dir), sumOf("x")
	if err := f.PutRendition(t.Context(), sum, gallery.Thumb, []byte("small")); err != nil {
		t.Fatal(err)
	}
	openThumb(t, f, sum)
	name, _ := where(sum, gallery.Thumb)
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
	if content, inMemory := openThumb(t, f, sum); string(content) != "small" || !inMemory {
		t.Errorf("the second time: %q, from memory: %v", content, inMemory)
	}
	large := make([]byte, maxSmall+1)
	if err := f.PutRendition(t.Context(), sum, gallery.Thumb, large); err != nil {
		t.Fatal(err)
	}
	if content, inMemory := openThumb(t, f, sum); !bytes.Equal(content, large) || inMemory {
		t.Errorf("a large one: %d bytes, from memory: %v", len(content), inMemory)
	}
}

func TestWhatIsDeletedOrReplacedIsNotInMemoryEither(t *testing.T) {
	f, sum := open(t, t.TempDir()), sumOf("x")
	for _, content := range []string{"one", "another"} {
		if err := f.PutRendition(t.Context(), sum, gallery.Thumb, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, _ := openThumb(t, f, sum); string(got) != content {
			t.Errorf("opened %q, kept %q", got, content)
		}
	}
	if err := f.Delete(t.Context(), sum); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open(t.Context(), sum, gallery.Thumb); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("after deleting: %v", err)
	}
	if f.recent.bytes != 0 {
		t.Errorf("%d bytes are still counted", f.recent.bytes)
	}
}

func TestAReaderSlowerThanADeletionKeepsNothing(t *testing.T) {
	f, sum := open(t, t.TempDir()), sumOf("x")
	if err := f.PutRendition(t.Context(), sum, gallery.Thumb, []byte("x")); err != nil {
		t.Fatal(err)
	}
	name := rendition{sum, gallery.Thumb}
	opened, err := f.recent.open(name, func() (io.ReadSeekCloser, []byte, error) {
		file, content, err := f.openRendition(sum, gallery.Thumb)
		return file, content, errors.Join(err, f.Delete(t.Context(), sum))
	})
	if err != nil {
		t.Fatal(err)
	}
	opened.Close()
	if content, _ := f.recent.look(name); content != nil {
		t.Errorf("kept %q after the deletion", content)
	}
}

func TestAPutSlowerThanADeletionKeepsNothing(t *testing.T) {
	var r recent
	name := rendition{sumOf("x"), gallery.Thumb}
	_, version := r.look(name)
	r.renew(name, []byte("one"), version)
	if content, _ := r.look(name); string(content) != "one" {
		t.Errorf("kept %q", content)
	}
	_, version = r.look(name)
	r.forget(name)
	r.renew(name, []byte("two"), version)
	if content, _ := r.look(name); content != nil || r.bytes != 0 {
		t.Errorf("kept %q, %d bytes", content, r.bytes)
	}
}

func TestMemoryForRenditionsIsBounded(t *testing.T) {
	var r recent
	content := make([]byte, maxSmall)
	for i := range 2 * maxRecent / maxSmall {
		r.keep(rendition{sumOf(string(rune(i))), gallery.Thumb}, content, 0)
	}
	if want := len(r.small) * maxSmall; r.bytes != want || r.bytes > maxRecent || r.bytes < maxRecent/2 {
		t.Errorf("%d renditions, %d bytes, counted as %d", len(r.small), want, r.bytes)
	}
}
