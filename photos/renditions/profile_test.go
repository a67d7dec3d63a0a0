package renditions

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"example.net/oauth1/photos/gallery"
)

// icc makes a small profile of a colour space, with a description.
func icc(space, description string) []byte {
	b := make([]byte, profileHeader)
	copy(b[12:], "mntr"+space+"XYZ ")
	copy(b[36:], "acsp")
	b = binary.BigEndian.AppendUint32(b, 1)
	b = append(b, "desc"...)
	b = binary.BigEndian.AppendUint32(b, profileHeader+4+12)
	b = binary.BigEndian.AppendUint32(b, uint32(len(description)))
	b = append(b, description...)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// withProfile is a picture in each format that can hold a profile, with one.
func withProfile(t *testing.T, kind string, gray bool, p []byte) []byte {
	t.Helper()
	var img image.Image = image.NewYCbCr(image.Rect(0, 0, 40, 30), image.YCbCrSubsampleRatio420)
	if gray {
		img = image.NewGray(image.Rect(0, 0, 40, 30))
	}
	var b bytes.Buffer
	if kind == "jpeg" {
		if err := jpeg.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		segment := binary.BigEndian.AppendUint16([]byte{0xff, markerAPP2}, uint16(len(inJPEG)+len(p)+4))
		segment = append(append(append(segment, inJPEG...), 1, 1), p...)
		return bytes.Join([][]byte{b.Bytes()[:2], segment, b.Bytes()[2:]}, nil)
	}
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(p) // a bytes.Buffer does not fail
	z.Close()
	return []byte(string(b.Bytes()[:33]) + chunk("iCCP", append([]byte("name\x00\x00"), packed.Bytes()...)) + string(b.Bytes()[33:]))
}

func TestAPictureOfManyColoursKeepsItsProfile(t *testing.T) {
	wide, plain := icc("RGB ", "Display P3"), icc("RGB ", "\x00s\x00R\x00G\x00B\x00 \x00I\x00E\x00C")
	damaged := bytes.Clone(wide)
	binary.BigEndian.PutUint32(damaged[profileHeader+8:], 1<<31)
	for _, test := range []struct {
		name    string
		gray    bool
		profile []byte
		kept    bool
	}{
		{"Display P3", false, wide, true},
		{"gray", true, icc("GRAY", "Dot gain"), true},
		{"sRGB, which needs none", false, plain, false},
		{"one for colours, in a gray picture", true, wide, false},
		{"one for inks", false, icc("CMYK", "FOGRA39"), false},
		{"one whose tags lie outside", false, damaged, false},
		{"one that claims another length", false, append(bytes.Clone(wide), 0), false},
		{"a page", false, []byte("<html>" + strings.Repeat("<script>alert(1)</script>", 20)), false},
		{"too large a one", false, icc("RGB ", strings.Repeat("x", maxProfile)), false},
	} {
		for _, kind := range []string{"jpeg", "png"} {
			t.Run(test.name+", "+kind, func(t *testing.T) {
				r := bytes.NewReader(withProfile(t, kind, test.gray, test.profile))
				f, err := Limits{}.withDefaults().look(r)
				if err != nil {
					t.Fatal(err)
				}
				made, err := render(t.Context(), r, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, size := range gallery.RenditionSizes {
					if bytes.Contains(made[size], test.profile) != test.kept || bytes.Contains(made[size], []byte(inJPEG)) != test.kept {
						t.Errorf("%s: kept is not %v", size, test.kept)
					}
					decodeJPEG(t, made[size])
				}
			})
		}
	}
}
