package orders

import (
	"context"
	"io"
	"time"
)

// A Print is one photo to be put on paper.
type Print struct {
	Path    string // the verified original
	Copies  int
	Fit     Fit
	Crop    Crop
	Caption string // below the photo, where the layout has room for words
}

// A Job is one PDF to be composed.
type Job struct {
	Title, Number string
	Created       time.Time
	Paper         Paper // its Layout says what a page holds
	Prints        []Print
	Sheet         Extent // several prints on each sheet of this size; zero: a page for each
	Cut           bool   // for a printer with paper of the finished size: crop marks stay off it
}

// Composer turns originals into a print-ready PDF. printer/sheet implements it.
type Composer interface {
	// Check verifies a fetched file: an allowed kind of picture, whole, within the limits. A *Refusal says why not.
	Check(ctx context.Context, path string) error
	// Compose writes the PDF in constant memory; the same Job gives the same bytes.
	Compose(ctx context.Context, w io.Writer, job Job) error
	// Begin is Compose for a job whose Prints and Title are not yet known; false if its pages tell of what comes last.
	Begin(w io.Writer, job Job) (Draft, bool)
}

// A Draft is a PDF that grows print by print. It ends with the bytes that Compose gives for the same Job.
type Draft interface {
	Add(ctx context.Context, p Print) error
	End(title string) error
}
