package orders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// printing is one attempt to bring an order to paper.
type printing struct {
	*Shop
	o   *Order
	p   Printout
	job PressJob
}

// print does step after step until the order is printed, has to wait (a *PressDown), or is somebody else's to decide.
func (s *Shop) print(ctx context.Context, o *Order) error {
	for {
		p, err := s.Store.Printout(ctx, o.ID)
		if err != nil {
			return err
		}
		w := printing{Shop: s, o: o, p: p}
		switch {
		case p.Cancelling && (p.Step == PrintWaiting || p.Step == PrintOpening):
			return w.takeBack(ctx)
		case p.Step == PrintWaiting:
			err = w.begin(ctx)
		case p.Step == PrintOpening:
			err = w.open(ctx)
		case p.Step == PrintSending:
			if err = w.resume(ctx); err == nil && w.p.Step == PrintSending {
				return w.follow(ctx)
			}
		case p.Step == PrintSent:
			return w.follow(ctx)
		default:
			return errMoved
		}
		if err != nil {
			return err
		}
	}
}

// begin asks the printer whether it takes orders and has the paper.
func (w *printing) begin(ctx context.Context) error {
	if err := w.look(ctx); err != nil {
		return err
	}
	w.p.Step, w.p.Try, w.p.Job, w.p.Sheets = PrintOpening, w.p.Try+1, PressRef{}, 0
	return w.save(ctx)
}

// look finds the paper. If the print file is made for another, or is gone, it is made again.
func (w *printing) look(ctx context.Context) error {
	choice, err := w.choose(ctx)
	if err != nil {
		return err
	}
	size, err := w.Shelf.Size(ctx, w.o.PDF)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return outOfReach(err)
	}
	if err != nil || size != w.o.Bytes || choice.imposed != w.p.Sheet {
		return w.again(ctx)
	}
	return nil
}

// again sends the order back to be composed for what the printer has now.
func (w *printing) again(ctx context.Context) error {
	w.o.NextTry = w.now()
	if err := w.move(ctx, w.o, Composing); err != nil {
		return err
	}
	w.offer(ctx)
	return errMoved
}

// choose finds the paper, and names the job.
func (w *printing) choose(ctx context.Context) (mediaChoice, error) {
	status, err := w.Press.Status(ctx)
	if err != nil {
		return mediaChoice{}, err
	}
	w.p.Printer = status.Name
	paper, _ := PaperByID(w.o.Paper)
	choice, ok := chooseMedia(status.Media, paper)
	switch {
	case status.Refuses != "":
		return choice, &PressDown{Sentence: status.Refuses, Err: errors.New("it refuses"), Untouched: true}
	case !ok:
		sentence := fmt.Sprintf("The printer has no paper for %s.", paper.Name)
		return choice, &PressDown{Sentence: sentence, Err: errors.New("no such media"), Untouched: true}
	}
	w.job = w.o.pressJob(w.p.Try, choice.media, choice.exact)
	return choice, nil
}

// open makes the job, or finds the one that was made just before a crash, and sends the document.
func (w *printing) open(ctx context.Context) error {
	if err := w.look(ctx); err != nil {
		return err
	}
	document, err := w.document(ctx)
	if err != nil {
		return err
	}
	defer document.Close()
	ref, err := w.find(ctx)
	if errors.Is(err, ErrNotFound) {
		ref, err = w.Press.Open(ctx, w.job)
	}
	if err != nil {
		return err
	}
	w.p.Job, w.p.Step = ref, PrintSending
	if err := w.save(ctx); err != nil {
		return errors.Join(err, w.drop(ctx)) // cancelled in this moment
	}
	return w.send(ctx, document)
}

// takeBack cancels an order of which the printer has no document.
func (w *printing) takeBack(ctx context.Context) error {
	if ref, err := w.Press.Find(ctx, w.o.jobName(w.p.Try)); err == nil && w.p.Step == PrintOpening {
		w.p.Job = ref
	}
	if err := w.drop(ctx); err != nil {
		return err
	}
	w.o.Reason = "You cancelled this order."
	return w.move(ctx, w.o, Cancelled)
}

// find looks for this try's job. One that has ended without a document cannot be used.
func (w *printing) find(ctx context.Context) (PressRef, error) {
	ref, err := w.Press.Find(ctx, w.job.Name)
	if err != nil {
		return ref, err
	}
	now, err := w.Press.Progress(ctx, ref)
	if err == nil && (now.Phase == PressStopped || now.Phase == PressCancelled) {
		w.p.Try++
		w.job.Name = w.o.jobName(w.p.Try)
		return w.find(ctx)
	}
	return ref, err
}

