package blobs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/blobs/blobstest"
	"example.net/oauth1/photos/gallery"
)

// newFolder is a place in a folder.
func newFolder(t *testing.T) *blobstest.Place {
	dir := t.TempDir()
	file := func(sum string, size gallery.Size) string {
		return filepath.Join(dir, filepath.FromSlash(keyOf(sum, size)))
	}
	return &blobstest.Place{
		Open: func(t testing.TB) gallery.Blobs {
			f, err := blobs.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
			return f
		},
		Damage: func(t testing.TB, sum string, size gallery.Size) { damageFile(t, file(sum, size)) },
		Remove: func(t testing.TB, sum string, size gallery.Size) {
			if err := os.Remove(file(sum, size)); err != nil {
				t.Fatal(err)
			}
		},
		Left: func(t testing.TB) []string { return filesBelow(t, dir) },
		Crash: func(t testing.TB) {
			if err := os.WriteFile(filepath.Join(dir, "staged", "HALF"), []byte("half a pic"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	}
}

// damageFile flips a byte in the middle, and makes sure that the time of the file tells.
func damageFile(t testing.TB, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 0xff
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Second)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
}

func filesBelow(t testing.TB, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestAFolderKeepsPictures(t *testing.T) { blobstest.Run(t, newFolder) }
