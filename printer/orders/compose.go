package orders

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// compose makes the PDF of what was fetched, or ends the one that a draft has begun. It is written under a temporary name, synced, renamed; then the order is
// ready. Crashing in between costs a repetition, which gives the same bytes.
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
	if o.Bytes, err = s.write(ctx, *o, s.job(*o, sheet), begun); err != nil {
		return s.damaged(ctx, o, err)
	}
	o.Attempts = 0
	if s.Press != nil {
		return s.toPress(ctx, o)
	}
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

// write gives the size of the PDF that stands when it returns.
func (s *Shop) write(ctx context.Context, o Order, job Job, begun *draft) (int64, error) {
	if size, finished, err := begun.finish(ctx, job); finished || err != nil {
		return size, err
	}
	s.live.compose.Lock() // one at a time: the disk would not be faster with two
	defer s.live.compose.Unlock()
	f, err := os.Create(s.pdf(o.ID) + ".part")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := s.Composer.Compose(ctx, f, job); err != nil {
		return 0, errors.Join(err, os.Remove(f.Name()))
	}
	return stand(f, s.pdf(o.ID))
}

// stand gives a whole print file its name, and tells its size.
func stand(f *os.File, path string) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), keep(f, path)
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
