package e2e

import (
	"testing"

	"example.net/oauth1/e2e/programs"
)

// chosen brings Jane to the last page before the order, with one photo.
func chosen(t *testing.T, demo *programs.Demo) *customer {
	t.Helper()
	jane := visitor(t, demo)
	jane.connect("jane")
	jane.choose("Vacation", "Mountain path")
	jane.Press("Review the order")
	jane.See("All as you want it?")
	jane.Expect("/events") // the page listens to its order, and says on the console when it cannot
	return jane
}

// prints makes sure that the order has come to its end: a PDF that shows the photo.
func (c *customer) prints(files ...string) {
	c.t.Helper()
	c.untilReady(false)
	pdf, _ := c.Download("Download the PDF")
	shows(c.t, pdf, files)
}

// TestPhotosIsDown: the order waits, says so, and goes on by itself.
func TestPhotosIsDown(t *testing.T) {
	demo := programs.Start(t)
	jane := chosen(t, demo)
	demo.Photos.Kill()
	jane.Press("Order")
	jane.See("Waiting")
	demo.Photos.Start()
	jane.prints("vacation.jpg")
}

// TestRevokeDuringAnOrder (P56): Jane takes the permission back while her order
// is on its way. The order says so, loses nothing, and goes on once she connects again.
func TestRevokeDuringAnOrder(t *testing.T) {
	demo := programs.Start(t)
	jane := chosen(t, demo)
	demo.Photos.Kill() // so that the order is caught on its way
	jane.Press("Order")
	jane.See("Waiting")
	order := jane.URL()
	demo.Printer.Kill()
	demo.Photos.Start()

	jane.Visit(demo.Photos.URL + "/connections")
	jane.Press("Revoke")
	jane.See("No connected apps")

	demo.Printer.Start()
	jane.Visit(order)
	jane.See("Needs you")
	jane.Press("Connect again")
	jane.See("Allow printer to see your photos?")
	jane.Press("Allow")
	jane.See("What you ordered")
	if jane.URL() != order {
		t.Errorf("connecting again leads to %s, not to the order", jane.URL())
	}
	jane.prints("vacation.jpg")
}

// TestDisconnect: the printer gives the permission back, and photos knows it.
func TestDisconnect(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.connect("jane")
	jane.Visit(demo.Photos.URL + "/connections")
	jane.See("Verified")
	jane.Visit(demo.Printer.URL + "/account")
	jane.Press("Disconnect")
	jane.See("Not connected.")
	jane.Visit(demo.Photos.URL + "/connections")
	jane.See("No connected apps")
}

// TestKilledDuringTheDance (P59): a power failure of either program while Jane
// looks at the question. What was acknowledged before it still counts.
func TestKilledDuringTheDance(t *testing.T) {
	for name, of := range map[string]func(*programs.Demo) *programs.Program{
		"photos":  func(d *programs.Demo) *programs.Program { return d.Photos },
		"printer": func(d *programs.Demo) *programs.Program { return d.Printer },
	} {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			jane := visitor(t, demo)
			jane.begin("jane")
			of(demo).Kill()
			of(demo).Start()
			jane.Press("Allow")
			jane.See("Connected to photos as jane")
		})
	}
}

// TestKilledDuringAnOrder: a power failure of either program right after the
// order was placed. It is made all the same.
func TestKilledDuringAnOrder(t *testing.T) {
	for name, of := range map[string]func(*programs.Demo) *programs.Program{
		"photos":  func(d *programs.Demo) *programs.Program { return d.Photos },
		"printer": func(d *programs.Demo) *programs.Program { return d.Printer },
	} {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			jane := chosen(t, demo)
			jane.Press("Order")
			of(demo).Kill()
			order := jane.URL()
			of(demo).Start()
			jane.Visit(order)
			jane.prints("vacation.jpg")
		})
	}
}
