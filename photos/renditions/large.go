package renditions

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"example.net/oauth1/photos/gallery"
)

// look is an original that has been looked into, and the job it belongs to.
type look struct {
	*job
	original io.ReadSeekCloser
	found    found
}

// begin begins a job, and ends it too unless the picture is large and there is
// no memory for it now: then it waits in a line of its own, and the worker goes
// on with the next.
func (w *Workshop) begin(ctx context.Context, j *job) {
	began := time.Now()
	l, err := w.lookAt(ctx, j)
	if l == nil {
		if err != nil {
			w.tell(ctx, began, err)
		}
		w.end(ctx, j, err)
		return
	}
	giveBack, ok := w.budget.takeNow(l.found.memory)
	switch {
	case ok:
		w.finishLook(ctx, l, giveBack)
	case w.budget.isLarge(l.found.memory) && w.park(l):
	default:
		w.waitAndFinish(ctx, l)
	}
}

// park puts a picture in the line of those that want much memory, if there is
// room.
func (w *Workshop) park(l *look) bool {
	select {
	case w.large <- l:
		return true
	default:
		return false
	}
}

// workOnLarge takes the large ones as their turn comes.
func (w *Workshop) workOnLarge(ctx context.Context) {
	for {
		select {
		case l := <-w.large:
			w.waitAndFinish(ctx, l)
		case <-ctx.Done():
			w.leaveLarge(ctx)
			return
		}
	}
}

// leaveLarge ends the jobs that are still in line when the workshop closes.
func (w *Workshop) leaveLarge(ctx context.Context) {
	for {
		select {
		case l := <-w.large:
			l.original.Close()
			w.finish(l.job, context.Cause(ctx))
		default:
			return
		}
	}
}

func (w *Workshop) waitAndFinish(ctx context.Context, l *look) {
	giveBack, err := w.budget.take(ctx, l.found.memory)
	if err != nil {
		l.original.Close()
		w.end(ctx, l.job, err)
		return
	}
	w.finishLook(ctx, l, giveBack)
}

// finishLook makes the renditions, with memory taken for them. What a large
// picture took is handed back to the system before anybody else may have it:
// garbage is memory too.
func (w *Workshop) finishLook(ctx context.Context, l *look, giveBack func()) {
	began := time.Now()
	err := w.makeFrom(ctx, l)
	w.tell(ctx, began, err)
	l.original.Close()
	if w.budget.isLarge(l.found.memory) {
		debug.FreeOSMemory()
	}
	giveBack()
	w.end(ctx, l.job, err)
}

// end takes an original off the list of what is pending, and tells those who
// wait.
func (w *Workshop) end(ctx context.Context, j *job, err error) {
	if err == nil || errors.Is(err, gallery.ErrUnreadable) {
		err = w.settle(ctx, j.sum, err)
	} // else another time
	if err != nil && ctx.Err() == nil {
		w.Log.Warn("no renditions", "original", j.sum, "error", err)
		w.leave(ctx, j)
	}
	w.finish(j, err)
}

func (w *Workshop) settle(ctx context.Context, sum string, err error) error {
	var shown gallery.Placeholder
	if err == nil {
		if shown, err = w.placeholder(ctx, sum); err != nil {
			return err // another time
		}
	}
	wanted, listErr := w.Pending.RenditionsMade(ctx, sum, err == nil, shown)
	if listErr == nil && !wanted { // deleted while we were at it
		listErr = w.Blobs.DeleteRenditions(ctx, sum)
	}
	return errors.Join(err, listErr)
}

// lookAt opens and looks into an original; nil and no error if it has its
// renditions: another photo has the same bytes, or a crash came just before the
// list was told.
func (w *Workshop) lookAt(ctx context.Context, j *job) (*look, error) {
	if w.complete(ctx, j.sum) {
		return nil, nil
	}
	original, err := w.Blobs.Open(ctx, j.sum, gallery.Original)
	if err != nil {
		return nil, fmt.Errorf("opening an original: %w", err)
	}
	f, err := w.look(original)
	if err != nil {
		original.Close()
		if _, refused := errors.AsType[*gallery.Refusal](err); refused {
			err = fmt.Errorf("%w: %w", gallery.ErrUnreadable, err)
		}
		return nil, err
	}
	return &look{j, original, f}, nil
}

func (w *Workshop) complete(ctx context.Context, sum string) bool {
	for _, size := range gallery.RenditionSizes {
		content, err := w.Blobs.Open(ctx, sum, size)
		if err != nil {
			return false
		}
		content.Close()
	}
	return true
}

// makeFrom makes and keeps the renditions of an original.
func (w *Workshop) makeFrom(ctx context.Context, l *look) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	made, err := render(ctx, l.original, l.found)
	if err != nil {
		return err
	}
	for _, size := range gallery.RenditionSizes {
		if err := w.Blobs.PutRendition(ctx, l.sum, size, made[size]); err != nil {
			return err
		}
	}
	return nil
}
