package sheet

import (
	"fmt"

	"example.net/oauth1/printer/orders"
)

// The measures of a contact sheet, in millimetres; letters in points.
const (
	contactMargin = 8
	contactGap    = 3
	contactHead   = 10 // for the title
	contactFoot   = 6  // below each picture, for its caption
	headSize      = 9
	captionSize   = 7
)

// contact puts all photos of an order small on sheets: each whole, with its caption below. As many sheets are made again
// as the first photo has copies.
type contact struct {
	*Writer
	job          orders.Job
	paper, piece orders.Extent
	across, down int
	page         *canvas
	used, number int
}

func newContact(d *Writer, job orders.Job) *contact {
	piece := job.Paper.Piece()
	c := &contact{Writer: d, job: job, paper: extent(job.Paper), piece: extent(piece)}
	c.across = max(1, int((c.paper.W-2*contactMargin+contactGap)/(c.piece.W+contactGap)))
	c.down = max(1, int((c.paper.H-2*contactMargin-contactHead+contactGap)/(c.piece.H+contactFoot+contactGap)))
	return c
}

func (s *contact) put(d shown, p orders.Print) error {
	if err := s.begin(); err != nil {
		return err
	}
	at := s.field()
	f := orders.Frame(d.size, s.piece, 0, orders.FitWhole, orders.Crop{Turn: p.Crop.Turn})
	field := s.page.media.area(at)
	if f.Paper != s.piece { // a field does not turn to match
		f = orders.Frame(d.size, s.piece, 0, orders.FitWhole, orders.Crop{Turn: p.Crop.Turn, Across: true})
	}
	s.page.picture(d, field.area(f.Picture), field, p.Crop.Turn)
	s.page.text(s.face, p.Caption, field.x, field.y-points(3.5), field.w, captionSize)
	if s.used++; s.used == s.across*s.down {
		return s.end()
	}
	return nil
}

// begin starts a sheet with its title, unless one is begun.
func (s *contact) begin() (err error) {
	if s.page != nil {
		return nil
	}
	if s.face == nil {
		if s.face, err = newFace(s.pdf); err != nil {
			return err
		}
	}
	s.page, s.used = &canvas{boxes: boxesOf(s.paper, 0)}, 0
	s.number++
	pages := (len(s.job.Prints) + s.across*s.down - 1) / (s.across * s.down)
	m := points(contactMargin)
	title := fmt.Sprintf("%s · %d of %d", s.job.Title, s.number, pages)
	s.page.text(s.face, title, m, s.page.media.h-m-headSize, s.page.media.w-2*m, headSize)
	return nil
}

// field is where the next picture stands, the columns in the middle of the sheet.
func (s *contact) field() orders.Area {
	used := float64(s.across)*(s.piece.W+contactGap) - contactGap
	return orders.Area{
		X: (s.paper.W-used)/2 + float64(s.used%s.across)*(s.piece.W+contactGap),
		Y: contactMargin + contactHead + float64(s.used/s.across)*(s.piece.H+contactFoot+contactGap),
		W: s.piece.W, H: s.piece.H,
	}
}

func (s *contact) end() error {
	if s.page == nil {
		return nil
	}
	err := s.Writer.put(s.page, s.job.Prints[0].Copies)
	s.page = nil
	return err
}
