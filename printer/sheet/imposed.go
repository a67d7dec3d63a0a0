package sheet

import "example.net/oauth1/printer/orders"

// imposed puts several prints on each sheet, in the order of the job, with marks to cut along.
type imposed struct {
	*Writer
	grid grid
	page *canvas // nil: none is begun
	used int     // fields on it
}

func newImposed(d *Writer, paper orders.Paper, sheet orders.Extent) *imposed {
	field := orders.Extent{W: min(paper.WidthMM, paper.HeightMM), H: max(paper.WidthMM, paper.HeightMM)}
	return &imposed{Writer: d, grid: gridOf(sheet, field, paper.BleedMM)}
}

func (s *imposed) put(d shown, p orders.Print) error {
	for range max(p.Copies, 1) {
		if s.page == nil {
			s.page, s.used = &canvas{boxes: boxesOf(s.grid.sheet, 0)}, 0
		}
		s.field(d, p)
		if s.used++; s.used == s.grid.count() {
			if err := s.end(); err != nil {
				return err
			}
		}
	}
	return nil
}

// field puts a print into the next field; all fields stand upright, so one that would lie is turned.
func (s *imposed) field(d shown, p orders.Print) {
	f := s.grid.at(s.page.media, s.used)
	if upright := orders.Frame(d.size, s.grid.field, s.grid.bleed, p.Fit, p.Crop); upright.Paper.W > upright.Paper.H {
		p.Crop = p.Crop.Quarter()
	}
	s.page.place(d, f, p, s.grid.bleed)
}

func (s *imposed) end() error {
	if s.page == nil {
		return nil
	}
	s.grid.marks(s.page)
	err := s.Writer.put(s.page, 1)
	s.page = nil
	return err
}

// wallet fills a sheet with one photo; each copy is a sheet.
type wallet struct {
	*Writer
	grid grid
}

func newWallet(d *Writer, paper orders.Paper) *wallet {
	return &wallet{d, gridOf(extent(paper), extent(paper.Piece()), 0)}
}

func (s *wallet) put(d shown, p orders.Print) error {
	g := s.grid
	if f := orders.Frame(d.size, g.field, 0, p.Fit, p.Crop); f.Paper.W > f.Paper.H {
		g = g.turned()
	}
	c := &canvas{boxes: boxesOf(g.sheet, 0)}
	for i := range g.count() {
		c.place(d, g.at(c.media, i), p, 0)
	}
	g.marks(c)
	return s.Writer.put(c, p.Copies)
}

func (s *wallet) end() error { return nil }
