package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrCode is an address that a telephone can read, as the path of an SVG with one unit for a module.
type qrCode struct {
	Size int    // of the whole, with the quiet zone that readers need
	Path string // what is dark
}

// quiet is the width of the light border, in modules.
const quiet = 4

func makeQR(address string) (qrCode, error) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return qrCode{}, fmt.Errorf("drawing %s: %w", address, err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return qrCode{code.Size + 2*quiet, path.String()}, nil
}
