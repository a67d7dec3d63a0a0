package metrics

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of one program.
type Metrics struct {
	registry *prometheus.Registry
	failed   prometheus.Counter

	mu    sync.Mutex // held while it is looked at
	looks []func(context.Context) error
}

// New returns figures with those of the Go runtime, the process and the build
// among them.
func New(program string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.failed = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "metrics_looks_failed_total",
		Help: "How often a figure that has to be looked up, such as the length of a queue, could not be had.",
	})
	m.registry.MustRegister(m.failed, build(program), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Look has a figure looked up each time that the figures are fetched: the
// length of a queue, say. A look that fails is counted.
func (m *Metrics) Look(look func(context.Context) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks = append(m.looks, look)
}

// patience is how long all looks of one fetch may take.
const patience = 3 * time.Second

// look looks everything up.
func (m *Metrics) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, look := range m.looks {
		if err := look(ctx); err != nil && !errors.Is(err, context.Canceled) {
			m.failed.Inc()
		}
	}
}

// Handler answers with all figures, in the text format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	told := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 10 * time.Second})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.look(r.Context())
		told.ServeHTTP(w, r)
	})
}
