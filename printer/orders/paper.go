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
}

// A Finish is a surface of paper.
type Finish struct{ ID, Name string }

var papers = []Paper{
	{"9x13", "9 × 13 cm", 90, 130, 3, 15, LayoutSingle},
	{"10x15", "10 × 15 cm", 100, 150, 3, 19, LayoutSingle},
	{"13x18", "13 × 18 cm", 130, 180, 3, 39, LayoutSingle},
	{"20x30", "20 × 30 cm", 200, 300, 3, 199, LayoutSingle},
	{"a4", "A4", 210, 297, 3, 229, LayoutSingle},
}

var finishes = []Finish{{"glossy", "Glossy"}, {"matte", "Matte"}}

// Papers lists what the shop prints on, the smallest first.
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
