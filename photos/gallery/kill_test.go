package gallery_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gallery"
)

// uploader is the variable that makes this test program upload for ever,
// instead of testing: USER ALBUM FOLDER DATABASE.
const uploader = "GALLERY_TEST_UPLOADER"

func TestMain(m *testing.M) {
	if what := os.Getenv(uploader); what != "" {
		uploadForEver(strings.SplitN(what, " ", 4))
	}
	os.Exit(m.Run())
}

// uploadForEver uploads pictures, four at a time, and says which have been
// acknowledged, until it is killed.
func uploadForEver(what []string) {
	h, err := openHouse(what[3], what[2])
	if err != nil {
		fmt.Println("cannot open:", err)
		os.Exit(1)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				p, _, err := h.Upload(context.Background(), what[0], what[1], "image.png", noise())
				if err != nil {
					fmt.Println("cannot upload:", err)
					os.Exit(1)
				}
				fmt.Println("kept", p.ID) // one write, so a line is whole or not there
			}
		})
	}
	wg.Wait()
}

// noise is a picture that nobody has uploaded before.
func noise() io.Reader {
	img := image.NewGray(image.Rect(0, 0, 200, 100))
	rand.Read(img.Pix)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return &b
}

func TestWhatWasAcknowledgedSurvivesKill9(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where, dir := e.Where(t), t.TempDir()
		h, err := openHouse(where, dir)
		if err != nil {
			t.Fatal(err)
		}
		owner, album := h.signUp(t, "jane")
		h.close()
		var acknowledged []string
		for range 6 {
			acknowledged = append(acknowledged, uploadAndKill(t, owner, album, dir, where)...)
			checkAfterKill(t, where, dir, owner, acknowledged)
		}
	})
}

// uploadAndKill starts an uploader, kills it in the middle of its work, and
// answers what it had acknowledged.
func uploadAndKill(t *testing.T, owner, album, dir, where string) (acknowledged []string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(exe)
	child.Env = append(os.Environ(), uploader+"="+owner+" "+album+" "+dir+" "+where)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	enough := 1 + mathrand.IntN(30)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		id, kept := strings.CutPrefix(lines.Text(), "kept ")
		if !kept {
			t.Fatal(lines.Text())
		}
		if acknowledged = append(acknowledged, id); len(acknowledged) == enough {
			if err := child.Process.Kill(); err != nil { // SIGKILL; what is in the pipe is still read
				t.Fatal(err)
			}
		}
	}
	child.Wait()
	return acknowledged
}

// checkAfterKill starts the gallery again and looks at every photo.
func checkAfterKill(t *testing.T, where, dir, owner string, acknowledged []string) {
	t.Helper()
	h, err := openHouse(where, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	jane := gallery.Viewer{User: owner}
	for _, id := range acknowledged {
		p, err := h.Photo(t.Context(), jane, id)
		if err != nil {
			t.Fatalf("acknowledged photo %s: %v", id, err)
		}
		_, b := read(t, h, jane, id, gallery.Original)
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != p.SHA256 || int64(len(b)) != p.Bytes {
			t.Errorf("acknowledged photo %s is not whole", id)
		}
	}
	last := acknowledged[len(acknowledged)-1]
	read(t, h, jane, last, gallery.Thumb)
	report, err := h.Check(t.Context())
	if err != nil || !report.Sound() || report.Originals < len(acknowledged) {
		t.Errorf("%d acknowledged, report %+v, %v", len(acknowledged), report, err)
	}
	if removed, err := h.Sweep(t.Context()); err != nil || removed > 0 {
		t.Errorf("the start left %d orphans, %v", removed, err)
	}
}
