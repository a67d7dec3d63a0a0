package orders_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"strconv"
	"strings"
	"testing"

	"example.net/oauth1/printer/orders"
)

// large is a JPEG of 24 megapixels.
func large(t *testing.T) []byte {
	t.Helper()
	img := image.NewYCbCr(image.Rect(0, 0, 6000, 4000), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i%6000>>5 ^ i/6000>>4)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// numbered is the same picture in other bytes: with a comment.
func numbered(jpeg []byte, n int) []byte {
	words := fmt.Sprintf("photo %d", n)
	out := append(bytes.Clone(jpeg[:2]), 0xff, 0xfe)
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(words)))
	return append(append(out, words...), jpeg[2:]...)
}

// memory reads a value of /proc/PID/status, in bytes.
func memory(t *testing.T, pid int, name string) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(status), name+":")
	if !ok {
		t.Fatalf("no %s in %s", name, status)
	}
	kb, err := strconv.ParseInt(strings.Fields(after)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

// worked lets a shop's program work until the order is done, and gives the memory that it then has, and had at most.
func (h *house) worked(t *testing.T, id string) (o orders.Order, now, most int64) {
	t.Helper()
	child := h.child("")
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { child.Process.Kill(); child.Wait() }()
	o = h.untilKept(t, id)
	return o, memory(t, child.Process.Pid, "VmRSS"), memory(t, child.Process.Pid, "VmHWM")
}

// TestAnOrderOf500LargePhotosNeedsLittleMemory: a shop's program fetches, verifies and composes 500 photos of 24 megapixels
// within 80 MB of what it has after an order of one small one.
func TestAnOrderOf500LargePhotosNeedsLittleMemory(t *testing.T) {
	h := newHouse(t)
	_, idle, _ := h.worked(t, h.place(t, choice("p1")).ID)
	original := large(t)
	c := choice()
	c.Copies = 1
	for i := range 500 {
		id := fmt.Sprintf("large-%d", i)
		h.photos.Add(id, id+".jpg", numbered(original, i))
		c.Photos = append(c.Photos, id)
	}
	o, _, peak := h.worked(t, h.place(t, c).ID)
	t.Logf("500 photos of %d KB: %d MB at most, %d MB when idle, print file of %d MB", len(original)>>10, peak>>20, idle>>20, o.Bytes>>20)
	if o.Progress.Fetched != 500 || o.Bytes < 500*int64(len(original)) {
		t.Errorf("the order is ready with %+v, %d bytes", o.Progress, o.Bytes)
	}
	if peak-idle > 80<<20 {
		t.Errorf("it needed %d MB more than when idle", (peak-idle)>>20)
	}
}
