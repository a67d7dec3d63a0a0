package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

// spot is a place of the photo that can be chosen without dragging: what of it lies in the middle of the paper.
type spot struct {
	ID, Name string
	X, Y     float64
}

// edge is 0, which together would mean the middle; the photo stops at its edge anyway.
const edge = 0.001

var spots = []spot{
	{"top-left", "Top left", edge, edge}, {"top", "Top", .5, edge}, {"top-right", "Top right", 1, edge},
	{"left", "Left", edge, .5}, {"middle", "Middle", .5, .5}, {"right", "Right", 1, .5},
	{"bottom-left", "Bottom left", edge, 1}, {"bottom", "Bottom", .5, 1}, {"bottom-right", "Bottom right", 1, 1},
}

// turns are the ways a photo can lie, in words.
var turns = []string{"Upright, as it is", "Turned to the right", "Upside down", "Turned to the left"}

// crop is where one photo is placed on its paper: by dragging, by keys, or by choosing from the form.
func (s *Server) crop(c echo.Context) error {
	b, err := s.Shop.Basket(c.Request().Context(), session(c).UserID())
	if err != nil {
		return err
	}
	it := b.Find(c.Param("item"))
	if it == nil {
		return orders.ErrNotFound
	}
	page := CropPage{Page: s.page(c, "basket"), BasketRow: s.basketRow(*it), Count: len(b.Items), Papers: orders.Papers(),
		Finishes: orders.Finishes(), Fits: fits, Spots: spots, Turns: turns, At: spotOf(it.Crop), Soft: orders.SoftDPI}
	page.Framed.Src = s.base() + "/pictures/" + url.PathEscape(it.Photo)
	page.Place = it.Crop.Plain()
	for i := range b.Items {
		if b.Items[i].ID != it.ID {
			continue
		}
		page.Number = i + 1
		page.Back = s.base() + basketPath(i/rowsPerPage) + "#p-" + it.ID
		if i > 0 {
			page.Prev = b.Items[i-1].ID
		}
		if i+1 < len(b.Items) {
			page.Next = b.Items[i+1].ID
		}
	}
	return s.render(c, http.StatusOK, "crop", page)
}

// spotOf names the place of a crop; "dragged" is any other.
func spotOf(c orders.Crop) string {
	c = c.Plain()
	for _, spot := range spots {
		if spot.X == c.X && spot.Y == c.Y {
			return spot.ID
		}
	}
	return "dragged"
}

// keepCrop keeps how the photo lies, and goes where the button says.
func (s *Server) keepCrop(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	id := c.Param("item")
	b, err := s.Shop.ChangeBasket(c.Request().Context(), session(c).UserID(), func(b *orders.Basket) error {
		it := b.Find(id)
		if it == nil {
			return orders.ErrNotFound
		}
		it.Look = lookOf(form)
		return nil
	})
	if err != nil {
		return s.sayAndReturn(c, err, "/basket/photos/"+url.PathEscape(id))
	}
	return s.afterCrop(c, b, id, form)
}

func (s *Server) afterCrop(c echo.Context, b orders.Basket, id string, form url.Values) error {
	switch then := form.Get("then"); then {
	case "stay":
		return s.redirect(c, "/basket/photos/"+url.PathEscape(id))
	case "repeat":
		again, err := s.Shop.Repeat(c.Request().Context(), session(c).UserID(), id)
		if err != nil {
			return s.sayAndReturn(c, err, "/basket/photos/"+url.PathEscape(id))
		}
		session(c).Flash("success", "This photo is in your basket once more. Choose how this one shall look.")
		return s.redirect(c, "/basket/photos/"+again)
	case "":
	default:
		if b.Find(then) != nil { // the photo before or after
			return s.redirect(c, "/basket/photos/"+url.PathEscape(then))
		}
	}
	return s.redirect(c, basketPath(indexOf(b, id)/rowsPerPage)+"#p-"+id)
}

func indexOf(b orders.Basket, id string) int {
	for i := range b.Items {
		if b.Items[i].ID == id {
			return i
		}
	}
	return 0
}

// lookOf reads the form; what is no number is as if it had not been said. The shop judges the rest.
func lookOf(form url.Values) orders.Look {
	x, y := number(form, "x"), number(form, "y")
	for _, spot := range spots {
		if form.Get("at") == spot.ID {
			x, y = spot.X, spot.Y
		}
	}
	turn, _ := strconv.Atoi(form.Get("turn"))
	return orders.Look{
		Paper: form.Get("paper"), Finish: form.Get("finish"), Fit: orders.Fit(form.Get("fit")), Copies: count(form.Get("copies")),
		Crop: orders.CropOf(x, y, number(form, "zoom"), turn, form.Get("across") != ""),
	}
}

func number(form url.Values, name string) float64 {
	v, err := strconv.ParseFloat(form.Get(name), 64)
	if err != nil {
		return 0
	}
	return v
}
