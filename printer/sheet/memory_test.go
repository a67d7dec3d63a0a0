package sheet

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"example.net/oauth1/printer/orders"
)

// large makes a JPEG of a real header and that many bytes of data, with 0xFF as often as in a photograph.
func large(t testing.TB, path string, size int) {
	t.Helper()
	small := read(t, "orient-1.jpg")
	piece := append(bytes.Repeat([]byte{0x5a, 0xa5, 0x77, 0x13, 0x42}, 50), 0xff, 0x00)
	data := bytes.Repeat(piece, (size-len(small))/len(piece))
	data = append(append(bytes.Clone(small[:len(small)-2]), data...), 0xff, 0xd9)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// peak looks at the heap whenever an image has been written.
type peak struct {
	io.Writer
	most  uint64
	calls int
}

func (p *peak) Write(b []byte) (int, error) {
	if p.calls++; p.calls%500 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.most = max(p.most, m.HeapAlloc)
	}
	return p.Writer.Write(b)
}

func TestMemoryDoesNotGrowWithTheOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.jpg")
	large(t, path, 4<<20)
	j := job(orders.Papers()[1], orders.FitWhole)
	for range 300 {
		j.Prints = append(j.Prints, orders.Print{Path: path, Copies: 2})
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	out := &peak{Writer: io.Discard}
	if err := (Composer{}).Compose(t.Context(), out, j); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	t.Logf("1.2 GB: heap at most %d KB more, %d KB allocated in all", (out.most-before.HeapAlloc)>>10, (after.TotalAlloc-before.TotalAlloc)>>10)
	if out.most > before.HeapAlloc+8<<20 || after.TotalAlloc-before.TotalAlloc > 64<<20 {
		t.Errorf("300 originals of 4 MB took %d MB", (out.most-before.HeapAlloc)>>20)
	}
}

// The yardstick stands beside the thing measured: 20 originals of 3.3 MB.
func originals(b *testing.B) (paths []string, size int64) {
	dir := b.TempDir()
	for i := range 20 {
		paths = append(paths, filepath.Join(dir, fmt.Sprint(i)))
		large(b, paths[i], 3_300_000)
	}
	return paths, 20 * 3_300_000
}

func BenchmarkCompose(b *testing.B) {
	paths, size := originals(b)
	b.SetBytes(size)
	for b.Loop() {
		compose(b, job(orders.Papers()[1], orders.FitWhole, paths...))
	}
}

func BenchmarkFileCopy(b *testing.B) {
	paths, size := originals(b)
	b.SetBytes(size)
	for b.Loop() {
		out, err := os.Create(filepath.Join(b.TempDir(), "copy"))
		if err != nil {
			b.Fatal(err)
		}
		for _, path := range paths {
			in, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(out, in); err != nil {
				b.Fatal(err)
			}
			in.Close()
		}
		out.Close()
	}
}
