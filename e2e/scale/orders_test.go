//go:build scale

package scale

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	people "example.net/oauth1/bench/programs"
)

const ready = "Your print file is ready to download."

// photosOf are the ids of the first photos of an album.
func (g granted) photosOf(t *testing.T, c *cluster, album string, n int) (ids []string) {
	t.Helper()
	var content struct{ Photos []struct{ ID string } }
	if err := people.Decode(g.client().Get(c.photosURL + "/api/albums/" + album))(&content); err != nil || len(content.Photos) < n {
		t.Fatalf("there are %d photos: %v", len(content.Photos), err)
	}
	for _, photo := range content.Photos[:n] {
		ids = append(ids, photo.ID)
	}
	return ids
}

// basket brings photos to the page with the button that orders.
func (c *cluster) basket(t *testing.T, shopper *people.Customer, album string, n int) (*html.Node, *url.URL) {
	t.Helper()
	page, at, err := people.Visit(shopper.Get(c.printerURL + "/albums/" + album))
	if err == nil {
		page, at, err = people.Press(shopper.Client, page, at, "Print these", url.Values{"photo": c.dance(t).photosOf(t, c, album, n)})
	}
	if err == nil {
		page, at, err = people.Press(shopper.Client, page, at, "Review the order", nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return page, at
}

// isReady waits until an order has its print file, and looks at that.
func (c *cluster) isReady(t *testing.T, shopper *http.Client, order string) {
	t.Helper()
	last := ""
	eventually(t, func() error { return fmt.Errorf("the order is not ready: %.600s", last) }, func() bool {
		page, _, err := people.Visit(shopper.Get(order))
		if err != nil {
			return false
		}
		last = people.Text(page)
		return strings.Contains(last, ready)
	})
	if status, _, body, err := answer(shopper.Get(order + "/pdf")); status != http.StatusOK || !strings.HasPrefix(body, "%PDF-") {
		t.Errorf("the print file is answered %d %.20q %v", status, body, err)
	}
}

// TestKilledDuringOrders: replicas of printer are killed while orders are placed and worked on. Every order that was
// acknowledged gets ready, and none is there twice although its button was pressed again.
func TestKilledDuringOrders(t *testing.T) {
	c := start(t)
	jane := c.dance(t)
	album := jane.firstAlbum(t, c).ID
	photos := jane.photosOf(t, c, album, 3)
	var shoppers []*people.Customer
	for range 2 {
		shopper, err := people.Connect(c.printerURL)
		if err != nil {
			t.Fatal(err)
		}
		shopper.Transport = patient{http.DefaultTransport}
		shoppers = append(shoppers, shopper)
	}
	killer := kill(t, c.printers, 2, 3)
	placed := make([]map[string]bool, len(shoppers))
	var all sync.WaitGroup
	for i, shopper := range shoppers {
		placed[i] = map[string]bool{}
		all.Go(func() {
			for killer.goesOn() && !t.Failed() {
				order, err := c.place(shopper, album, photos)
				if err != nil {
					t.Errorf("ordering: %v", err)
					return
				}
				placed[i][order] = true
				killer.saw()
			}
		})
	}
	all.Wait()
	for i, shopper := range shoppers {
		t.Logf("customer %d placed %d orders", i+1, len(placed[i]))
		for order := range placed[i] {
			c.isReady(t, shopper.Client, order)
		}
		if listed := c.ordersOf(t, shopper); listed != len(placed[i]) {
			t.Errorf("customer %d placed %d orders, and has %d", i+1, len(placed[i]), listed)
		}
	}
}

// ordersOf counts the orders that a customer's list leads to.
func (c *cluster) ordersOf(t *testing.T, shopper *people.Customer) int {
	t.Helper()
	page, at, err := people.Visit(shopper.Get(c.printerURL + "/orders"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for link := range page.Descendants() {
		if to, err := at.Parse(people.Attribute(link, "href")); err == nil && link.Data == "a" && orderPath.MatchString(to.Path) {
			found[to.Path] = true
		}
	}
	return len(found)
}

var orderPath = regexp.MustCompile(`^/orders/[^/]+$`)

// place puts photos into the basket and orders them.
func (c *cluster) place(shopper *people.Customer, album string, photos []string) (order string, err error) {
	page, at, err := people.Visit(shopper.Get(c.printerURL + "/albums/" + album))
	for _, press := range []struct {
		words  string
		filled url.Values
	}{{"Print these", url.Values{"photo": photos}}, {"Review the order", nil}, {"Order ", nil}} {
		if err == nil {
			page, at, err = people.Press(shopper.Client, page, at, press.words, press.filled)
		}
	}
	if err == nil && !strings.HasPrefix(at.Path, "/orders/") {
		err = fmt.Errorf("it leads to %s: %.300s", at, people.Text(page))
	}
	if err != nil {
		return "", err
	}
	return "http://" + at.Host + at.Path, nil
}
