package printer_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var photoInBasket = regexp.MustCompile(`/basket/photos/([0-9A-Z]+)`)

// item is the first photo in the basket.
func (b *browser) item() string {
	b.t.Helper()
	found := photoInBasket.FindStringSubmatch(b.get("/basket").html)
	if found == nil {
		b.t.Fatal("there is no photo in the basket")
	}
	return found[1]
}

// pick puts photos of the album into the basket.
func (b *browser) pick(photos ...string) *page {
	b.t.Helper()
	var fields []string
	for _, id := range photos {
		fields = append(fields, "photo", id)
	}
	return b.get("/albums/a1").submit("/albums/a1", fields...)
}

// What one customer chose is to everybody else as what never existed.
func TestTheBasketIsTheCustomersAlone(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane, sam := s.visit(t), s.visit(t)
	jane.connect(p, "jane")
	sam.connect(p, "sam")
	jane.pick("p1", "p2").shows(200, "2 photos chosen")
	sam.get("/basket").shows(200, "Nothing in it yet")
	never := sam.get("/basket/photos/NEVEREXISTED").shows(404, "Nothing here")
	if theirs := sam.get("/basket/photos/" + jane.item()); theirs.status != 404 || theirs.text() != never.text() {
		t.Errorf("sam sees jane's photo on its paper: %d %s", theirs.status, theirs.text())
	}
	forged := sam.get("/account").form("/disconnect")
	for _, path := range []string{"/basket/photos/" + jane.item(), "/basket/photos/NEVEREXISTED"} {
		forged.Set("paper", "a4")
		sam.post(path, forged).shows(404, "Nothing here")
	}
	forged.Set("remove", jane.item())
	forged.Set("empty", "1")
	sam.post("/basket", forged)
	jane.get("/basket").shows(200, "2 photos chosen")
	if stranger := s.visit(t).get("/pictures/p1"); stranger.status != 404 {
		t.Errorf("a stranger sees the picture: status %d", stranger.status)
	}
}

// Another customer's order is neither ordered again, nor changed, nor cancelled.
func TestNobodyElseTouchesAnOrder(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane, sam := s.visit(t), s.visit(t)
	jane.connect(p, "jane")
	sam.connect(p, "sam")
	order := jane.order("p1").address.Path
	forged := sam.get("/account").form("/disconnect")
	forged.Set("key", "SOMEKEY")
	for _, action := range []string{"/again", "/basket", "/cancel", "/resume"} {
		theirs, never := sam.post(order+action, forged), sam.post("/orders/NEVEREXISTED"+action, forged)
		if theirs.status != 404 || theirs.text() != never.text() {
			t.Errorf("sam's %s is answered %d: %s", action, theirs.status, theirs.text())
		}
	}
	jane.until(order, "event: end")
	jane.get(order).shows(200, "Your print file is ready")
	if n := strings.Count(sam.get("/orders").html, `href="/orders/`); n != 0 {
		t.Errorf("sam has %d orders", n)
	}
}

// The basket is the account's: it is there on another device, and what another browser had chosen joins it.
func TestTheBasketIsOnEveryDevice(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	desk, phone := s.visit(t), s.visit(t)
	desk.connect(p, "jane")
	desk.pick("p1").shows(200, "1 photo chosen")
	desk.get("/sign-up").submit("/sign-up", "email", "j@example.com", "name", "Jane", "password", "correct horse").shows(200, "Welcome, Jane")
	desk.get("/basket").shows(200, "1 photo chosen")
	phone.connect(p, "jane")
	phone.pick("p2", "p3")
	phone.get("/sign-in").submit("/sign-in", "email", "j@example.com", "password", "correct horse").shows(200, "Welcome back")
	phone.get("/basket").shows(200, "3 photos chosen")
	desk.get("/basket").shows(200, "3 photos chosen")
	phone.get("/account").submit("/sign-out")
	phone.get("/basket").shows(200, "Nothing in it yet")
}

// A photo that lies in the basket already is not put there twice.
func TestTheBasketCollects(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	jane.pick("p1", "p2").shows(200, "2 photos are in your basket now.")
	jane.get("/albums/a1").shows(200, "2 photos of this album are in your basket already")
	jane.pick("p2", "p3").shows(200, "1 photo is new in your basket", "3 photos chosen")
	jane.get("/albums/a1").submit("/albums/a1", "photo", "p1", "then", "more").shows(200, "already", "Choose an album")
	jane.get("/basket").submit("/basket", "remove", jane.item()).shows(200, "2 photos chosen")
	jane.get("/basket").submit("/basket", "empty", "1").shows(200, "Nothing in it yet")
	if at := jane.get("/basket/confirm").address.Path; at != "/basket" {
		t.Errorf("the last look at nothing is at %s", at)
	}
}

