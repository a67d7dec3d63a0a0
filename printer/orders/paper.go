package orders

import (
	"fmt"
	"slices"
)

// Cents is money: whole cents of one currency, the euro. It is play money: nobody pays here.
type Cents int64

// String prints "€12.34".
func (c Cents) String() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s€%d.%02d", sign, c/100, c%100)
}

// A Paper is a format that the shop prints on.
type Paper struct {
	ID                string
	Name              string
	WidthMM, HeightMM float64 // the trimmed print, upright; turned to match each photo
	BleedMM           float64 // what is printed beyond the trim, to be cut off
	Price             Cents   // one copy of one photo
	Layout            Layout  // "": LayoutSingle
	PieceW, PieceH    float64 // on a sheet: one picture in millimetres, upright
}

// Piece is the paper that one picture gets: the whole of it, or its part of a sheet.
func (p Paper) Piece() Paper {
	if p.PieceW > 0 {
		p.WidthMM, p.HeightMM, p.BleedMM = p.PieceW, p.PieceH, 0
	}
	return p
}

// Frame places a photo of so many pixels, upright, on the paper (on its Piece of a sheet).
func (p Paper) Frame(width, height int, fit Fit, crop Crop) Placement {
	if p.Layout == LayoutContact {
		fit = FitWhole
	}
	p = p.Piece()
	return Frame(Extent{float64(max(width, 1)), float64(max(height, 1))}, Extent{p.WidthMM, p.HeightMM}, p.BleedMM, fit, crop)
}

// A Finish is a surface of paper.
type Finish struct{ ID, Name string }

var papers = []Paper{
	{"9x13", "9 × 13 cm", 90, 130, 3, 15, LayoutSingle, 0, 0},
	{"10x15", "10 × 15 cm", 100, 150, 3, 19, LayoutSingle, 0, 0},
	{"13x13", "13 × 13 cm, square", 130, 130, 3, 29, LayoutSingle, 0, 0},
	{"13x18", "13 × 18 cm", 130, 180, 3, 39, LayoutSingle, 0, 0},
	{"10x30", "10 × 30 cm, panorama", 100, 300, 3, 99, LayoutSingle, 0, 0},
	{"20x30", "20 × 30 cm", 200, 300, 3, 199, LayoutSingle, 0, 0},
	{"a4", "A4 poster", 210, 297, 3, 229, LayoutSingle, 0, 0},
	{"wallet", "Wallet sheet", 100, 150, 0, 49, LayoutWallet, 45, 60},
	{"contact", "Contact sheet", 210, 297, 0, 9, LayoutContact, 45, 45},
}

var finishes = []Finish{{"glossy", "Glossy"}, {"matte", "Matte"}}

// Papers lists what the shop prints on: single prints, the smallest first, then sheets of several pictures.
func Papers() []Paper { return slices.Clone(papers) }

// PaperByID finds a paper.
func PaperByID(id string) (Paper, bool) {
	i := slices.IndexFunc(papers, func(p Paper) bool { return p.ID == id })
	if i < 0 {
		return Paper{}, false
	}
	return papers[i], true
}

// Finishes lists the surfaces.
func Finishes() []Finish { return slices.Clone(finishes) }

// FinishByID finds a surface.
func FinishByID(id string) (Finish, bool) {
	i := slices.IndexFunc(finishes, func(f Finish) bool { return f.ID == id })
	if i < 0 {
		return Finish{}, false
	}
	return finishes[i], true
}
