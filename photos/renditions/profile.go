package renditions

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"
)

// profile is an ICC profile that says which colours the numbers of a picture
// stand for. Without it a picture in Display P3 or Adobe RGB would look dull.
// nil is sRGB, which is what every browser takes a picture without one for.
type profile []byte

// The header of a profile (ICC.1:2010 section 7.2). More than maxProfile is for
// printing presses; those that cameras and screens use have hundreds of bytes.
const (
	maxProfile    = 16 << 10
	profileHeader = 128
	inJPEG        = "ICC_PROFILE\x00" // before a profile, in an APP2 segment
)

// noteProfile keeps the profile of a JPEG, if it is in one piece.
func (s *shape) noteProfile(segment []byte) {
	rest, ok := bytes.CutPrefix(segment, []byte(inJPEG))
	if ok && len(rest) > 2 && rest[0] == 1 && rest[1] == 1 {
		s.profile = rest[2:]
	}
}

// unpackProfile unpacks that of a PNG, which has a name before it.
func unpackProfile(chunk []byte) []byte {
	_, packed, ok := bytes.Cut(chunk, []byte{0})
	if !ok || len(packed) < 2 || packed[0] != 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil {
		return nil
	}
	return b
}

// parseProfile takes a profile that is one, is small, and is needed: what only
// looks like one stays behind with the rest of the metadata.
func parseProfile(b []byte) profile {
	if len(b) < profileHeader+4 || len(b) > maxProfile || binary.BigEndian.Uint32(b) != uint32(len(b)) || string(b[36:40]) != "acsp" {
		return nil
	}
	switch string(b[12:16]) {
	case "mntr", "scnr", "prtr", "spac":
	default:
		return nil
	}
	if !wholeTags(b) || describesSRGB(b) {
		return nil
	}
	return b
}

// eachTag calls f with the tags of a profile until it answers false; so does
// eachTag, and for a table that is not one (section 7.3).
func eachTag(b []byte, f func(name string, content []byte) bool) bool {
	count := int64(binary.BigEndian.Uint32(b[profileHeader:]))
	if count == 0 || profileHeader+4+12*count > int64(len(b)) {
		return false
	}
	for i := range int(count) {
		entry := b[profileHeader+4+12*i:]
		offset, size := int64(binary.BigEndian.Uint32(entry[4:])), int64(binary.BigEndian.Uint32(entry[8:]))
		if offset+size > int64(len(b)) || !f(string(entry[:4]), b[offset:offset+size]) {
			return false
		}
	}
	return true
}

func wholeTags(b []byte) bool { return eachTag(b, func(string, []byte) bool { return true }) }

// describesSRGB tells whether a profile calls itself sRGB. Most pictures have
// such a one, of three kilobytes, and look the same without it.
func describesSRGB(b []byte) bool {
	return !eachTag(b, func(name string, content []byte) bool {
		return name != "desc" || !bytes.Contains(content, []byte("sRGB")) && !bytes.Contains(content, []byte("s\x00R\x00G\x00B"))
	})
}

// addTo puts the profile into a JPEG of img, behind its first marker, if it is
// one for such pictures.
func (p profile) addTo(jpeg []byte, img image.Image) []byte {
	space := "RGB "
	if _, gray := img.(*image.Gray); gray {
		space = "GRAY"
	}
	if p == nil || string(p[16:20]) != space {
		return jpeg
	}
	segment := binary.BigEndian.AppendUint16([]byte{0xff, markerAPP2}, uint16(2+len(inJPEG)+2+len(p)))
	segment = append(append(append(segment, inJPEG...), 1, 1), p...)
	return bytes.Join([][]byte{jpeg[:2], segment, jpeg[2:]}, nil)
}
