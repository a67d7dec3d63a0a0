package blobs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

func open(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// keep puts an original into the folder and answers where it lies.
func keep(t *testing.T, f *Folder, dir, content string) (sum, file string) {
	t.Helper()
	s, err := f.Stage(t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Keep(); err != nil {
		t.Fatal(err)
	}
	sum = s.SHA256()
	return sum, filepath.Join(dir, "originals", sum[:2], sum[2:4], sum)
}

func TestAnOriginalIsKeptByteForByteUnderItsHash(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	sum, _ := keep(t, f, dir, "a picture")
	if want := sumOf("a picture"); sum != want {
		t.Errorf("hash %s, want %s", sum, want)
	}
	content, err := f.Open(t.Context(), sum, gallery.Original)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if _, ok := content.(*os.File); !ok {
		t.Errorf("opened a %T; only an *os.File can be sent by the kernel", content)
	}
	if b, _ := io.ReadAll(content); string(b) != "a picture" {
		t.Errorf("read %q", b)
	}
}

func TestADamagedOriginalIsNoticedAndNotServed(t *testing.T) {
	for _, damage := range []struct {
		name string
		do   func(t *testing.T, file string)
		want error
	}{
		{"a flipped byte", func(t *testing.T, file string) { write(t, file, "a pictura") }, gallery.ErrDamaged},
		{"a lost end", func(t *testing.T, file string) { write(t, file, "a pic") }, gallery.ErrDamaged},
		{"an empty file", func(t *testing.T, file string) { write(t, file, "") }, gallery.ErrDamaged},
		{"no file", func(t *testing.T, file string) { os.Remove(file) }, gallery.ErrNotFound},
	} {
		t.Run(damage.name, func(t *testing.T) {
			dir := t.TempDir()
			f := open(t, dir)
			sum, file := keep(t, f, dir, "a picture")
			content, err := f.Open(t.Context(), sum, gallery.Original) // seen to be whole
			if err != nil {
				t.Fatal(err)
			}
			content.Close()
			damage.do(t, file)
			if _, err := f.Open(t.Context(), sum, gallery.Original); !errors.Is(err, damage.want) {
				t.Errorf("Open: %v, want %v", err, damage.want)
			}
			if err := f.Verify(t.Context(), sum); !errors.Is(err, damage.want) {
				t.Errorf("Verify: %v, want %v", err, damage.want)
			}
			keep(t, f, dir, "a picture") // the same upload again mends it
			if err := f.Verify(t.Context(), sum); err != nil {
				t.Errorf("after another upload: %v", err)
			}
		})
	}
}

// write replaces a file's content, and makes sure that its time tells.
func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Second)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
}

func TestFilesThatAreNoneOfOursAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	sum, file := keep(t, f, dir, "a picture")
	write(t, filepath.Join(filepath.Dir(file), ".DS_Store"), "")
	err := f.Each(t.Context(), func(found string, _ time.Duration) error {
		if found != sum {
			t.Errorf("found %s", found)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestALinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	f := open(t, dir)
	sum, file := keep(t, f, dir, "a picture")
	target := filepath.Join(outside, "secret")
	write(t, target, "a picture")
	if err := errors.Join(os.Remove(file), os.Symlink(target, file)); err != nil {
		t.Fatal(err)
	}
	if content, err := f.Open(t.Context(), sum, gallery.Original); err == nil {
		content.Close()
		t.Error("a link out of the folder was followed")
	}
}

func TestOnlyTheOwnerMayLookIntoTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "blobs")
	f := open(t, dir)
	_, file := keep(t, f, dir, "a picture")
	for path := file; len(path) >= len(dir); path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	f, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	sum := sumOf("x")
	if err := f.PutRendition(b.Context(), sum, gallery.Thumb, make([]byte, 20_000)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		content, err := f.Open(b.Context(), sum, gallery.Thumb)
		if err != nil {
			b.Fatal(err)
		}
		content.Close()
	}
}
