package e2e

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

const uploadField = "Choose pictures, or drop them here"

// uploader is sam at an empty album of his, with the line between cut when a test says so.
func uploader(t *testing.T, looks ...browser.Look) (*customer, *wire) {
	t.Helper()
	demo := programs.Start(t)
	line := newWire(t, demo.Photos)
	sam := &customer{browser.Open(t, append(demo.Hosts(), line.host()), looks...), t, demo}
	t.Cleanup(sam.keepSecrets)
	sam.Visit("http://" + line.host() + "/sign-in")
	sam.signIn("sam", programs.Password)
	sam.Fill("Name of the album", "New ones")
	sam.Press("Make the album")
	return sam, line
}

// heavy is a picture that takes a while on its way: a small one with megabytes of comments that nobody has sent before.
func heavy(t *testing.T, megabytes int) string {
	t.Helper()
	small := vacation(t)
	var b bytes.Buffer
	b.Write(small[:2])
	for range megabytes * 16 {
		comment := make([]byte, 65533)
		if _, err := rand.Read(comment); err != nil {
			t.Fatal(err)
		}
		b.Write(binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, 65535))
		b.Write(comment)
	}
	b.Write(small[2:])
	path := filepath.Join(t.TempDir(), "heavy.jpg")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// lostLine is what the browser writes on its console when connections break, as they shall.
func (c *customer) lostLine() {
	c.Expect("net::ERR_")
}

// TestUploadOverABrokenLine: the connection is cut in the middle of a picture. The page says that it waits, and once
// there is a connection again it goes on where the server had got to. The picture is whole.
func TestUploadOverABrokenLine(t *testing.T) {
	sam, line := uploader(t)
	sam.lostLine()
	path := heavy(t, 12)
	line.cutAfter(6 << 20)
	sam.Drop(uploadField, path)
	sam.See("waiting for the connection")
	before := line.mend()
	sam.See("1 uploaded.")
	if again := line.sentBytes() - before; again > 9<<20 {
		t.Errorf("%d bytes were sent after the line was mended: not only the rest", again)
	}
	sam.Follow("Look at them")
	sam.isWhole(path)
}

// isWhole gets a photo of the album back and compares it.
func (c *customer) isWhole(path string) {
	c.t.Helper()
	c.Follow("heavy")
	got, _ := c.Download("Download the original")
	kept, err := os.ReadFile(got)
	sent, err2 := os.ReadFile(path)
	if err != nil || err2 != nil || !bytes.Equal(kept, sent) {
		c.t.Errorf("%d bytes come back of %d: %v %v", len(kept), len(sent), err, err2)
	}
}

// TestUploadAfterAReload: sam pauses, leaves the page and comes back. The page remembers, and the same file goes on.
func TestUploadAfterAReload(t *testing.T) {
	sam, line := uploader(t)
	sam.lostLine()
	path := heavy(t, 12)
	line.cutAfter(6 << 20)
	sam.Upload(uploadField, path)
	sam.See("waiting for the connection")
	sam.Press("Pause: heavy.jpg")
	sam.See("paused")
	before := line.mend()
	sam.ReloadAnyway()
	sam.See("still on their way when this page was left: heavy.jpg")
	sam.Upload(uploadField, path)
	sam.See("1 uploaded.")
	if again := line.sentBytes() - before; again > 9<<20 {
		t.Errorf("%d bytes were sent after the reload: not only the rest", again)
	}
	sam.Follow("Look at them")
	sam.NotSee("still on their way")
	sam.isWhole(path)
}

// TestUploadPausedAndCancelled: a paused picture goes on when it is told to, a cancelled one leaves nothing behind.
func TestUploadPausedAndCancelled(t *testing.T) {
	sam, line := uploader(t)
	sam.lostLine()
	path := heavy(t, 4)
	line.cutAfter(2 << 20)
	sam.Drop(uploadField, path)
	sam.See("waiting for the connection")
	sam.Press("Pause: heavy.jpg")
	line.mend()
	sam.Press("Go on: heavy.jpg")
	sam.See("1 uploaded.")

	line.cutAfter(2 << 20)
	sam.Drop(uploadField, heavy(t, 4))
	sam.See("waiting for the connection")
	line.mend()
	sam.Expect("404") // once it is gone
	gone := `fetch(${at}, { method: "HEAD" }).then(answer => answer.status === 404)`
	at, err := browser.Eval[string](sam.Page, `JSON.stringify(Object.values(JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith("photos.uploads"))[1]))[0].url)`)
	if err != nil {
		t.Fatal(err)
	}
	sam.Press("Cancel: heavy.jpg")
	sam.Until("nothing is to go", `!document.querySelector("[data-upload-words]").textContent.includes("to go")`)
	sam.Until("nothing is remembered", `Object.keys(localStorage).every(key => !key.startsWith("photos.uploads"))`)
	sam.Until("the server hears of it", strings.ReplaceAll(gone, "${at}", at))
	arriving := filepath.Join(sam.demo.Photos.Data, "blobs", "arriving")
	if left, err := os.ReadDir(arriving); err != nil || len(left) > 0 {
		t.Errorf("%d pieces are left, %v", len(left), err)
	}
}

// TestUploadOfManyKinds: good pictures, a bad one, one twice and a folder, on a telephone. The bad one is refused with a
// sentence, the second copy is not sent again, and all others come in.
func TestUploadOfManyKinds(t *testing.T) {
	sam, line := uploader(t, browser.Phone)
	sam.Expect("422")
	dir := t.TempDir()
	bad := filepath.Join(dir, "page.jpg")
	folder := filepath.Join(dir, "holiday")
	for path, content := range map[string][]byte{
		bad: []byte("<html><script>alert(1)</script>"), filepath.Join(folder, "day 1", "a.jpg"): read(t, seedPhoto(t, "cat.jpg")),
		filepath.Join(folder, "b.jpg"): read(t, seedPhoto(t, "rocket.jpg")), filepath.Join(folder, "notes.txt"): []byte("no picture"),
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sam.Drop(uploadField, seedPhoto(t, "vacation.jpg"), bad, seedPhoto(t, "coffee.png"))
	sam.See("2 uploaded, 1 refused.")
	sam.See("This is not a picture that we can take.")
	(&walker{sam, map[string]bool{}}).inspect("photos upload with a refusal")
	before := line.sentBytes()
	sam.Drop(uploadField, seedPhoto(t, "vacation.jpg"))
	sam.See("2 uploaded, 1 already here, 1 refused.")
	if sent := line.sentBytes() - before; sent > 50_000 {
		t.Errorf("%d bytes were sent of a picture that is there already", sent)
	}
	sam.Drop(uploadField, folder)
	sam.See("4 uploaded, 1 already here, 1 refused, 1 left out because they are no pictures.")
	sam.Follow("Look at them")
	sam.See("4 photos")
}

// TestUploadByPasting: a picture from the clipboard comes in like any other.
func TestUploadByPasting(t *testing.T) {
	sam, _ := uploader(t)
	ok, err := browser.Eval[bool](sam.Page, `new Promise(resolve => {
		const canvas = document.createElement("canvas");
		canvas.getContext("2d").fillRect(0, 0, 9, 9);
		canvas.toBlob(resolve);
	}).then(blob => {
		const data = new DataTransfer();
		data.items.add(new File([blob], "image.png", { type: "image/png" }));
		document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
		return true;
	})`)
	if err != nil || !ok {
		t.Fatal(err)
	}
	sam.See("1 uploaded.")
	sam.Follow("Look at them")
	sam.See("1 photo")
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
