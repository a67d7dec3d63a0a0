package requestlog

import (
	"context"
	"strconv"
	"sync"
	"time"
)

// rounds are the questions of this process to the others: have you written what you hold? Whoever looks into the log
// waits for one that was asked after she came.
type rounds struct {
	bus    Bus
	asking sync.Mutex // one question after the other

	mu    sync.Mutex
	count uint64
	next  *round            // not asked yet: whoever comes now joins it
	open  map[string]*round // asked, by question
}

// round is a question, and who has answered it.
type round struct {
	question string
	from     map[string]bool
	missing  int
	done     chan struct{} // closed when all have answered
}

// patience is how long the others are waited for. One that has died is missed so long.
const patience = 300 * time.Millisecond

// join finds the next question, and has it asked if it is new.
func (r *rounds) join(ctx context.Context) *round {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == nil {
		r.count++
		r.next = &round{question: r.bus.Member() + "." + strconv.FormatUint(r.count, 10), from: map[string]bool{}, done: make(chan struct{})}
		go r.ask(context.WithoutCancel(ctx), r.next)
	}
	return r.next
}

// wait waits until all have answered, or long enough.
func (q *round) wait(ctx context.Context) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-q.done:
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (r *rounds) ask(ctx context.Context, q *round) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	r.asking.Lock()
	r.begin(q)
	err := r.bus.Notify(ctx, topic, "write "+r.bus.Member()+" "+q.question)
	r.asking.Unlock()
	if err == nil {
		q.wait(ctx)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, q.question)
}

// begin closes the question for those who come later, and counts who is there.
func (r *rounds) begin(q *round) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = nil
	if q.missing = r.bus.Peers() - 1; q.missing <= 0 {
		close(q.done)
	}
	r.open[q.question] = q
}

// answered counts an answer to some questions, of which not all need be ours.
func (r *rounds) answered(member string, questions []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, question := range questions {
		q := r.open[question]
		if q == nil || q.from[member] || q.missing <= 0 {
			continue
		}
		q.from[member] = true
		if q.missing--; q.missing == 0 {
			close(q.done)
		}
	}
}
