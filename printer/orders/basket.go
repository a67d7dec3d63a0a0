package orders

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Look is how a photo shall be printed.
type Look struct {
	Paper, Finish string
	Fit           Fit
	Crop          Crop
	Copies        int
}

// A BasketItem is one photo in a basket, and how it shall be printed.
type BasketItem struct {
	ID                string
	Position          int
	Photo             string // its id at the Service Provider
	Album, AlbumTitle string // where it was chosen
	File, Title, Alt  string
	Width, Height     int // of the original, upright; 0 if the Service Provider did not say
	Look
}

// Name is what people call the photo.
func (it BasketItem) Name() string { return cmp.Or(it.Title, it.File, "A photo") }

// A Basket is what a customer has chosen and not ordered yet. It is the customer's on every device.
type Basket struct {
	Customer string
	Items    []BasketItem
}

// A Group is what of a basket is on one paper: it becomes one order.
type Group struct {
	Paper  Paper
	Finish Finish
	Items  []BasketItem
	Prints int
	Unit   Cents // one copy, at this number of prints
	Total  Cents
}

// Groups divides the basket by paper and finish, in the order of the price list.
func (b Basket) Groups() (groups []Group) {
	for _, paper := range papers {
		for _, finish := range finishes {
			g := Group{Paper: paper, Finish: finish}
			for _, it := range b.Items {
				if it.Paper == paper.ID && it.Finish == finish.ID {
					g.Items, g.Prints = append(g.Items, it), g.Prints+it.Copies
				}
			}
			if g.Unit = paper.PriceFor(g.Prints); g.Prints > 0 {
				g.Total = g.Unit * Cents(g.Prints)
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// Total is the price of everything in the basket.
func (b Basket) Total() (sum Cents) {
	for _, g := range b.Groups() {
		sum += g.Total
	}
	return sum
}

// Prints counts copies.
func (b Basket) Prints() (n int) {
	for _, it := range b.Items {
		n += it.Copies
	}
	return n
}

// Key names exactly this content at exactly this price: who orders by it orders what was seen, and only once.
func (b Basket) Key() string {
	sum := sha256.New()
	for _, it := range b.Items {
		fmt.Fprintf(sum, "%s %+v\n", it.ID, it.Look)
	}
	fmt.Fprintf(sum, "%d", b.Total())
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Find gives a pointer to an item, or nil.
func (b Basket) Find(id string) *BasketItem {
	i := slices.IndexFunc(b.Items, func(it BasketItem) bool { return it.ID == id })
	if i < 0 {
		return nil
	}
	return &b.Items[i]
}

// Remove takes an item out.
func (b *Basket) Remove(id string) {
	b.Items = slices.DeleteFunc(b.Items, func(it BasketItem) bool { return it.ID == id })
}

// FirstLook is how photos are printed that nobody has said anything about.
func FirstLook() Look { return Look{Paper: "10x15", Finish: "glossy", Fit: FitWhole, Copies: 1} }

// add puts a photo at the end, in the look of the one before.
func (b *Basket) add(it BasketItem) {
	it.ID, it.Position = newID(), 0
	if last := len(b.Items) - 1; last >= 0 {
		it.Position = b.Items[last].Position + 1
		if it.Look == (Look{}) {
			it.Look = b.Items[last].Look
			it.Crop, it.Copies = Crop{}, 1
		}
	}
	if it.Look == (Look{}) {
		it.Look = FirstLook()
	}
	b.Items = append(b.Items, it)
}

// Basket gives the customer's basket; an empty one if there is none.
func (s *Shop) Basket(ctx context.Context, customer string) (Basket, error) {
	return s.Store.Basket(ctx, customer)
}

// BasketSize counts the photos in the customer's basket.
func (s *Shop) BasketSize(ctx context.Context, customer string) (int, error) {
	return s.Store.BasketSize(ctx, customer)
}

// AddToBasket puts photos of one album into the basket that are not in it yet, and says how many those were.
func (s *Shop) AddToBasket(ctx context.Context, customer string, album Album, photos []Photo) (added int, err error) {
	_, err = s.ChangeBasket(ctx, customer, func(b *Basket) error {
		added = 0
		known := map[string]bool{}
		for _, it := range b.Items {
			known[it.Photo] = true
		}
		for _, p := range photos {
			if known[p.ID] {
				continue
			}
			known[p.ID] = true
			added++
			b.add(BasketItem{Photo: p.ID, Album: album.ID, AlbumTitle: album.Title, File: p.File, Title: p.Title, Alt: p.Alt,
				Width: p.Width, Height: p.Height})
		}
		return nil
	})
	return added, err
}

// Repeat puts the same photo into the basket once more, to be printed in another way too. It answers the new item's id.
func (s *Shop) Repeat(ctx context.Context, customer, item string) (id string, err error) {
	_, err = s.ChangeBasket(ctx, customer, func(b *Basket) error {
		it := b.Find(item)
		if it == nil {
			return ErrNotFound
		}
		b.add(*it)
		id = b.Items[len(b.Items)-1].ID
		return nil
	})
	return id, err
}

// ChangeBasket lets change edit the basket, checks what it says now, and keeps it, all in one step. change may be called
// again, and uses nothing but the basket.
func (s *Shop) ChangeBasket(ctx context.Context, customer string, change func(*Basket) error) (Basket, error) {
	return s.Store.ChangeBasket(ctx, customer, func(b *Basket) error {
		if err := change(b); err != nil {
			return err
		}
		return s.checkBasket(*b)
	})
}

func (s *Shop) checkBasket(b Basket) error {
	if most := s.most(); len(b.Items) > most {
		return refuse("A basket takes at most %d photos; this would be %d.", most, len(b.Items))
	}
	for _, it := range b.Items {
		if err := it.Look.check(); err != nil {
			return err
		}
		if len(it.Photo) > maxID || it.Photo == "" {
			return refuse("One of these photos does not exist.")
		}
	}
	return nil
}

// check says what of a look the shop does not have.
func (l Look) check() error {
	if _, ok := PaperByID(l.Paper); !ok {
		return refuse("Please choose a paper that we have.")
	}
	if _, ok := FinishByID(l.Finish); !ok {
		return refuse("Please choose a finish that we have.")
	}
	switch l.Fit {
	case FitWhole, FitFill, FitBorder:
	default:
		return refuse("Please choose how the photo fills the paper.")
	}
	if l.Copies < 1 || l.Copies > maxCopies {
		return refuse("Please choose 1 to %d copies.", maxCopies)
	}
	if l.Crop != l.Crop.clean() {
		return refuse("Please place the photo on the paper again.")
	}
	return nil
}

// clean keeps the zero value, and otherwise says everything within its bounds.
func (c Crop) clean() Crop {
	if c == (Crop{}) {
		return c
	}
	return c.valid()
}

// CropOf makes a Crop that the shop takes of whatever a form says.
func CropOf(x, y, zoom float64, turn int, across bool) Crop {
	return Crop{X: x, Y: y, Zoom: zoom, Turn: turn, Across: across}.clean()
}
