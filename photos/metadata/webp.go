package metadata

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// webpKinds are the chunks that make the picture, its colours and its movement.
var webpKinds = map[string]bool{"VP8 ": true, "VP8L": true, "VP8X": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true}

// The flags of VP8X that say which metadata follow.
const webpXMP, webpExif = 0x04, 0x08

// riffChunk is a chunk as it comes out: a piece of the file, or new content.
type riffChunk struct {
	kind  string
	at, n int64
	fresh []byte
}

func (c riffChunk) length() int64 {
	if c.fresh != nil {
		return int64(len(c.fresh))
	}
	return c.n
}

// webp copies a WebP. Its header says how long the whole is, so the chunks are
// looked at before the first byte is written.
func (f *filter) webp(r io.ReadSeeker) error {
	head, err := f.take(12)
	if err != nil {
		return err
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return errStructure
	}
	end := int64(binary.LittleEndian.Uint32(head[4:])) + 8
	chunks, err := f.webpChunks(r, end)
	if err != nil {
		return err
	}
	size := int64(4)
	for _, c := range chunks {
		size += 8 + c.length() + c.length()%2
	}
	if err := f.write(head[:4], binary.LittleEndian.AppendUint32(nil, uint32(size)), head[8:]); err != nil {
		return err
	}
	for _, c := range chunks {
		if err := f.webpChunk(r, c); err != nil {
			return err
		}
	}
	return nil
}

// webpChunks finds the chunks that stay.
func (f *filter) webpChunks(r io.ReadSeeker, end int64) (list []riffChunk, err error) {
	whole, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	f.removed = f.removed || whole > end
	exif := false
	for at := int64(12); at+8 <= min(end, whole); {
		head := make([]byte, 8)
		if err := readAt(r, at, head); err != nil {
			return nil, err
		}
		c := riffChunk{kind: string(head[:4]), at: at + 8, n: int64(binary.LittleEndian.Uint32(head[4:]))}
		if at = c.at + c.n + c.n%2; c.at+c.n > whole {
			return nil, errStructure
		}
		if c.kind == "EXIF" && c.n <= maxExif {
			if c.fresh, err = f.webpExif(r, c); err != nil {
				return nil, err
			}
		}
		if webpKinds[c.kind] || c.fresh != nil {
			list, exif = append(list, c), exif || c.fresh != nil
		} else {
			f.removed = true
		}
	}
	return list, f.webpFlags(r, list, exif)
}

// webpExif is an Exif chunk as it may stay. Some programs write the identifier
// of JPEG before it.
func (f *filter) webpExif(r io.ReadSeeker, c riffChunk) ([]byte, error) {
	content := make([]byte, c.n)
	if err := readAt(r, c.at, content); err != nil {
		return nil, err
	}
	return f.exif(bytes.TrimPrefix(content, exifID)), nil
}

// webpFlags makes VP8X say what is there now.
func (f *filter) webpFlags(r io.ReadSeeker, list []riffChunk, exif bool) error {
	for i, c := range list {
		if c.kind != "VP8X" || c.n < 1 || c.n > 1000 {
			continue
		}
		content := make([]byte, c.n)
		if err := readAt(r, c.at, content); err != nil {
			return err
		}
		content[0] &^= webpXMP
		if !exif {
			content[0] &^= webpExif
		}
		list[i].fresh = content
	}
	return nil
}

func (f *filter) webpChunk(r io.ReadSeeker, c riffChunk) (err error) {
	n := c.length()
	if err := f.write([]byte(c.kind), binary.LittleEndian.AppendUint32(nil, uint32(n))); err != nil {
		return err
	}
	if c.fresh != nil {
		err = f.write(c.fresh)
	} else if _, err = r.Seek(c.at, io.SeekStart); err == nil {
		_, err = io.CopyN(f.w, r, n)
	}
	return errors.Join(err, f.write(make([]byte, n%2)))
}

func readAt(r io.ReadSeeker, at int64, b []byte) error {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := io.ReadFull(r, b)
	return err
}
