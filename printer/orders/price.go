package orders

// A Step is the price of one copy from a number of prints on.
type Step struct {
	From  int
	Price Cents
}

// steps are lower prices for many prints of one paper, the highest number first.
var steps = map[string][]Step{
	"9x13":  {{100, 11}, {50, 13}},
	"10x15": {{100, 14}, {50, 16}},
	"13x13": {{50, 24}},
	"13x18": {{50, 33}},
}

// Steps lists the paper's prices for many prints, the lowest number first; none for most papers.
func (p Paper) Steps() (list []Step) {
	for _, step := range steps[p.ID] {
		list = append([]Step{step}, list...)
	}
	return list
}

// PriceFor is what one copy costs when so many are ordered together.
func (p Paper) PriceFor(prints int) Cents {
	for _, step := range steps[p.ID] {
		if prints >= step.From {
			return step.Price
		}
	}
	return p.Price
}
