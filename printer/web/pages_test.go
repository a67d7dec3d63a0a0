package web

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/static"
	"example.net/oauth1/templates"
)

// nasty is a name as somebody may choose it.
const nasty = `<b>"Vacation"</b> & 'more'`

// fullPages has every page with everything on it.
func fullPages() map[string]any {
	page := templates.Page{App: "printer", CSRF: "token", User: &templates.User{ScreenName: "jane@printer.example", Name: nasty},
		Flashes: []templates.Flash{{Kind: "success", Text: nasty}}}
	connection := &orders.Connection{ScreenName: "jane", Created: time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC),
		Credentials: orders.Credentials{Token: "nnch734d00sl2jdk", Secret: "pfkkdhi9sl3r4s00"}}
	album := orders.Album{ID: "a1", Title: nasty, Private: true, PhotoCount: 3, Cover: "p1"}
	order := orders.Order{ID: "o1", Number: "K7QM-3XWD", AlbumTitle: nasty, Paper: "10x15", Finish: "glossy", Fit: orders.FitFill, Copies: 2,
		State: orders.NeedsPermission, Reason: nasty, Price: 1234, Progress: orders.Progress{Photos: 2, Fetched: 1, Missing: 1},
		Items: []orders.Item{{Photo: "p1", Title: nasty, State: orders.Fetched, Width: 4000, Height: 3000, Bytes: 3e6}, {Position: 1, Photo: "p2", State: orders.Missing, Reason: nasty}}}
	s := &Server{}
	row := OrderRow{order, statusOf(order)}
	sorry := trouble{nasty, nasty, connectAgain}
	return map[string]any{
		"home":       HomePage{page, connection, []OrderRow{row}, shelf()},
		"albums":     AlbumsPage{page, connection, nil, []orders.Album{album, {ID: "a2", Title: "Empty"}}},
		"album":      AlbumPage{page, nil, album, []templates.Picture{{ID: "p1", Src: "/thumbs/p1", Title: nasty, Width: 400, Height: 300}}, 1, true},
		"basket":     fullBasket(page),
		"crop":       fullCrop(page),
		"confirm":    ConfirmPage{page, sumOf(orders.Basket{Items: []orders.BasketItem{nastyItem}}), []Framed{frame(nastyItem, "/thumbs/p1")}, 3, 1, true, connection},
		"orders":     OrdersPage{page, []OrderRow{row}, nasty, []Choice{{nasty, nasty, true}}, true, "/orders?page=1", "/orders?page=3"},
		"order":      func() any { s.URL = parsed("http://localhost:8081"); return s.orderPage(page, order) }(),
		"pin":        PINPage{page, "hh5s93j4hdidpola", "http://localhost:8080/oauth/authorize", "http://localhost:8080/oauth/authorize?oauth_token=hh5s93j4hdidpola"},
		"ways":       fullWays(page, *connection),
		"settings":   SettingsPage{page, []SigningOffer{{"HMAC-SHA1", nasty, nasty, true}}, []SigningOffer{{"header", nasty, nasty, true}}, &ConnectionFacts{Connection: *connection}, nasty},
		"connected":  ConnectedPage{page, *connection, "/albums"},
		"account":    AccountPage{page, orders.Customer{Name: nasty, Email: "jane@printer.example", Account: true}, connection},
		"sign-in":    SignPage{page, nasty, nasty, nasty, []Account{{"jane@printer.example", "printer-demo"}}},
		"sign-up":    SignPage{Page: page, Email: nasty, Name: nasty, Error: nasty},
		"unfinished": UnfinishedPage{page, sorry},
		"error":      templates.Problem{Page: page, Code: 404, Title: nasty, Text: nasty, Href: "/", Action: "Home", Reference: nasty},
	}
}

// nastyItem is a photo in a basket, with too few pixels.
var nastyItem = orders.BasketItem{ID: "i1", Photo: "p1", AlbumTitle: nasty, Title: nasty, File: nasty, Alt: nasty, Width: 400, Height: 300,
	Look: orders.Look{Paper: "20x30", Finish: "matte", Fit: orders.FitFill, Copies: 3, Crop: orders.CropOf(.2, .4, 2, 1, true)}}

func fullBasket(page templates.Page) BasketPage {
	s := &Server{URL: parsed("http://localhost:8081")}
	b := orders.Basket{Items: []orders.BasketItem{nastyItem}}
	return BasketPage{Page: page, BasketSum: sumOf(b), Rows: []BasketRow{s.basketRow(nastyItem)}, All: nastyItem.Look, At: 1, Pages: 3,
		Papers: []PaperOffer{{orders.Papers()[1], 19}}, Finishes: orders.Finishes(), Fits: fits, Action: "/basket?page=2", Prev: "/basket", Next: "/basket?page=3"}
}

