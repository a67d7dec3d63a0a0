package orders

import (
	"context"
	"io"
)

// A Press is a printer of the shop's own that puts finished orders on paper. printer/ipp implements it.
//
// Nothing in it prints twice by itself: Open makes a place in the printer's queue, Send gives it the document, and what
// became of either can be asked afterwards, also by another process than the one that began.
type Press interface {
	// Status asks the printer what it can do and what it lacks now.
	Status(ctx context.Context) (PressStatus, error)
	// Open makes a job without a document, which prints nothing.
	Open(ctx context.Context, job PressJob) (PressRef, error)
	// Send gives an opened job its document of that many bytes; once it returns, the printer has accepted it.
	Send(ctx context.Context, ref PressRef, job PressJob, document io.Reader, size int64) (PressRef, error)
	// Find looks for a job by its name among those that the printer remembers; ErrNotFound.
	Find(ctx context.Context, name string) (PressRef, error)
	// Progress asks how far a job is; ErrNotFound if the printer does not know it, or knows another by that number.
	Progress(ctx context.Context, ref PressRef) (PressProgress, error)
	// Cancel asks the printer to drop a job.
	Cancel(ctx context.Context, ref PressRef) error
}

// PressStatus is what a printer says of itself.
type PressStatus struct {
	Name    string  // for people
	Refuses string  // a sentence: why it takes no orders; "" if it does
	Trouble string  // a sentence: what it lacks now; it takes orders all the same
	Media   []Media // what it prints on
}

// Media is a paper that a printer has.
type Media struct {
	Name  string // the printer's word for it
	Size  Extent // millimetres, upright
	Ready bool   // it lies in a tray
}

// PressJob is what is sent to a printer.
type PressJob struct {
	Name  string // unique to one sending of one order
	Title string // for the printer's display
	Media Media
	Sheet bool // Media is larger than the prints on it
}

// PressRef is how a printer knows a job. Numbers are given again when a printer restarts, so name and UUID count too.
type PressRef struct {
	ID   int
	UUID string // "" where the printer has none
	Name string
}

// PressPhase is how far a job is at the printer.
type PressPhase string

// The phases of a job (RFC 8011 section 5.3.7).
const (
	PressOpen      PressPhase = "open"      // it waits for its document
	PressQueued    PressPhase = "queued"    // it has the document
	PressPrinting  PressPhase = "printing"  // or it would, but for PressProgress.Trouble
	PressDone      PressPhase = "done"      // everything is on paper
	PressStopped   PressPhase = "stopped"   // the printer gave it up
	PressCancelled PressPhase = "cancelled" // somebody cancelled it, here or at the printer
)

// PressProgress is what a printer says of a job.
type PressProgress struct {
	Phase   PressPhase
	Trouble string // a sentence: what the printer lacks, or why it gave up
	Sheets  int    // on paper so far, where the printer counts

	Received int64 // how much of the document the printer has at most; -1: it does not say
}

// PressDown says that the printer cannot be talked to now, in a sentence for customers.
type PressDown struct {
	Sentence string
	Err      error
	// Untouched says that nothing of the request reached the printer.
	Untouched bool
}

func (p *PressDown) Error() string { return p.Sentence + " " + p.Err.Error() }

// Unwrap gives what happened underneath.
func (p *PressDown) Unwrap() error { return p.Err }
