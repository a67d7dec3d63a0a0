package printer

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/metrics"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
	"example.net/oauth1/printer/store"
)

// figures are what is measured of printer. Where nobody wants them, they are nil: then each of these methods answers
// nothing, and no room has anything to measure with.
type figures struct {
	*metrics.Metrics
	web      *metrics.Web
	refusals *metrics.Counter
	asked    *metrics.Timing
	ended    *metrics.Counter
	open     *metrics.Gauge
	oldest   *metrics.Gauge
	database *metrics.Timing
	shelf    *metrics.Timing
}

// newFigures makes them, if there is an address to fetch them from.
func newFigures(c Config) *figures {
	if c.MetricsAddr == "" {
		return nil
	}
	m := metrics.New("printer")
	open, ended := metrics.By("state", names(openStates())...), metrics.By("state", names(endStates())...)
	return &figures{
		Metrics: m, web: m.Web(),
		refusals: m.Counter("oauth_refusals_met_total", "Refusals that photos answered with, by oauth_problem.", metrics.By("problem", problems()...)),
		asked:    m.Timing("printer_provider_duration_seconds", "How long photos takes to begin its answer.", metrics.Quick, metrics.By("outcome", answered, refused, faulty, unreachable)),
		ended:    m.Counter("printer_orders_ended_total", "Orders to which nothing more will happen.", ended),
		open:     m.Gauge("printer_orders", "Orders that are not at their end; of all replicas.", open),
		oldest:   m.Gauge("printer_orders_oldest_seconds", "How long ago the oldest of them was placed.", open),
		database: m.Timing("database_duration_seconds", "How long the database takes: to begin its answer to a query, to write something down.", metrics.Quick, metrics.By("operation", sqldb.Reading, sqldb.Writing)),
		shelf: m.Timing("printer_print_file_duration_seconds", "How long it takes to put a print file away, to open, look for or remove one.", metrics.Quick,
			metrics.By("operation", shelfPut, shelfOpen, shelfSize, shelfRemove), metrics.By("outcome", metrics.OK, missing, away, metrics.Failed)),
	}
}

// What photos answers, as the values of a label.
const answered, refused, faulty, unreachable = "answered", "refused", "faulty", "unreachable"

// openStates are the states in which something is still to happen.
func openStates() []orders.State {
	return append(orders.Working(), orders.Printing, orders.NeedsPermission)
}

func endStates() []orders.State {
	return []orders.State{orders.Ready, orders.Printed, orders.Failed, orders.Cancelled}
}

func names(states []orders.State) (list []string) {
	for _, s := range states {
		list = append(list, string(s))
	}
	return list
}

func problems() (list []string) {
	for _, c := range oauthcore.Codes() {
		list = append(list, string(c.Code))
	}
	return list
}

// measure begins to measure, if that is wanted.
func (a *App) measure(context.Context) error {
	if a.figures = newFigures(a.config); a.figures != nil {
		a.Metrics = a.figures.Handler()
	}
	return nil
}

// listenForMetrics lets Prometheus fetch what is measured, until the App is closed.
func (a *App) listenForMetrics() error {
	if a.figures == nil {
		return nil
	}
	_, stop, err := a.figures.Listen(a.config.MetricsAddr, a.config.Log)
	if err != nil {
		return fmt.Errorf("PRINTER_METRICS_ADDR: %w", err)
	}
	a.atClose(stop)
	return nil
}

func (f *figures) meter() webapp.Meter {
	if f == nil {
		return nil
	}
	return f.web
}

func (f *figures) onDatabase() (options []sqldb.Option) {
	if f == nil {
		return nil
	}
	return []sqldb.Option{sqldb.Observed(func(operation string, took time.Duration) { f.database.Took(took, operation) })}
}

// onEnd is told of orders that have come to their end.
func (f *figures) onEnd() func(orders.State) {
	if f == nil {
		return nil
	}
	return func(s orders.State) { f.ended.Count(string(s)) }
}

// onAnswer is told of what photos answers.
func (f *figures) onAnswer() func(provider.Answered) {
	if f == nil {
		return nil
	}
	return func(a provider.Answered) {
		if a.Problem != "" {
			f.refusals.Count(string(a.Problem))
		}
		f.asked.Took(a.Took, outcome(a.Status))
	}
}

func outcome(status int) string {
	switch {
	case status == 0:
		return unreachable
	case status >= 500:
		return faulty
	case status >= 400:
		return refused
	}
	return answered
}

// ofReplicas tells how many processes serve from the database.
func (f *figures) ofReplicas(peers func() int) {
	if f != nil {
		f.Number("database_processes", "Processes that serve from the database, this one included.", func() float64 { return float64(peers()) })
	}
}

// ofQueue has the queue of orders looked at.
func (f *figures) ofQueue(s *store.Store, now func() time.Time) {
	if f == nil {
		return
	}
	if now == nil {
		now = time.Now
	}
	f.Look(func(ctx context.Context) error {
		queues, err := s.Queues(ctx)
		if err != nil {
			f.open.Unknown()
			f.oldest.Unknown()
			return err
		}
		for _, state := range openStates() {
			q := queues[state]
			f.open.Set(float64(q.Count), string(state))
			f.oldest.Set(metrics.Age(now(), q.Oldest), string(state))
		}
		return nil
	})
}
