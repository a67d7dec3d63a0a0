package renditions

import (
	"image"
	"math"
)

// A JPEG holds brightness and colour in planes of their own, the colours mostly
// with half the width and height. Making the planes smaller as they are, and
// handing them to the encoder as they are, takes less than half of the time of
// going by way of red, green and blue, and hardly any memory.

// plane is one component of a picture.
type plane struct {
	pix           []uint8
	stride        int
	width, height int
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.stride:][:p.width] }

// planar makes a picture that is in planes smaller, to 4:2:0.
func planar(img image.Image, width, height int) image.Image {
	bounds := image.Rect(0, 0, width, height)
	switch src := img.(type) {
	case *image.Gray:
		dst := image.NewGray(bounds)
		b := src.Bounds()
		shrinkPlane(plane{dst.Pix, dst.Stride, width, height}, plane{src.Pix[src.PixOffset(b.Min.X, b.Min.Y):], src.Stride, b.Dx(), b.Dy()},
			float64(b.Dx())/float64(width), float64(b.Dy())/float64(height))
		return dst
	case *image.YCbCr:
		dst := image.NewYCbCr(bounds, image.YCbCrSubsampleRatio420)
		from, to := planesOf(src), planesOf(dst)
		across, down := float64(from[0].width)/float64(width), float64(from[0].height)/float64(height)
		shrinkPlane(to[0], from[0], across, down)
		h, v := subsampling(src.SubsampleRatio)
		for i := 1; i < 3; i++ {
			shrinkPlane(to[i], from[i], across*2/float64(h), down*2/float64(v))
		}
		return dst
	}
	return nil
}

// planesOf are brightness, blueness and redness.
func planesOf(img *image.YCbCr) [3]plane {
	b := img.Bounds()
	h, v := subsampling(img.SubsampleRatio)
	width, height := (b.Dx()+h-1)/h, (b.Dy()+v-1)/v
	y, c := img.YOffset(b.Min.X, b.Min.Y), img.COffset(b.Min.X, b.Min.Y)
	return [3]plane{
		{img.Y[y:], img.YStride, b.Dx(), b.Dy()},
		{img.Cb[c:], img.CStride, width, height},
		{img.Cr[c:], img.CStride, width, height},
	}
}

// subsampling is how many pixels share a colour, across and down.
func subsampling(ratio image.YCbCrSubsampleRatio) (h, v int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// Weights are whole numbers of this many bits; between the two directions so
// many are kept as do not overflow.
const (
	weightBits = 14
	keptBits   = 6
)

// shrinkPlane makes dst of src by Lanczos' window of three lobes. across and
// down are how many samples of src one of dst stands for. Row by row it goes
// down first, then across, so that a row is all that it holds in between.
func shrinkPlane(dst, src plane, across, down float64) {
	columns, rows := weigh(dst.width, src.width, across), weigh(dst.height, src.height, down)
	line := make([]int32, src.width)
	for y, taps := range rows {
		gather(line, src, taps)
		scatter(dst.row(y), line, columns)
	}
}

// taps are the samples that one sample is made of, and how much each counts.
type taps struct {
	first   int
	weights []int32
}

// weigh computes the taps of every sample of a row or column of to samples, of
// one that has from.
func weigh(to, from int, scale float64) []taps {
	all := make([]taps, to)
	wide := max(scale, 1)
	for i := range all {
		center := (float64(i)+0.5)*scale - 0.5
		first := min(max(0, int(math.Ceil(center-3*wide))), from-1)
		last := max(min(from-1, int(math.Floor(center+3*wide))), first)
		weights := make([]float64, last-first+1)
		sum := 0.0
		for k := range weights {
			weights[k] = lanczos((float64(first+k) - center) / wide)
			sum += weights[k]
		}
		all[i] = taps{first, whole(weights, sum)}
	}
	return all
}

// whole makes weights whole numbers that add up to one exactly, so that an even
// surface stays as bright as it is.
func whole(weights []float64, sum float64) []int32 {
	rounded := make([]int32, len(weights))
	rest, largest := int32(1<<weightBits), 0
	for k, w := range weights {
		rounded[k] = int32(math.Round(w / sum * (1 << weightBits)))
		rest -= rounded[k]
		if rounded[k] > rounded[largest] {
			largest = k
		}
	}
	rounded[largest] += rest
	return rounded
}

func lanczos(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1e-9:
		return 1
	case x >= 3:
		return 0
	}
	x *= math.Pi
	return 3 * math.Sin(x) * math.Sin(x/3) / (x * x)
}

// gather sums up rows, and leaves keptBits behind the point.
func gather(line []int32, src plane, t taps) {
	clear(line)
	k := 0
	for ; k+4 <= len(t.weights); k += 4 { // four at a time: the sums are read and written less often
		a, b, c, d := src.row(t.first+k), src.row(t.first+k+1), src.row(t.first+k+2), src.row(t.first+k+3)
		w := t.weights[k : k+4 : k+4]
		wa, wb, wc, wd := w[0], w[1], w[2], w[3]
		a, b, c, d = a[:len(line)], b[:len(line)], c[:len(line)], d[:len(line)]
		for x := range line {
			line[x] += wa*int32(a[x]) + wb*int32(b[x]) + wc*int32(c[x]) + wd*int32(d[x])
		}
	}
	for ; k < len(t.weights); k++ {
		w, a := t.weights[k], src.row(t.first + k)[:len(line)]
		for x := range line {
			line[x] += w * int32(a[x])
		}
	}
	const half = 1 << (weightBits - keptBits - 1)
	for x := range line {
		line[x] = (line[x] + half) >> (weightBits - keptBits)
	}
}

// scatter makes a row of dst from a line.
func scatter(dst []uint8, line []int32, columns []taps) {
	const half = 1 << (weightBits + keptBits - 1)
	for x := range dst {
		t := &columns[x]
		sum, part := int32(half), line[t.first:][:len(t.weights)]
		for k, w := range t.weights {
			sum += w * part[k]
		}
		dst[x] = uint8(min(max(sum>>(weightBits+keptBits), 0), 255))
	}
}
