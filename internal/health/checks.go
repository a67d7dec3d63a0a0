package health

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Check is one thing that must be so.
type Check struct {
	Name     string // one word
	Sentence string // what is wrong, for anybody to read, if the error does not say so itself
	Look     func(context.Context) error
}

// Unfit is an error whose sentence anybody may read.
type Unfit struct{ Sentence string }

// Error implements error.
func (u *Unfit) Error() string { return u.Sentence }

// Checks are all that must be so for a program to be sent requests. The zero
// value has none.
type Checks struct {
	List []Check
	Log  *slog.Logger // nil: nothing is logged

	looking singleflight.Group
	mu      sync.Mutex
	looked  time.Time
	wrong   map[string]string // sentences, by name
}

const (
	// fresh is for how long nobody looks again.
	fresh = time.Second
	// patience is how long all checks may take.
	patience = 3 * time.Second
)

// Wrong tells what is wrong, a sentence each, in the order of the list; of the
// checks with these names nothing is told.
func (c *Checks) Wrong(ctx context.Context, without ...string) (sentences []string) {
	wrong, known := c.last()
	if !known {
		select {
		case looked := <-c.looking.DoChan("", func() (any, error) { return c.look(ctx), nil }):
			wrong = looked.Val.(map[string]string)
		case <-ctx.Done(): // so nobody will read this
		}
	}
	for _, check := range c.List {
		if sentence, is := wrong[check.Name]; is && !slices.Contains(without, check.Name) {
			sentences = append(sentences, check.Name+": "+sentence)
		}
	}
	return sentences
}

// last is what was found the last time, and whether that was just now.
func (c *Checks) last() (wrong map[string]string, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wrong, !c.looked.IsZero() && time.Since(c.looked) < fresh
}

// look looks at everything at once. Who asked may go: others ask too.
func (c *Checks) look(ctx context.Context) map[string]string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	errs := make([]error, len(c.List))
	var looking sync.WaitGroup
	for i, check := range c.List {
		looking.Go(func() { errs[i] = check.Look(ctx) })
	}
	looking.Wait()
	now := map[string]string{}
	was, _ := c.last()
	for i, check := range c.List {
		if errs[i] != nil {
			now[check.Name] = check.sentence(errs[i])
		}
		c.tell(ctx, check.Name, was, errs[i])
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong, c.looked = now, time.Now()
	return now
}

func (check Check) sentence(err error) string {
	if unfit, ok := errors.AsType[*Unfit](err); ok {
		return unfit.Sentence
	}
	return check.Sentence
}

// tell writes down what has changed.
func (c *Checks) tell(ctx context.Context, name string, before map[string]string, err error) {
	_, was := before[name]
	switch {
	case c.Log == nil:
	case err != nil && !was:
		c.Log.WarnContext(ctx, "not fit to be sent requests", "check", name, "error", err)
	case err == nil && was:
		c.Log.InfoContext(ctx, "fit again", "check", name)
	}
}

// Reachable is a check that something answers.
func Reachable(name, what string, look func(context.Context) error) Check {
	return Check{Name: name, Sentence: fmt.Sprintf("%s cannot be reached.", what), Look: look}
}