// However a form places a photo, the shop keeps what it can print, or says why not.
func TestPlacesAreChecked(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	jane.pick("p1")
	path := "/basket/photos/" + jane.item()
	good := []string{"paper", "13x18", "finish", "matte", "fit", "fill", "copies", "2", "turn", "0"}
	with := func(more ...string) *page {
		fields := slices.Clone(good)
		for i := 0; i < len(more); i += 2 {
			if at := slices.Index(fields, more[i]); at >= 0 {
				fields[at+1] = more[i+1]
			} else {
				fields = append(fields, more[i], more[i+1])
			}
		}
		return jane.get(path).submit(path, fields...)
	}
	with("zoom", "1.5", "x", "0.2", "y", "0.7", "at", "dragged").shows(200, "13 × 18 cm, Matte, Fill the paper")
	jane.get(path).shows(200, "Where I dragged it")
	for _, bad := range [][]string{{"paper", "gold"}, {"finish", "wet"}, {"fit", "stretch"}, {"copies", "0"}, {"copies", "many"}} {
		with(bad...).shows(200, "Please choose")
	}
	for _, odd := range [][]string{{"zoom", "NaN"}, {"zoom", "1e308"}, {"x", "-Inf"}, {"y", "words"}, {"turn", "-99"}, {"turn", "99999999999999999999"}, {"at", "nowhere"}} {
		with(odd...).shows(200, "Your basket")
	}
	if page := jane.get(path); strings.Contains(page.html, "NaN") || strings.Contains(page.html, "Inf") {
		t.Error("the page has numbers that are none")
	}
}

// An order is cancelled while photos is down, and then cannot go on.
func TestAnOrderIsCancelled(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	confirm := jane.choose("p1")
	p.misbehave("*", drop)
	order := confirm.submit(confirm.orderAction()).address.Path
	jane.until(order, "Waiting")
	jane.get(order).submit(order+"/cancel").shows(200, "You cancelled this order.")
	p.misbehave("*", nil)
	if events := jane.until(order, "event: end"); !strings.Contains(events, "Cancelled") {
		t.Errorf("the events end with %s", events)
	}
	if pdf := jane.get(order + "/pdf"); pdf.status != 404 {
		t.Errorf("a cancelled order has a print file: status %d", pdf.status)
	}
	jane.get("/orders?show=ended").shows(200, "Cancelled")
	jane.get("/orders?show=ready&q=nothing").shows(200, "No order fits")
}

// One click orders the same again; a second click on the same page does not order twice.
func TestAnOrderIsOrderedAgain(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	first := jane.order("p1", "p2").address.Path
	jane.until(first, "event: end")
	ready := jane.get(first)
	again, twice := ready.submit(first+"/again").address.Path, ready.submit(first+"/again").address.Path
	if again == first || again != twice {
		t.Errorf("ordering %s again twice made %s and %s", first, again, twice)
	}
	jane.until(again, "event: end")
	jane.get(again).shows(200, "Your print file is ready", "13 × 18 cm, Matte")
	late := jane.get(again).submit(again+"/basket").shows(200, "2 photos chosen")
	late.submit("/basket").shows(200, "Order 4 prints")
	late.b.post(first+"/cancel", jane.get(first).form(first+"/again")).shows(200, "It is too late to cancel")
}

// Nobody makes the printer knock at photos without end, from one address or under one name.
func TestConnectingIsLimited(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	for try := 1; ; try++ {
		answer := jane.get("/account").submit("/connect")
		if answer.status == http.StatusTooManyRequests {
			answer.shows(429, "too often")
			break
		}
		if try > 60 {
			t.Fatal("sixty Request Tokens were asked for, and no end")
		}
	}
	s.visit(t).get("/account").submit("/connect").shows(429, "too often") // the same address
}

// A customer's event streams are counted; those of others are not among them.
func TestEventStreamsAreLimited(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane, sam := s.visit(t), s.visit(t)
	jane.connect(p, "jane")
	sam.connect(p, "sam")
	p.misbehave("/api/photos/p1/file", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	order, his := jane.order("p1").address.Path, sam.order("p1").address.Path
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	for n := 1; ; n++ {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+order+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := jane.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.StatusCode == http.StatusTooManyRequests {
			break
		}
		if n > 30 {
			t.Fatal("thirty streams are open")
		}
	}
	sam.until(his, "data:")
	jane.get(order).shows(200, "Order")
}
