package orders

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// compose makes the PDF of what was fetched, or ends the one that a draft has begun, and puts it on the Shelf; then the order
// is ready. Crashing in between costs a repetition, which gives the same bytes.
func (s *Shop) compose(ctx context.Context, o *Order, begun *draft) error {
	if o.Progress.Fetched == 0 {
		return refuse("None of the photos can be printed.")
	}
	o.Reason = missingSentence(o.Progress)
	if o.State != Composing {
		if err := s.move(ctx, o, Composing); err != nil {
			return err
		}
	}
	sheet, err := s.prepare(ctx, *o)
	if err != nil {
		return err
	}
	file, err := s.write(ctx, *o, s.job(*o, sheet), begun)
	if err != nil {
		return s.damaged(ctx, o, err)
	}
	before := o.PDF
	if err := s.putAway(ctx, o, file); err != nil {
		return err
	}
	o.Attempts = 0
	return s.composed(ctx, o, before)
}

// composed hands on an order whose PDF lies on the Shelf, where another one lay before, or "".
func (s *Shop) composed(ctx context.Context, o *Order, before string) error {
	next := s.ready
	if s.Press != nil {
		next = s.toPress
	}
	err := next(ctx, o)
	switch {
	case errors.Is(err, errMoved):
		s.takeOff(ctx, o.PDF)
	case err == nil && before != o.PDF:
		s.takeOff(ctx, before)
	}
	return err
}

func (s *Shop) ready(ctx context.Context, o *Order) error {
	if err := s.move(ctx, o, Ready); err != nil {
		return err
	}
	s.log().InfoContext(ctx, "order ready", "order", o.ID, "prints", o.Prints(), "bytes", o.Bytes)
	// The PDF holds the originals byte for byte; once is enough.
	return os.RemoveAll(s.originals(o.ID))
}

func missingSentence(p Progress) string {
	switch p.Missing {
	case 0:
		return ""
	case 1:
		return "One photo could not be printed; it costs nothing."
	}
	return fmt.Sprintf("%d photos could not be printed; they cost nothing.", p.Missing)
}

// write gives the whole print file, not yet on the Shelf.
func (s *Shop) write(ctx context.Context, o Order, job Job, begun *draft) (*os.File, error) {
	if file, err := begun.finish(ctx, job); file != nil || err != nil {
		return file, err
	}
	s.live.compose.Lock() // one at a time: the disk would not be faster with two
	defer s.live.compose.Unlock()
	f, err := os.Create(s.half(o.ID))
	if err != nil {
		return nil, err
	}
	if err := s.Composer.Compose(ctx, f, job); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return f, nil
}

func (s *Shop) job(o Order, sheet Extent) Job {
	paper, _ := PaperByID(o.Paper)
	finish, _ := FinishByID(o.Finish)
	j := Job{Number: o.Number, Created: o.Placed, Paper: paper, Sheet: sheet, Cut: s.Press != nil}
	for _, it := range o.Items {
		if it.State == Fetched {
			j.Prints = append(j.Prints, s.onPaper(o, it))
		}
	}
	j.Title = fmt.Sprintf("Order %s: %s on %s, %s", o.Number, plural(len(j.Prints), "photo"), paper.Name, strings.ToLower(finish.Name))
	return j
}

// onPaper is how a fetched photo is put on paper.
func (s *Shop) onPaper(o Order, it Item) Print {
	return Print{Path: s.original(o.ID, it.Photo), Copies: it.Copies, Fit: it.Fit, Crop: it.Crop, Caption: caption(it)}
}

// caption is what is written below a photo on a sheet of many.
func caption(it Item) string {
	if it.Title != "" {
		return it.Title
	}
	return it.File
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// damaged handles originals that passed their check and fail now: the disk's fault, so they are fetched again.
func (s *Shop) damaged(ctx context.Context, o *Order, cause error) error {
	var refusal *Refusal
	if !errors.As(cause, &refusal) {
		return cause
	}
	if err := os.RemoveAll(s.originals(o.ID)); err != nil {
		return err
	}
	return fmt.Errorf("an original was damaged on our disk: %s", refusal.Sentence)
}
