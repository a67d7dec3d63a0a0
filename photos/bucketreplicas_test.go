package photos_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/gallery"
)

// onBucket runs a test with two replicas whose pictures lie in one bucket, where there are engines for that.
func onBucket(t *testing.T, test func(t *testing.T, r *replicas)) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		if address := objectstest.Address(t); address != "" {
			test(t, openReplicas(t, e, func(c *photos.Config) { c.Blobs = address }, 2))
		}
	})
}

// Each piece of an upload may reach another replica, and each of them knows how far it has come.
func TestPiecesOfAnUploadReachAnyReplica(t *testing.T) {
	onBucket(t, func(t *testing.T, r *replicas) {
		jane, content := r.browser().signUp("jane"), picture(1)
		album, third := jane.album("Vacation"), len(content)/3
		upload := jane.announce(album, len(content), metadata("beach.jpg", "sha256", hash(content)))
		for i, end := range []int{third, 2 * third} {
			r.at(i % 2)
			jane.patch(upload, i*third, content[i*third:end]).wants(http.StatusNoContent)
			for other := range 2 {
				r.at(other)
				if got := jane.offset(upload); got != strconv.Itoa(end) {
					t.Errorf("replica %d knows of %s bytes, want %d", other, got, end)
				}
			}
		}
		r.at(1)
		jane.patch(upload, third, content[third:]).wants(http.StatusConflict)
		r.at(0)
		jane.patch(upload, 2*third, content[2*third:]).wants(http.StatusCreated)
		r.at(1)
		page := jane.get(album).wants(http.StatusOK, "beach")
		if got := jane.get(page.pictureOf("original")).wants(http.StatusOK); got.body != string(content) {
			t.Errorf("put together are %d bytes of %d", len(got.body), len(content))
		}
		jane.get(page.pictureOf("thumb")).wants(http.StatusOK)
	})
}

// Where one replica deletes the last photo with these bytes while the other takes the same picture in, whoever was told
// that it is kept has it.
func TestAPictureThatIsDeletedHereAndUploadedThere(t *testing.T) {
	onBucket(t, func(t *testing.T, r *replicas) {
		ctx, here, there := t.Context(), r.apps[0].Gallery, r.apps[1].Gallery
		user, err := here.SignUp(ctx, "jane", "", "correct horse battery")
		if err != nil {
			t.Fatal(err)
		}
		album, err := here.CreateAlbum(ctx, user.ID, "Vacation")
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			old, _, err := here.Upload(ctx, user.ID, album.ID, "a.jpg", strings.NewReader(string(picture(1))))
			if err != nil {
				t.Fatal(err)
			}
			deletion, err := here.DeletePhoto(ctx, user.ID, old.ID)
			if err != nil {
				t.Fatal(err)
			}
			var both sync.WaitGroup
			both.Go(func() {
				if err := here.Purge(ctx, user.ID, deletion.ID); err != nil {
					t.Error(err)
				}
			})
			var kept gallery.Photo
			both.Go(func() {
				var err error
				if kept, _, err = there.Upload(ctx, user.ID, album.ID, "b.jpg", strings.NewReader(string(picture(1)))); err != nil {
					t.Error(err)
				}
			})
			both.Wait()
			for _, g := range []*gallery.Gallery{here, there} {
				if err := g.Blobs.Verify(ctx, kept.SHA256); err != nil {
					t.Errorf("what was acknowledged: %v", err)
				}
			}
			gone, err := there.DeletePhoto(ctx, user.ID, kept.ID)
			if err := errors.Join(err, there.Purge(ctx, user.ID, gone.ID)); err != nil {
				t.Fatal(err)
			}
			if err := here.Blobs.Verify(ctx, kept.SHA256); !errors.Is(err, gallery.ErrNotFound) {
				t.Errorf("what nobody has any more: %v", err)
			}
		}
	})
}
