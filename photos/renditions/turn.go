package renditions

import (
	"image"

	"github.com/disintegration/imaging"
)

// orientation is how a stored picture must be turned to stand upright, 1 to 8
// (Exif 2.3 section 4.6.4 A, tag 0x0112). Anything else counts as upright.
type orientation int

// sideways tells whether turning exchanges width and height.
func (o orientation) sideways() bool { return o >= 5 && o <= 8 }

// upright turns a picture. Small ones are turned, never originals.
func (o orientation) upright(img image.Image) image.Image {
	if o < 2 || o > 8 {
		return img
	}
	switch src := img.(type) {
	case *image.YCbCr:
		return o.turnPlanes(src)
	case *image.Gray:
		b := src.Bounds()
		dst := image.NewGray(o.turnRect(b))
		o.turnPlane(plane{dst.Pix, dst.Stride, dst.Rect.Dx(), dst.Rect.Dy()}, plane{src.Pix, src.Stride, b.Dx(), b.Dy()})
		return dst
	}
	return o.turn(img)
}

func (o orientation) turn(img image.Image) image.Image {
	switch o {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img)
	case 7:
		return imaging.Transverse(img)
	}
	return imaging.Rotate90(img)
}

// turnPlanes turns a picture of 4:2:0, as [planar] makes it.
func (o orientation) turnPlanes(src *image.YCbCr) image.Image {
	dst := image.NewYCbCr(o.turnRect(src.Bounds()), src.SubsampleRatio)
	from, to := planesOf(src), planesOf(dst)
	for i := range to {
		o.turnPlane(to[i], from[i])
	}
	return dst
}

func (o orientation) turnRect(r image.Rectangle) image.Rectangle {
	if o.sideways() {
		return image.Rect(0, 0, r.Dy(), r.Dx())
	}
	return image.Rect(0, 0, r.Dx(), r.Dy())
}

// turnPlane walks through src in the order in which dst wants its samples.
func (o orientation) turnPlane(dst, src plane) {
	right, down := 1, src.stride // steps in src for one step in dst
	start := 0
	lastX, lastY := src.width-1, (src.height-1)*src.stride
	switch o {
	case 2:
		start, right = lastX, -1
	case 3:
		start, right, down = lastY+lastX, -1, -src.stride
	case 4:
		start, down = lastY, -src.stride
	case 5:
		right, down = src.stride, 1
	case 6:
		start, right, down = lastY, -src.stride, 1
	case 7:
		start, right, down = lastY+lastX, -src.stride, -1
	case 8:
		start, right, down = lastX, src.stride, -1
	}
	for y := range dst.height {
		at := start + y*down
		for x, row := 0, dst.row(y); x < len(row); x++ {
			row[x] = src.pix[at]
			at += right
		}
	}
}
