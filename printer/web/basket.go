package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
)

const (
	basketsKey = "baskets"
	maxBaskets = 5 // tabs in which somebody chooses
)

// baskets are what this browser has chosen and not ordered. Each has the
// idempotency key of the order it may become, which is also its address, so
// that two tabs do not mix and a double click orders once.
func (s *Server) baskets(c echo.Context) (all []orders.Choice) {
	if json.Unmarshal([]byte(session(c).Get(basketsKey)), &all) != nil {
		return nil
	}
	return all
}

// putBasket adds a basket or replaces the one with its key.
func (s *Server) putBasket(c echo.Context, choice orders.Choice) {
	all := slices.DeleteFunc(s.baskets(c), func(old orders.Choice) bool { return old.Key == choice.Key })
	all = append(all, choice)
	if encoded, err := json.Marshal(all[max(0, len(all)-maxBaskets):]); err == nil {
		session(c).Set(basketsKey, string(encoded))
	}
}

// basketOf finds the basket of the request's address. It stays where it is after
// the order, so that going back and clicking again finds the same order.
func (s *Server) basketOf(c echo.Context) (orders.Choice, error) {
	all := s.baskets(c)
	i := slices.IndexFunc(all, func(one orders.Choice) bool { return one.Key == c.Param("key") })
	if i < 0 {
		return orders.Choice{}, orders.ErrNotFound
	}
	return withDefaults(all[i]), nil
}

// withDefaults makes a complete choice of one that has photos only.
func withDefaults(c orders.Choice) orders.Choice {
	if c.Paper == "" {
		c.Paper = "10x15"
	}
	if c.Finish == "" {
		c.Finish = orders.Finishes()[0].ID
	}
	if c.Fit == "" {
		c.Fit = orders.FitWhole
	}
	c.Copies = max(c.Copies, 1)
	return c
}

// basket is where paper, finish and copies are chosen.
func (s *Server) basket(c echo.Context) error {
	choice, err := s.basketOf(c)
	if err != nil {
		return err
	}
	page, err := s.basketPage(c, choice)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "basket", page)
}

// changeBasket keeps what the form says, and goes on if the shop can print that.
func (s *Server) changeBasket(c echo.Context) error {
	choice, err := s.basketOf(c)
	if err != nil {
		return err
	}
	choice.Paper, choice.Finish, choice.Fit = c.FormValue("paper"), c.FormValue("finish"), orders.Fit(c.FormValue("fit"))
	if choice.Copies, err = strconv.Atoi(c.FormValue("copies")); err != nil {
		choice.Copies = 0
	}
	if _, err := s.Shop.Quote(choice); err != nil {
		return s.sayAndReturn(c, err, "/basket/"+choice.Key)
	}
	s.putBasket(c, choice)
	if c.FormValue("then") == "stay" {
		return s.redirect(c, "/basket/"+choice.Key)
	}
	return s.redirect(c, "/basket/"+choice.Key+"/confirm")
}

// confirm shows what will be printed and what it costs, and has the one button
// that orders.
func (s *Server) confirm(c echo.Context) error {
	choice, err := s.basketOf(c)
	if err != nil {
		return err
	}
	page, err := s.basketPage(c, choice)
	if err != nil {
		return s.sayAndReturn(c, err, "/basket/"+choice.Key)
	}
	return s.render(c, http.StatusOK, "confirm", page)
}

// place orders. The basket's key makes the order one, however often the button
// is pressed.
func (s *Server) place(c echo.Context) error {
	choice, err := s.basketOf(c)
	if err != nil {
		return err
	}
	order, err := s.Shop.Place(c.Request().Context(), session(c).UserID(), choice)
	if err != nil {
		return s.sayAndReturn(c, err, "/basket/"+choice.Key+"/confirm")
	}
	return s.redirect(c, "/orders/"+order.ID)
}

// basketPage computes every price here, whatever a form says.
func (s *Server) basketPage(c echo.Context, choice orders.Choice) (BasketPage, error) {
	page := BasketPage{Page: s.page(c, "pick"), Choice: choice, Finishes: orders.Finishes(), Fits: fits}
	for i, id := range choice.Photos {
		if i < previews {
			page.Previews = append(page.Previews, s.thumbURL(id))
		}
	}
	page.Unseen = len(choice.Photos) - len(page.Previews)
	for _, paper := range orders.Papers() {
		other := choice
		other.Paper = paper.ID
		total, err := s.Shop.Quote(other)
		if err != nil {
			return page, err
		}
		page.Papers = append(page.Papers, PaperOffer{paper, total})
		if paper.ID == choice.Paper {
			page.Paper, page.Total = paper, total
		}
	}
	page.Finish, _ = orders.FinishByID(choice.Finish)
	page.Fit = fitName(choice.Fit)
	page.Prints = len(choice.Photos) * choice.Copies
	var err error
	page.Connection, err = s.connection(c)
	return page, err
}

const previews = 12 // thumbs on the basket page; the rest is a number

// fitOffer is a way to fill the paper, in words.
type fitOffer struct {
	ID         orders.Fit
	Name, Text string
}

var fits = []fitOffer{
	{orders.FitWhole, "Whole photo", "Nothing is cut off; a strip of paper may stay white."},
	{orders.FitFill, "Fill the paper", "No white edge; the photo is cropped in the middle."},
	{orders.FitBorder, "White border", "The whole photo, with white all round it."},
}

func fitName(id orders.Fit) string {
	for _, fit := range fits {
		if fit.ID == id {
			return fit.Name
		}
	}
	return string(id)
}
