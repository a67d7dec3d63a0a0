package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/bench/programs"
)

// points is how often each process is looked at; each look is the least of several, since a heap goes up and down.
const points, looks, quarters = 40, 5, 4

// quantity is something that should not grow for ever.
type quantity struct {
	name   string
	metric string  // its name among the process's figures
	unit   float64 // what it is divided by to be printed
	slack  float64 // growth over the second half that means nothing: part of what there is, and at least this much
	least  float64
}

var quantities = []quantity{
	{"memory, MB", "process_resident_memory_bytes", 1 << 20, 0.10, 8},
	{"heap, MB", "go_memstats_heap_alloc_bytes", 1 << 20, 0.25, 6},
	{"goroutines", "go_goroutines", 1, 0.15, 12},
	{"open files", "process_open_fds", 1, 0.15, 12},
}

// series is what one process had of one quantity over time.
type series struct {
	process string
	of      quantity
	values  []float64
}

// watch looks at the processes of a set.
type watch struct {
	set   *programs.Set
	every time.Duration
	all   []*series
}

func newWatch(set *programs.Set, last time.Duration) *watch {
	w := &watch{set: set, every: max(last/points/looks, 50*time.Millisecond)}
	for _, p := range set.Processes {
		for _, q := range quantities {
			w.all = append(w.all, &series{process: p.Name, of: q})
		}
	}
	return w
}

// until looks again and again while the context lives.
func (w *watch) until(ctx context.Context) {
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	for look := 0; ; look++ {
		select {
		case <-tick.C:
			w.look(look%looks == 0)
		case <-ctx.Done():
			return
		}
	}
}

// look reads the figures of each process. A new point begins, or the last one gets the lesser value.
func (w *watch) look(begin bool) {
	for i, p := range w.set.Processes {
		figures, err := read(p.Metrics)
		if err != nil {
			continue // the load will say if it is gone
		}
		for j, q := range quantities {
			s, value := w.all[i*len(quantities)+j], figures[q.metric]/q.unit
			if begin || len(s.values) == 0 {
				s.values = append(s.values, value)
			} else {
				last := &s.values[len(s.values)-1]
				*last = min(*last, value)
			}
		}
	}
}

// read reads the figures without labels, as Prometheus does.
func read(address string) (map[string]float64, error) {
	answer, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	figures, lines := map[string]float64{}, bufio.NewScanner(answer.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if number, err := strconv.ParseFloat(value, 64); err == nil {
			figures[name] = number
		}
	}
	return figures, lines.Err()
}

// print shows how each went, and names those that were not flat.
func (w *watch) print() error {
	var growing []string
	fmt.Printf("%-12s %-12s %44s %22s\n", "", "", "over time", "second half")
	for _, s := range w.all {
		growth, flat := s.flat()
		verdict := "flat"
		if !flat {
			verdict = "GROWS"
			growing = append(growing, s.of.name+" of "+s.process)
		}
		fmt.Printf("%-12s %-12s %44s %+10.1f %-10s\n", s.process, s.of.name, s.line(), growth, verdict)
	}
	fmt.Println()
	if len(growing) > 0 {
		return fmt.Errorf("not flat: %s", strings.Join(growing, ", "))
	}
	return nil
}

// line is some of the values.
func (s *series) line() string {
	var shown []string
	for i := range 8 {
		if len(s.values) > 0 {
			shown = append(shown, strconv.FormatFloat(s.values[i*(len(s.values)-1)/7], 'f', 0, 64))
		}
	}
	return strings.Join(shown, " ")
}

// flat tells by how much the second half rises along its slope, and whether that is next to nothing. What counts is the
// floor, the least in each of its quarters: memory goes up and down with the work, and what leaks never comes back.
func (s *series) flat() (growth float64, flat bool) {
	half := s.values[len(s.values)/2:]
	if len(half) < 2*quarters {
		return 0, true
	}
	var floor []float64
	for i := range quarters {
		floor = append(floor, slices.Min(half[i*len(half)/quarters:(i+1)*len(half)/quarters]))
	}
	growth = slope(floor) * (quarters - 1)
	return growth, growth <= max(s.of.least, s.of.slack*slices.Max(floor))
}

// slope is that of the line with the least squares through the values: the rise from one to the next.
func slope(values []float64) float64 {
	n := float64(len(values))
	var sumX, sumY, sumXY, sumXX float64
	for i, y := range values {
		x := float64(i)
		sumX, sumY, sumXY, sumXX = sumX+x, sumY+y, sumXY+x*y, sumXX+x*x
	}
	return (n*sumXY - sumX*sumY) / (n*sumXX - sumX*sumX)
}
