package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

// rowsPerPage is how many photos of a basket one page shows: each is a picture.
const rowsPerPage = 24

// basket shows what was chosen, in all albums, and how each photo will look on its paper.
func (s *Server) basket(c echo.Context) error {
	b, err := s.Shop.Basket(c.Request().Context(), session(c).UserID())
	if err != nil {
		return err
	}
	page := BasketPage{Page: s.page(c, "basket"), BasketSum: sumOf(b), Finishes: orders.Finishes(), Fits: fits, All: commonLook(b)}
	page.At, page.Pages = pageOf(c, len(b.Items))
	for i := page.At * rowsPerPage; i < min(len(b.Items), (page.At+1)*rowsPerPage); i++ {
		page.Rows = append(page.Rows, s.basketRow(b.Items[i]))
	}
	for _, paper := range orders.Papers() {
		page.Papers = append(page.Papers, PaperOffer{paper, paper.PriceFor(b.Prints()) * orders.Cents(b.Prints())})
	}
	page.Action = s.base() + basketPath(page.At)
	if page.At > 0 {
		page.Prev = s.base() + basketPath(page.At-1)
	}
	if page.At+1 < page.Pages {
		page.Next = s.base() + basketPath(page.At+1)
	}
	return s.render(c, http.StatusOK, "basket", page)
}

// pageOf is which page of the basket was asked for, from 0, and how many there are.
func pageOf(c echo.Context, items int) (at, pages int) {
	pages = max(1, (items+rowsPerPage-1)/rowsPerPage)
	at, _ = strconv.Atoi(c.QueryParam("page"))
	return min(max(at-1, 0), pages-1), pages
}

func basketPath(at int) string {
	if at < 1 {
		return "/basket"
	}
	return "/basket?page=" + strconv.Itoa(at+1)
}

// basketRow is one photo, in words and as it will look.
func (s *Server) basketRow(it orders.BasketItem) BasketRow {
	paper, _ := orders.PaperByID(it.Paper)
	finish, _ := orders.FinishByID(it.Finish)
	return BasketRow{BasketItem: it, Framed: frame(it, s.thumbURL(it.Photo)), PaperName: paper.Name, FinishName: finish.Name,
		FitName: fitName(it.Fit), Quality: orders.QualityOf(it.Width, it.Height, paper, it.Fit, it.Crop)}
}

// commonLook is what all photos have in common; what differs is empty.
func commonLook(b orders.Basket) (look orders.Look) {
	for i, it := range b.Items {
		if i == 0 {
			look = it.Look
		}
		if it.Paper != look.Paper {
			look.Paper = ""
		}
		if it.Finish != look.Finish {
			look.Finish = ""
		}
		if it.Fit != look.Fit {
			look.Fit = ""
		}
		if it.Copies != look.Copies {
			look.Copies = 0
		}
	}
	return look
}

// changeBasket keeps what the form says, and goes on to the last look before the order.
func (s *Server) changeBasket(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	b, err := s.Shop.ChangeBasket(c.Request().Context(), session(c).UserID(), func(b *orders.Basket) error {
		applyToBasket(b, form)
		return nil
	})
	at, _ := pageOf(c, len(b.Items))
	if err != nil {
		return s.sayAndReturn(c, err, basketPath(at))
	}
	if form.Get("then") == "stay" || form.Has("remove") || form.Has("empty") || form.Has("suit") {
		return s.redirect(c, basketPath(at))
	}
	return s.redirect(c, "/basket/confirm")
}

// applyToBasket changes what the form changes: the copies of each photo, then what is said for all of them. The form
// tells what stood there before, so that what nobody touched overwrites nothing.
func applyToBasket(b *orders.Basket, form url.Values) {
	paper, newPaper := changed(form, "paper")
	finish, newFinish := changed(form, "finish")
	fit, newFit := changed(form, "fit")
	copies, newCopies := changed(form, "copies")
	for i := range b.Items {
		it := &b.Items[i]
		if said, ok := changed(form, "copies-"+it.ID); ok {
			it.Copies = count(said)
		}
		if newPaper {
			it.Paper = paper
		}
		if newFinish {
			it.Finish = finish
		}
		if newFit {
			it.Fit = orders.Fit(fit)
		}
		if newCopies {
			it.Copies = count(copies)
		}
	}
	if paper, id, ok := strings.Cut(form.Get("suit"), " "); ok { // the size that is good for this photo
		if it := b.Find(id); it != nil {
			it.Paper = paper
		}
	}
	b.Remove(form.Get("remove"))
	if form.Has("empty") {
		b.Items = nil
	}
}

// changed gives a field that differs from what the page showed in it.
func changed(form url.Values, name string) (value string, differs bool) {
	value = form.Get(name)
	return value, form.Has(name) && value != form.Get("was-"+name)
}

// count reads a number of copies; what is none is 0, which the shop refuses.
func count(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// fitOffer is a way to fill the paper, in words.
type fitOffer struct {
	ID         orders.Fit
	Name, Text string
}

var fits = []fitOffer{
	{orders.FitWhole, "Whole photo", "Nothing is cut off; a strip of paper may stay white."},
	{orders.FitFill, "Fill the paper", "No white edge; you choose what is cut off."},
	{orders.FitBorder, "White border", "The whole photo, with white all round it."},
}

func fitName(id orders.Fit) string {
	for _, fit := range fits {
		if fit.ID == id {
			return fit.Name
		}
	}
	return "As chosen for each photo"
}
