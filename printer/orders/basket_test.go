package orders_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/printer/orders"
)

var vacation = orders.Album{ID: "a1", Title: "Vacation"}

func photos(ids ...string) (list []orders.Photo) {
	for _, id := range ids {
		list = append(list, orders.Photo{ID: id, Title: "Photo " + id, File: id + ".jpg", Width: 3000, Height: 2000})
	}
	return list
}

// fill puts photos into the customer's basket.
func (h *house) fill(t *testing.T, album orders.Album, ids ...string) orders.Basket {
	t.Helper()
	if _, err := h.AddToBasket(t.Context(), h.customer, album, photos(ids...)); err != nil {
		t.Fatal(err)
	}
	return h.basket(t)
}

func (h *house) basket(t *testing.T) orders.Basket {
	t.Helper()
	b, err := h.Basket(t.Context(), h.customer)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (h *house) change(t *testing.T, edit func(*orders.Basket)) orders.Basket {
	t.Helper()
	b, err := h.ChangeBasket(t.Context(), h.customer, func(b *orders.Basket) error { edit(b); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestABasketCollectsAcrossAlbumsAndKeepsEverything(t *testing.T) {
	h := newHouse(t)
	h.fill(t, vacation, "p1", "p2")
	h.change(t, func(b *orders.Basket) {
		b.Items[1].Look = orders.Look{Paper: "13x18", Finish: "matte", Fit: orders.FitFill, Copies: 3,
			Crop: orders.CropOf(.25, .75, 1.5, 3, true)}
	})
	b := h.fill(t, orders.Album{ID: "a2", Title: "Animals"}, "p3", "p1")
	if len(b.Items) != 3 || b.Items[2].AlbumTitle != "Animals" || b.Items[2].Paper != "13x18" || b.Items[2].Copies != 1 {
		t.Errorf("the basket has %+v: want p1, p2, p3 once each, the last on the paper of the one before", b.Items)
	}
	want := orders.Look{Paper: "13x18", Finish: "matte", Fit: orders.FitFill, Copies: 3, Crop: orders.Crop{X: .25, Y: .75, Zoom: 1.5, Turn: 3, Across: true}}
	if b.Items[1].Look != want {
		t.Errorf("kept %+v, want %+v", b.Items[1].Look, want)
	}
	if id, err := h.Repeat(t.Context(), h.customer, b.Items[1].ID); err != nil || id == b.Items[1].ID || h.basket(t).Find(id).Look != want {
		t.Errorf("repeating gave %q, %v", id, err)
	}
	b = h.change(t, func(b *orders.Basket) { b.Remove(b.Items[0].ID) })
	if got := h.basket(t); fmt.Sprint(got) != fmt.Sprint(b) || len(b.Items) != 3 {
		t.Errorf("kept %v, answered %v", got, b)
	}
}

func TestWhatTheShopDoesNotHaveDoesNotComeIntoABasket(t *testing.T) {
	h := newHouse(t)
	h.MaxPhotos = 3
	before := h.fill(t, vacation, "p1", "p2")
	for name, spoil := range map[string]func(*orders.Basket){
		"a paper that is not sold": func(b *orders.Basket) { b.Items[0].Paper = "banknote" },
		"no such finish":           func(b *orders.Basket) { b.Items[0].Finish = "gold" },
		"no such fit":              func(b *orders.Basket) { b.Items[0].Fit = "stretch" },
		"no copies":                func(b *orders.Basket) { b.Items[0].Copies = 0 },
		"too many copies":          func(b *orders.Basket) { b.Items[1].Copies = 100 },
		"a crop out of its bounds": func(b *orders.Basket) { b.Items[1].Crop = orders.Crop{X: 7, Y: .5, Zoom: 1} },
		"a photo without id":       func(b *orders.Basket) { b.Items[1].Photo = "" },
		"too many photos":          func(b *orders.Basket) { b.Items = append(b.Items, b.Items...) },
	} {
		_, err := h.ChangeBasket(t.Context(), h.customer, func(b *orders.Basket) error { spoil(b); return nil })
		if refusal, ok := err.(*orders.Refusal); !ok || !strings.HasSuffix(refusal.Sentence, ".") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := h.basket(t); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("a refused change changed the basket to %v", after)
	}
}

func TestABasketBecomesOneOrderForEachPaper(t *testing.T) {
	h := newHouse(t)
	h.run(t)
	h.fill(t, vacation, "p1", "p2", "p3")
	b := h.change(t, func(b *orders.Basket) {
		b.Items[0].Copies, b.Items[0].Fit, b.Items[0].Crop = 2, orders.FitFill, orders.CropOf(.2, .5, 2, 1, true)
		b.Items[2].Paper, b.Items[2].Finish = "20x30", "matte"
	})
	if b.Total() != 3*19+199 || b.Prints() != 4 {
		t.Errorf("%d prints cost %s", b.Prints(), b.Total())
	}
	list, err := h.Checkout(t.Context(), h.customer, b.Key())
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	small, large := list[0], list[1]
	if small.Paper != "10x15" || small.Price != 3*19 || small.Fit != "" || small.Copies != 0 || small.AlbumTitle != "Vacation" {
		t.Errorf("the first order is %+v", small)
	}
	if it := small.Items[0]; it.Crop != b.Items[0].Crop || it.Fit != orders.FitFill || it.Copies != 2 {
		t.Errorf("its first photo is %+v", it)
	}
	if large.Paper != "20x30" || large.Finish != "matte" || large.Price != 199 || large.Fit != orders.FitWhole {
		t.Errorf("the second order is %+v", large)
	}
	if left := h.basket(t); len(left.Items) != 0 {
		t.Errorf("the basket still has %v", left.Items)
	}
	h.until(t, small.ID, orders.Ready)
	h.until(t, large.ID, orders.Ready)
	if n := h.pages(t, small.ID); n != 3 {
		t.Errorf("%d pages", n)
	}
}

func TestABasketIsOrderedOnceAndAsItWasSeen(t *testing.T) {
	h := newHouse(t)
	b := h.fill(t, vacation, "p1", "p2")
	seen := b.Key()
	h.change(t, func(b *orders.Basket) { b.Items[0].Copies = 9 })
	if _, err := h.Checkout(t.Context(), h.customer, seen); err != orders.ErrBasketChanged {
		t.Errorf("a basket that nobody saw was ordered: %v", err)
	}
	b = h.basket(t)
	ids := make(chan string, 20)
	var clicks sync.WaitGroup
	for range 20 {
		clicks.Go(func() {
			list, err := h.Checkout(t.Context(), h.customer, b.Key())
			if err != nil || len(list) != 1 {
				t.Errorf("%v, %v", list, err)
				return
			}
			ids <- list[0].ID
		})
	}
	clicks.Wait()
	close(ids)
	first := <-ids
	for id := range ids {
		if id != first {
			t.Errorf("two orders: %s and %s", first, id)
		}
	}
	if list, err := h.Orders(t.Context(), h.customer); err != nil || len(list) != 1 {
		t.Errorf("%d orders, %v", len(list), err)
	}
	if _, err := h.Checkout(t.Context(), h.customer, h.basket(t).Key()); err == nil {
		t.Error("an empty basket was ordered")
	}
}

func TestWithoutPermissionTheBasketStays(t *testing.T) {
	h := newHouse(t)
	b := h.fill(t, vacation, "p1")
	if err := h.Disconnect(t.Context(), h.customer); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Checkout(t.Context(), h.customer, b.Key()); err != orders.ErrNotConnected {
		t.Errorf("ordering: %v", err)
	}
	h.connect(t, "jane-2", "jane")
	if list, err := h.Checkout(t.Context(), h.customer, b.Key()); err != nil || len(list) != 1 {
		t.Errorf("after connecting again: %v, %v", list, err)
	}
}

func TestSigningInBringsTheBasketOfThisBrowser(t *testing.T) {
	h := newHouse(t)
	account, err := h.NewCustomer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.SignUp(t.Context(), account.ID, "jane@example.com", "Jane", "a printer password"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddToBasket(t.Context(), account.ID, vacation, photos("p9")); err != nil {
		t.Fatal(err)
	}
	h.fill(t, vacation, "p1", "p2")
	if _, err := h.SignIn(t.Context(), h.customer, "jane@example.com", "a printer password"); err != nil {
		t.Fatal(err)
	}
	b, err := h.Basket(t.Context(), account.ID)
	if err != nil || len(b.Items) != 3 || b.Items[0].Photo != "p9" || b.Items[1].Photo != "p1" {
		t.Errorf("the account has %+v, %v", b.Items, err)
	}
	if left := h.basket(t); len(left.Items) != 0 {
		t.Errorf("the browser still has %+v", left.Items)
	}
}

func TestAnothersBasketCannotBeReached(t *testing.T) {
	h := newHouse(t)
	b := h.fill(t, vacation, "p1")
	sam, err := h.NewCustomer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Repeat(t.Context(), sam.ID, b.Items[0].ID); err != orders.ErrNotFound {
		t.Errorf("sam repeats jane's photo: %v", err)
	}
	_, err = h.ChangeBasket(t.Context(), sam.ID, func(theirs *orders.Basket) error {
		theirs.Items = append(theirs.Items, b.Items[0]) // with the id of jane's
		theirs.Items[0].Copies = 50
		return nil
	})
	if got := h.basket(t); fmt.Sprint(got) != fmt.Sprint(b) {
		t.Errorf("sam changed jane's basket to %v (%v)", got, err)
	}
}

func TestPricesFallWithTheNumberOfPrints(t *testing.T) {
	for _, p := range orders.Papers() {
		last := p.Price
		for _, step := range p.Steps() {
			if step.Price >= last || p.PriceFor(step.From) != step.Price || p.PriceFor(step.From-1) != last {
				t.Errorf("%s: from %d on a print costs %s, before %s, the list says %s", p.Name, step.From, p.PriceFor(step.From), p.PriceFor(step.From-1), step.Price)
			}
			last = step.Price
		}
	}
}

// of is a paper of the price list.
func of(id string) orders.Paper {
	paper, _ := orders.PaperByID(id)
	return paper
}

func TestALowResolutionIsToldWithTheSizeThatIsGood(t *testing.T) {
	for name, c := range map[string]struct {
		width, height int
		paper         string
		fit           orders.Fit
		crop          orders.Crop
		want          orders.Quality
	}{
		"plenty":                   {6000, 4000, "20x30", orders.FitWhole, orders.Crop{}, orders.Quality{DPI: 508}},
		"too large a paper":        {1200, 800, "20x30", orders.FitWhole, orders.Crop{}, orders.Quality{DPI: 102, Soft: true, Better: of("13x18")}},
		"zoomed in":                {1800, 1200, "10x15", orders.FitFill, orders.Crop{X: .5, Y: .5, Zoom: 3}, orders.Quality{DPI: 96, Soft: true}},
		"turned":                   {800, 1200, "20x30", orders.FitWhole, orders.Crop{Turn: 1}, orders.Quality{DPI: 102, Soft: true, Better: of("13x18")}},
		"tiny, good for nothing":   {300, 200, "10x15", orders.FitWhole, orders.Crop{}, orders.Quality{DPI: 51, Soft: true}},
		"small pictures ask less":  {300, 400, "wallet", orders.FitWhole, orders.Crop{}, orders.Quality{DPI: 169}},
		"the size is not known":    {0, 0, "20x30", orders.FitWhole, orders.Crop{}, orders.Quality{}},
		"a strip of a lying photo": {3000, 2000, "10x15", orders.FitFill, orders.Crop{Across: true}, orders.Quality{DPI: 326}},
	} {
		if got := orders.QualityOf(c.width, c.height, of(c.paper), c.fit, c.crop); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestPhotosOfSeveralAlbumsBecomeOneOrder(t *testing.T) {
	h := newHouse(t)
	h.run(t)
	h.fill(t, vacation, "p1", "p2")
	b := h.fill(t, orders.Album{ID: "deleted-meanwhile", Title: "Animals"}, "p3", "p4")
	list, err := h.Checkout(t.Context(), h.customer, b.Key())
	if err != nil || len(list) != 1 || list[0].AlbumTitle != "2 albums" {
		t.Fatalf("%+v, %v", list, err)
	}
	o := h.until(t, list[0].ID, orders.Ready)
	if o.Progress.Fetched != 4 || o.Items[2].File != "progressive.jpg" {
		t.Errorf("%+v: %+v", o.Progress, o.Items)
	}
}

func TestABasketOfFiveHundredBecomesAnOrder(t *testing.T) {
	h := newHouse(t)
	var ids []string
	for i := range 500 {
		ids = append(ids, fmt.Sprint("photo-", i))
	}
	h.fill(t, vacation, ids...)
	b := h.change(t, func(b *orders.Basket) {
		for i := range b.Items {
			b.Items[i].Copies = 2
		}
	})
	if _, err := h.AddToBasket(t.Context(), h.customer, vacation, photos("one more")); err == nil {
		t.Error("a basket took 501 photos")
	}
	list, err := h.Checkout(t.Context(), h.customer, b.Key())
	if err != nil || len(list) != 1 || len(list[0].Items) != 500 || list[0].Price != 1000*14 {
		t.Fatalf("%d orders, %v", len(list), err)
	}
	if left := h.basket(t); len(left.Items) != 0 {
		t.Errorf("%d photos are left", len(left.Items))
	}
}
