package uploads

import (
	"bytes"
	"compress/lzw"
)

// zeroLZW packs n zeros as a GIF does, with codes of three bits and more.
func zeroLZW(n int) []byte {
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.LSB, 2)
	zeros := make([]byte, 1<<16)
	for n > 0 {
		m := min(n, len(zeros))
		w.Write(zeros[:m]) // a bytes.Buffer does not fail
		n -= m
	}
	w.Close()
	return b.Bytes()
}
