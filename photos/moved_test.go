package photos_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// Everything that photos keeps lies in its folder and says nothing of where that is: it may be moved, copied, and put
// back from a copy. Users, pictures, and the permissions they gave are all there.
func TestTheFolderMayBeMovedAndRestored(t *testing.T) {
	dir := t.TempDir()
	first, moved, backup := filepath.Join(dir, "first"), filepath.Join(dir, "moved"), filepath.Join(dir, "backup")
	in := func(folder string) func(*photos.Config) { return func(c *photos.Config) { c.Data = folder } }
	var photo string
	var access oauthcore.AccessToken
	t.Run("first", func(t *testing.T) {
		s := open(t, in(first))
		jane := s.browser().signUp("jane")
		photo = jane.get(jane.album("Vacation", file{"one.jpg", picture(1)})).links("/photos/")[0]
		access = jane.connect()
	})
	if err := os.CopyFS(backup, os.DirFS(first)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(first, moved); err != nil {
		t.Fatal(err)
	}
	for name, folder := range map[string]string{"moved": moved, "restored": backup} {
		t.Run(name, func(t *testing.T) {
			s := open(t, in(folder))
			jane := s.browser()
			jane.trySignIn("jane", password).wants(http.StatusOK, "Vacation")
			if got := jane.get(photo + "/download").wants(http.StatusOK); got.body != string(picture(1)) {
				t.Error("the original is another")
			}
			jane.get(photo + "/thumb").wants(http.StatusOK)
			s.call(access, http.MethodGet, "/api/user/profile").wants(http.StatusOK)
		})
	}
}