func fullCrop(page templates.Page) CropPage {
	s := &Server{URL: parsed("http://localhost:8081")}
	return CropPage{Page: page, BasketRow: s.basketRow(nastyItem), Place: nastyItem.Crop, Number: 2, Count: 3, Prev: "i0", Next: "i2", Back: "/basket#p-i1",
		Papers: orders.Papers(), Finishes: orders.Finishes(), Fits: fits, Spots: spots, Turns: turns, At: "dragged", Soft: 150}
}

// emptyPages has every page with as little on it as there may be.
func emptyPages() map[string]any {
	page := templates.Page{App: "printer"}
	return map[string]any{
		"home": HomePage{Page: page}, "albums": AlbumsPage{Page: page, Trouble: &trouble{"T", "t", "d"}}, "album": AlbumPage{Page: page},
		"basket": BasketPage{Page: page}, "confirm": ConfirmPage{Page: page}, "crop": CropPage{Page: page}, "orders": OrdersPage{Page: page},
		"order": OrderPage{Page: page, Order: orders.Order{State: orders.Fetching}}, "pin": PINPage{Page: page}, "ways": WaysPage{Page: page}, "settings": SettingsPage{Page: page}, "connected": ConnectedPage{Page: page}, "account": AccountPage{Page: page},
		"sign-in": SignPage{Page: page}, "sign-up": SignPage{Page: page}, "unfinished": UnfinishedPage{Page: page}, "error": templates.Problem{Page: page},
	}
}

func TestPages(t *testing.T) {
	set, err := templates.Parse(templates.FS, "printer", static.Files)
	if err != nil {
		t.Fatal(err)
	}
	full, empty := fullPages(), emptyPages()
	maps.Copy(full, fullInspector())
	maps.Copy(empty, emptyInspector())
	for _, name := range set.Pages() {
		if strings.HasPrefix(name, "guided") {
			continue // TestGuidedPages
		}
		for kind, data := range map[string]any{"full": full[name], "empty": empty[name]} {
			t.Run(name+" "+kind, func(t *testing.T) {
				if data == nil {
					t.Fatal("this page has no test data")
				}
				var b strings.Builder
				if err := set.Render(&b, name, data); err != nil {
					t.Fatal(err)
				}
				for _, fault := range faults(b.String()) {
					t.Error(fault)
				}
			})
		}
	}
}

// faults lists what no page may have.
func faults(page string) (list []string) {
	for _, secret := range []string{"nnch734d00sl2jdk", "pfkkdhi9sl3r4s00", nasty, "ZgotmplZ", "<no value>", " style=", " onclick="} {
		if strings.Contains(page, secret) {
			list = append(list, fmt.Sprintf("the page contains %q", secret))
		}
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return append(list, err.Error())
	}
	ids, labelled, headings := map[string]bool{}, map[string]bool{}, 0
	for n := range root.Descendants() {
		if n.Data == "label" {
			labelled[attribute(n, "for")] = true
		}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				list = append(list, "two elements have the id "+id)
			}
			ids[id] = true
		}
		switch {
		case n.Data == "h1":
			headings++
		case n.Data == "img" && !has(n, "alt"):
			list = append(list, "an image has no alt")
		case n.Data == "form" && attribute(n, "method") == "post" && !hasToken(n):
			list = append(list, "the form to "+attribute(n, "action")+" has no CSRF token")
		case n.Data == "form" && strings.ToLower(attribute(n, "method")) != "post" && attribute(n, "role") != "search":
			list = append(list, "the form to "+attribute(n, "action")+" does not post")
		case n.Data == "input" && attribute(n, "type") != "hidden" && !labelled[attribute(n, "id")] && !inside(n, "label"):
			list = append(list, "the input "+attribute(n, "name")+" has no label")
		}
	}
	if headings != 1 {
		list = append(list, fmt.Sprintf("the page has %d h1", headings))
	}
	return list
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func inside(n *html.Node, element string) bool {
	for parent := range n.Ancestors() {
		if parent.Data == element {
			return true
		}
	}
	return false
}

func hasToken(form *html.Node) bool {
	for n := range form.Descendants() {
		if n.Data == "input" && attribute(n, "name") == "csrf_token" {
			return true
		}
	}
	return false
}
