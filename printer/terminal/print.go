package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"example.net/oauth1/printer/orders"
)

// Wish is what shall be printed, and how.
type Wish struct {
	Photos []string // ids
	Paper  string
	Fill   bool // cut the photo to fill the paper
	Copies int
	To     string // the file to write
}

// Fetch brings an original into a file, checked as strictly as the shop checks it.
func (t *Terminal) Fetch(ctx context.Context, photo, to string) error {
	c, err := t.File.Load()
	if err != nil {
		return err
	}
	return t.replace(to, func(tmp *os.File) error {
		item, err := orders.Fetch(ctx, t.api(), t.Composer, c, photo, tmp)
		if err == nil {
			t.say("%s: %d bytes of %s\n", to, item.Bytes, printable(item.File))
		}
		return err
	})
}

// Print makes a print file of some photos.
func (t *Terminal) Print(ctx context.Context, w Wish) error {
	c, err := t.File.Load()
	if err != nil {
		return err
	}
	job, err := t.job(w)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(t.File.Path), "print-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for i, photo := range w.Photos {
		item, path, err := t.original(ctx, c, photo, filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			return fmt.Errorf("photo %s: %w", printable(photo), err)
		}
		t.say("Fetched %s, %d bytes.\n", printable(item.File), item.Bytes)
		job.Prints[i].Path, job.Prints[i].Caption = path, item.Title
	}
	err = t.replace(w.To, func(tmp *os.File) error { return t.Composer.Compose(ctx, tmp, job) })
	if err == nil {
		t.say("%s is ready to print: %d on %s.\n", w.To, len(w.Photos)*w.Copies, job.Paper.Name)
	}
	return err
}

func (t *Terminal) job(w Wish) (orders.Job, error) {
	paper, known := orders.PaperByID(w.Paper)
	switch {
	case !known:
		return orders.Job{}, &orders.Refusal{Sentence: "There is no paper " + w.Paper + "; there is " + papers() + "."}
	case w.Copies < 1 || w.Copies > 99:
		return orders.Job{}, &orders.Refusal{Sentence: "Choose 1 to 99 copies."}
	}
	job := orders.Job{Title: "Prints on " + paper.Name, Number: "terminal", Created: t.now(), Paper: paper}
	for range w.Photos {
		p := orders.Print{Copies: w.Copies, Fit: orders.FitWhole}
		if w.Fill {
			p.Fit = orders.FitFill
		}
		job.Prints = append(job.Prints, p)
	}
	return job, nil
}

func papers() (list string) {
	for i, p := range orders.Papers() {
		if i > 0 {
			list += ", "
		}
		list += p.ID
	}
	return list
}

func (t *Terminal) original(ctx context.Context, c orders.Connection, photo, path string) (orders.Item, string, error) {
	f, err := os.Create(path)
	if err != nil {
		return orders.Item{}, "", err
	}
	defer f.Close()
	item, err := orders.Fetch(ctx, t.api(), t.Composer, c, photo, f)
	return item, path, err
}

// replace writes a file whole or not at all.
func (t *Terminal) replace(path string, write func(*os.File) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".printer-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails once the file has its name
	err = write(tmp)
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
