package requestlog

import (
	"slices"
	"strconv"
	"testing"
)

// drafts adds drafts of a Consumer, numbered by their status.
func (w *waiting) drafts(consumer string, from, to, newest int) {
	for i := from; i <= to; i++ {
		w.add(&draft{consumer: consumer, status: i}, newest)
	}
}

// statuses tells the statuses of the drafts of a Consumer in their order.
func statuses(drafts []*draft, consumer string) (list []int) {
	for _, d := range drafts {
		if d.consumer == consumer {
			list = append(list, d.status)
		}
	}
	return list
}

func TestTheNewestOfEachConsumerWait(t *testing.T) {
	var w waiting
	w.drafts("quiet", 1, 1, 5)
	w.drafts("loud", 1, 12, 5)
	w.drafts("quiet", 2, 2, 5)
	taken := w.take()
	if got := statuses(taken, "loud"); !slices.Equal(got, []int{8, 9, 10, 11, 12}) {
		t.Errorf("of the loud one wait %v", got)
	}
	if got := statuses(taken, "quiet"); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("of the quiet one wait %v", got)
	}
	if !slices.IsSortedFunc(taken, func(a, b *draft) int { return int(a.number) - int(b.number) }) {
		t.Error("they are not in the order in which they came")
	}
	if w.drafts("loud", 13, 13, 5); !slices.Equal(statuses(w.take(), "loud"), []int{13}) {
		t.Error("what was taken out waits again")
	}
}

func TestWaitingIsBoundedForAllConsumersTogether(t *testing.T) {
	var w waiting
	w.drafts("known", 1, 2, 1000)
	for i := range 2 * maxWaiting {
		w.drafts("made up "+strconv.Itoa(i), 1, 1, 1000)
	}
	w.drafts("known", 3, 3, 1000)
	taken := w.take()
	if len(taken) != maxWaiting {
		t.Errorf("%d wait", len(taken))
	}
	if got := statuses(taken, "known"); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("of the known one wait %v", got)
	}
}
