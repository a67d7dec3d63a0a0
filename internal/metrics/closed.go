package metrics

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Label is one way to tell figures apart, and all values that it can have.
type Label struct {
	Name   string
	Values []string
}

// By is a Label of these values.
func By(name string, values ...string) Label { return Label{name, values} }

// Other is what a value counts as that a Label does not know.
const Other = "other"

// labels are those of one figure.
type labels []Label

func (l labels) names() (names []string) {
	for _, label := range l {
		names = append(names, label.Name)
	}
	return names
}

// close replaces values that nobody has foreseen.
func (l labels) close(values []string) []string {
	for i, label := range l {
		if !slices.Contains(label.Values, values[i]) {
			values[i] = Other
		}
	}
	return values
}

// each calls f with every combination of values, so that a figure is there
// before it first moves: one that comes out of nothing looks like no change.
func (l labels) each(f func(values ...string)) {
	if len(l) == 0 {
		f()
		return
	}
	for _, value := range l[0].Values {
		l[1:].each(func(rest ...string) { f(append([]string{value}, rest...)...) })
	}
}

// Counter counts what happens.
type Counter struct {
	labels
	vec *prometheus.CounterVec
}

// Counter makes one. Its name ends with _total.
func (m *Metrics) Counter(name, help string, by ...Label) *Counter {
	c := &Counter{by, prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels(by).names())}
	m.registry.MustRegister(c.vec)
	c.each(func(values ...string) { c.vec.WithLabelValues(values...) })
	return c
}

// Count counts one more, with a value for each Label.
func (c *Counter) Count(values ...string) { c.vec.WithLabelValues(c.close(values)...).Inc() }

// Gauge is a number that goes up and down.
type Gauge struct {
	labels
	vec *prometheus.GaugeVec
}

// Gauge makes one. It is not there until it is set.
func (m *Metrics) Gauge(name, help string, by ...Label) *Gauge {
	g := &Gauge{by, prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels(by).names())}
	m.registry.MustRegister(g.vec)
	return g
}

// Set sets it, with a value for each Label.
func (g *Gauge) Set(to float64, values ...string) { g.vec.WithLabelValues(g.close(values)...).Set(to) }

// Unknown takes the number away, whatever the labels: better none than an old
// one.
func (g *Gauge) Unknown() { g.vec.Reset() }

// Timing is how long something takes, as a histogram.
type Timing struct {
	labels
	vec *prometheus.HistogramVec
}

// Quick and Slow are the bounds between which most of what is measured lies, in
// seconds.
var (
	Quick = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	Slow  = []float64{.025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120}
)

// Timing makes one, with bounds. Its name ends with _seconds.
func (m *Metrics) Timing(name, help string, bounds []float64, by ...Label) *Timing {
	t := &Timing{by, prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: bounds}, labels(by).names())}
	m.registry.MustRegister(t.vec)
	t.each(func(values ...string) { t.vec.WithLabelValues(values...) })
	return t
}

// Took notes how long it took, with a value for each Label.
func (t *Timing) Took(d time.Duration, values ...string) {
	t.vec.WithLabelValues(t.close(values)...).Observe(d.Seconds())
}

// Number has a number looked up each time that the figures are fetched, which
// can always be had.
func (m *Metrics) Number(name, help string, number func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, number))
}

// Outcome is the usual value of a Label for what went well or did not.
func Outcome(err error) string {
	if err != nil {
		return Failed
	}
	return OK
}

// The values of [Outcome].
const OK, Failed = "ok", "failed"

// Age is in seconds how long ago something was; 0 for what was never, the zero
// time.
func Age(now, then time.Time) float64 {
	if then.IsZero() {
		return 0
	}
	return max(0, now.Sub(then).Seconds())
}
