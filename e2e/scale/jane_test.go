//go:build scale

package scale

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestJane is the whole story in a browser, with every request at another replica than the one before: she signs in, makes
// an album and uploads to it, connects the printer, picks, orders, downloads the print file, and takes the permission back.
func TestJane(t *testing.T) {
	c := start(t)
	jane := browser.Open(t, c.hosts())
	jane.Visit(c.photosURL + "/sign-in")
	jane.Fill("Screen name", "jane")
	jane.Fill("Password", programs.Password)
	jane.Press("Sign in")
	jane.See("Jane’s albums")

	jane.Fill("Name of the album", "Two machines")
	jane.Press("Make the album")
	jane.Upload("Choose pictures, or drop them here", picture(t, "vacation.jpg"), picture(t, "coffee.png"))
	jane.See("2 uploaded.")
	jane.Follow("Look at them")
	jane.See("2 photos, private")

	jane.Visit(c.printerURL)
	jane.Press("Connect to photos")
	jane.See("Allow printer to see your photos?")
	jane.Press("Allow")
	jane.See("Connected to photos as jane")
	jane.Follow("Two machines")
	jane.See("Tick what you want on paper.")
	jane.Choose("vacation")
	jane.Press("Print these")
	jane.See("Your basket")
	jane.Press("Review the order")
	jane.See("All as you want it?")
	jane.Press("Order")
	jane.See("Your print file is ready to download.")
	path, name := jane.Download("Download the PDF")
	if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), "%PDF-") || !strings.HasSuffix(name, ".pdf") {
		t.Errorf("the print file %s: %v", name, err)
	}

	jane.Visit(c.photosURL + "/connections")
	jane.Press("Revoke")
	jane.See("No connected apps")
	jane.Visit(c.printerURL + "/albums")
	jane.See("The permission was withdrawn")
}

// picture is the path of one of the demo photographs.
func picture(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../seed/photos", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}