// drop asks the printer to forget a job; whatever it answers, a job without a document prints nothing.
func (w *printing) drop(ctx context.Context) error {
	if w.p.Job.ID == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second) // also when the work is void
	defer cancel()
	if err := w.Press.Cancel(ctx, w.p.Job); err != nil {
		w.log().WarnContext(ctx, "cancelling a job without a document", "order", w.o.ID, "error", err)
	}
	return nil
}

// send gives the job its document.
func (w *printing) send(ctx context.Context, document io.Reader) error {
	w.say(ctx, "")
	counted := &counter{r: document}
	ref, err := w.Press.Send(ctx, w.p.Job, w.job, counted, w.o.Bytes)
	if err != nil {
		return w.notSent(ctx, err, counted.n.Load() < w.o.Bytes)
	}
	w.p.Job, w.p.Step = ref, PrintSent
	w.log().InfoContext(ctx, "order sent to the printer", "order", w.o.ID, "job", ref.ID, "printer", w.p.Printer)
	return w.save(ctx)
}

// counter counts what was handed out.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// notSent goes back to the beginning if the printer has refused the document, or cannot have all of it and says that it
// prints nothing. Otherwise the step stays “sending”, and resume asks the printer.
func (w *printing) notSent(ctx context.Context, cause error, part bool) error {
	var down *PressDown
	if ctx.Err() != nil || !errors.As(cause, &down) {
		return cause
	}
	if part && !down.Untouched {
		now, err := w.close(ctx)
		part = err == nil && now.Sheets == 0 && (now.Phase == PressCancelled || now.Phase == PressStopped)
	}
	if part || down.Untouched {
		if err := w.restart(ctx); err != nil {
			return err
		}
	}
	return cause
}

func (w *printing) restart(ctx context.Context) error {
	if err := w.drop(ctx); err != nil {
		return err
	}
	w.p.Step, w.p.Job = PrintWaiting, PressRef{}
	return w.save(ctx)
}

// resume finds out what became of a document whose sending was cut off, by a crash of ours or a line that broke: nothing,
// and it begins again; or the step stays “sending”, and the job is to be followed.
func (w *printing) resume(ctx context.Context) error {
	if w.p.Job.ID == 0 {
		ref, err := w.Press.Find(ctx, w.o.jobName(w.p.Try))
		if errors.Is(err, ErrNotFound) {
			return w.unsure(ctx, lineBroke+" The printer does not know it.")
		}
		if err != nil {
			return err
		}
		w.p.Job = ref
	}
	now, err := w.Press.Progress(ctx, w.p.Job)
	switch {
	case errors.Is(err, ErrNotFound):
		return w.unsure(ctx, "The printer was switched off while your order was sent, and has forgotten it.")
	case err != nil:
		return err
	case now.Phase == PressOpen:
		if now, err = w.close(ctx); err != nil {
			return err
		}
	}
	if now.Short(w.o.Bytes) {
		return w.restart(ctx)
	}
	return w.save(ctx) // the job is followed, but was never acknowledged: see judge
}

// close cancels a job that seems to wait for its document still, and looks again: the document may have come meanwhile.
func (w *printing) close(ctx context.Context) (PressProgress, error) {
	if err := w.Press.Cancel(ctx, w.p.Job); err != nil {
		return PressProgress{}, err
	}
	now, err := w.Press.Progress(ctx, w.p.Job)
	if err == nil && now.Phase == PressCancelled && now.Sheets == 0 {
		now.Received = 0 // it was open when it was cancelled
	}
	return now, err
}

// Short reports that a job has ended with less than the document.
func (p PressProgress) Short(size int64) bool {
	return (p.Phase == PressStopped || p.Phase == PressCancelled) && p.Sheets == 0 && p.Received >= 0 && p.Received < size
}

// follow looks at the job until it ends, and tells what the printer lacks.
func (w *printing) follow(ctx context.Context) error {
	bell, cancel := w.live.subscribe(w.o.ID)
	defer cancel()
	asked := false
	for {
		p, err := w.Store.Printout(ctx, w.o.ID)
		if err != nil {
			return err
		}
		if w.p = p; p.Cancelling && !asked {
			if err := w.Press.Cancel(ctx, p.Job); err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			asked = true
		}
		now, err := w.Press.Progress(ctx, p.Job)
		if ended, err := w.judge(ctx, now, err); ended || err != nil {
			return err
		}
		if err := w.rest(ctx, bell); err != nil {
			return err
		}
	}
}

// rest waits for the next look, or until the customer wants something.
func (w *printing) rest(ctx context.Context, bell <-chan struct{}) error {
	pause := w.Poll
	if pause <= 0 {
		pause = time.Second
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-bell:
	case <-ctx.Done():
	}
	return ctx.Err()
}
