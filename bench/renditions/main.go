// Command renditions measures what making the renditions of one photograph
// costs photos/renditions, beside vipsthumbnail making the same sizes, each from
// the one before. Both are processes of their own; CPU time and the most memory
// are what the system says of them when they have ended. Whether the quality is
// right is a test: photos/renditions.TestRenditionsAreNearlyAsGoodAsCanBe.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"golang.org/x/image/draw"

	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/renditions"
)

func main() {
	one := flag.String("one", "", "make the renditions of this file and end (used by the program itself)")
	large := flag.String("large", "", "write the enlarged photograph here and end (used by the program itself)")
	from := flag.String("photo", "seed/photos/vacation.jpg", "the photograph, enlarged to 12 megapixels")
	rounds := flag.Int("rounds", 5, "rounds")
	flag.Parse()
	var err error
	switch {
	case *one != "":
		err = makeAll(*one)
	case *large != "":
		err = enlarge(*from, *large)
	default:
		err = compare(*from, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "renditions:", err)
		os.Exit(1)
	}
}

// makeAll does what photos does after an upload.
func makeAll(file string) error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "renditions")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	folder, err := blobs.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	original, err := os.Open(file)
	if err != nil {
		return err
	}
	defer original.Close()
	staged, err := folder.Stage(ctx, original, gallery.DefaultMaxBytes)
	if err != nil {
		return err
	}
	defer staged.Close()
	if err := staged.Keep(); err != nil {
		return err
	}
	w := &renditions.Workshop{Blobs: folder, Pending: nothing{}}
	w.Start()
	defer w.Close()
	thumb, err := w.Open(ctx, staged.SHA256(), gallery.Thumb)
	if err != nil {
		return err
	}
	return thumb.Close()
}

// nothing is pending here but what is asked for.
type nothing struct{}

func (nothing) PendingRenditions(context.Context, string, int) ([]string, error) { return nil, nil }

func (nothing) RenditionsMade(context.Context, string, bool, gallery.Placeholder) (wanted bool, err error) {
	return true, nil
}

// enlarge writes a JPEG of 4000 × 3000 pixels with a camera's noise.
func enlarge(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	small, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		return err
	}
	img := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	draw.BiLinear.Scale(img, img.Bounds(), small, small.Bounds(), draw.Src, nil)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(min(max(int(img.Pix[i])+random.IntN(9)-4, 0), 255))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o600)
}

func compare(from string, rounds int) error {
	dir, err := os.MkdirTemp("", "renditions")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	photo := filepath.Join(dir, "photo.jpg")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	// Not here: to the system a new process has taken up what its parent does.
	if _, err := run(self, "-photo", from, "-large", photo); err != nil {
		return err
	}
	vips, missing := exec.LookPath("vipsthumbnail")
	var ours, theirs []cost
	for range rounds {
		c, err := run(self, "-one", photo)
		if err != nil {
			return err
		}
		ours = append(ours, c)
		if missing != nil {
			continue
		}
		if c, err = vipsChain(vips, photo, dir); err != nil {
			return err
		}
		theirs = append(theirs, c)
	}
	fmt.Printf("All renditions of a JPEG of 12 megapixels, whole processes, medians of %d rounds\n\n%-40s %10s %12s\n", rounds, "", "CPU", "memory")
	print("photos/renditions", ours)
	if missing != nil {
		fmt.Println("vipsthumbnail is not installed (Debian: libvips-tools), so there is no comparison with it")
		return nil
	}
	print("vipsthumbnail, each from the one before", theirs)
	var ratios []float64
	for i := range ours {
		ratios = append(ratios, float64(ours[i].cpu)/float64(theirs[i].cpu))
	}
	slices.Sort(ratios)
	fmt.Printf("\nCPU of photos/renditions: %.2f times that of vipsthumbnail (from %.2f to %.2f)\n\n", ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	return nil
}

// vipsChain makes the same sizes in the same way.
func vipsChain(vips, photo, dir string) (total cost, err error) {
	from := photo
	for _, size := range gallery.RenditionSizes {
		to := filepath.Join(dir, string(size)+".jpg")
		c, err := run(vips, from, "--size", strconv.Itoa(size.Side()), "-o", to+"[Q=82,strip]")
		if err != nil {
			return cost{}, err
		}
		total.cpu += c.cpu
		total.memory = max(total.memory, c.memory)
		from = to
	}
	return total, nil
}

// cost is what a process took.
type cost struct {
	cpu    time.Duration
	memory int64
}

func run(name string, args ...string) (cost, error) {
	command := exec.Command(name, args...)
	if said, err := command.CombinedOutput(); err != nil {
		return cost{}, fmt.Errorf("%s: %w: %s", name, err, said)
	}
	state := command.ProcessState
	return cost{state.UserTime() + state.SystemTime(), peak(state)}, nil
}

func print(name string, costs []cost) {
	var cpu []time.Duration
	var memory []int64
	for _, c := range costs {
		cpu, memory = append(cpu, c.cpu), append(memory, c.memory)
	}
	slices.Sort(cpu)
	slices.Sort(memory)
	fmt.Printf("%-40s %10v %9d MB\n", name, cpu[len(cpu)/2].Round(time.Millisecond), memory[len(memory)/2]>>20)
}
