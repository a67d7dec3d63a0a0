package orders

import (
	"context"
	"errors"
	"os"
	"slices"
)

// syncEvery is how much of a growing print file may wait for the disk: so little is left to do at its end.
const syncEvery = 32 << 20

// draft is a print file that grows while later photos of its order are still on their way. It only saves time: no state
// of the order knows of it, and if anything is wrong with it, it is removed and the file is made of the originals. A nil
// draft is none.
type draft struct {
	*Shop
	order  Order
	file   *os.File
	pdf    Draft
	coming []chan Item // one for each photo, in the order of the job
	prints []Print     // that are in it
	stop   context.CancelFunc
	done   chan struct{} // closed when grow has returned, with err
	err    error
}

// draft begins the print file of an order that has all its photos still to come. After an interruption the file is made
// in the end, so that an order with a hundred of them is not written a hundred times; so is one for the shop's own
// printer, which is asked for its paper when the photos are there.
func (s *Shop) draft(ctx context.Context, o Order, wanted int) *draft {
	if s.Press != nil || wanted < len(o.Items) {
		return nil
	}
	file, err := os.Create(s.half(o.ID))
	if err != nil {
		return nil // making it in the end will meet the same, and say so
	}
	d := &draft{Shop: s, order: o, file: file, done: make(chan struct{})}
	var possible bool
	if d.pdf, possible = s.Composer.Begin(file, s.job(o, Extent{})); !possible {
		d.remove()
		return nil
	}
	for range o.Items {
		d.coming = append(d.coming, make(chan Item, 1))
	}
	ctx, d.stop = context.WithCancel(ctx)
	go func() {
		defer close(d.done)
		if d.err = d.grow(ctx); d.err != nil {
			d.remove() // at once: a full disk is needed for what is still to come
		}
	}()
	return d
}

// tell says what became of the i-th photo, once: that its verified original stands, or that it is missing.
func (d *draft) tell(i int, it Item) {
	if d != nil {
		d.coming[i] <- it
	}
}

// grow puts photos into the file in the order of the job, each as soon as it is there.
func (d *draft) grow(ctx context.Context) error {
	var waiting int64
	for _, coming := range d.coming {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case it := <-coming:
			if it.State != Fetched {
				continue
			}
			if err := d.add(ctx, d.onPaper(d.order, it)); err != nil {
				return err
			}
			if waiting += it.Bytes; waiting < syncEvery {
				continue
			}
			if waiting = 0; d.file.Sync() != nil {
				return errors.New("the disk takes no more")
			}
		}
	}
	return nil
}

func (d *draft) add(ctx context.Context, p Print) error {
	d.live.compose.Lock() // one picture at a time, as in write
	defer d.live.compose.Unlock()
	d.prints = append(d.prints, p)
	return d.pdf.Add(ctx, p)
}

// finish gives the whole print file, if the draft holds what the job asks for; otherwise nothing is left of it.
func (d *draft) finish(ctx context.Context, job Job) (*os.File, error) {
	if d == nil {
		return nil, nil
	}
	<-d.done
	if d.err != nil {
		d.log().WarnContext(ctx, "print file begun in vain", "order", d.order.ID, "error", d.err)
	}
	if d.err != nil || job.Cut || job.Sheet != (Extent{}) || !slices.Equal(d.prints, job.Prints) {
		return nil, d.drop()
	}
	if err := d.pdf.End(job.Title); err != nil {
		return nil, d.drop()
	}
	return d.file, nil
}

// drop ends the draft; nothing is left of it unless it was finished.
func (d *draft) drop() error {
	if d == nil {
		return nil
	}
	d.stop()
	<-d.done
	return d.remove()
}

func (d *draft) remove() error {
	d.file.Close()
	return remove(d.file.Name()) // it has another name if it was finished
}
