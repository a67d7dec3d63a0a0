package photos

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/metrics"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// figures are what is measured of photos. Where nobody wants them, they are nil: then each of these methods answers
// nothing, or what it was given, and no room has anything to measure with.
type figures struct {
	*metrics.Metrics
	web        *metrics.Web
	refusals   *metrics.Counter
	signatures *metrics.Counter
	nonces     *metrics.Timing
	renditions *metrics.Counter
	rendering  *metrics.Timing
	waiting    *metrics.Gauge
	oldest     *metrics.Gauge
	database   *metrics.Timing
	blobs      *metrics.Timing
}

// newFigures makes them, if there is an address to fetch them from.
func newFigures(c Config) *figures {
	if c.MetricsAddr == "" {
		return nil
	}
	m := metrics.New("photos")
	return &figures{
		Metrics: m, web: m.Web(),
		refusals:   m.Counter("oauth_refusals_total", "Refusals of signed requests, by oauth_problem.", metrics.By("problem", problems()...)),
		signatures: m.Counter("oauth_signature_checks_total", "Signatures that were compared, by signature method.", metrics.By("method", methods()...), metrics.By("outcome", right, wrong)),
		nonces:     m.Timing("oauth_nonce_duration_seconds", "How long it takes to use a nonce up; replayed means that it was used before.", metrics.Quick, metrics.By("outcome", fresh, replayed, metrics.Failed)),
		renditions: m.Counter("photos_renditions_total", "Originals whose renditions were made, or could not be.", metrics.By("outcome", metrics.OK, metrics.Failed)),
		rendering:  m.Timing("photos_rendition_duration_seconds", "How long it takes to make all renditions of one original.", metrics.Slow),
		waiting:    m.Gauge("photos_renditions_waiting", "Originals that have no renditions yet; of all replicas."),
		oldest:     m.Gauge("photos_renditions_oldest_seconds", "How long the oldest of them has been here."),
		database:   m.Timing("database_duration_seconds", "How long the database takes: to begin its answer to a query, to write something down.", metrics.Quick, metrics.By("operation", sqldb.Reading, sqldb.Writing)),
		blobs:      m.Timing("photos_blob_duration_seconds", "How long it takes to open, keep or remove a picture.", metrics.Quick, metrics.By("operation", blobOperations...), metrics.By("outcome", metrics.OK, missing, away, metrics.Failed)),
	}
}

// The values of labels.
const (
	right, wrong    = "right", "wrong"
	fresh, replayed = "fresh", "replayed"
	missing, away   = "missing", "away"
)

func problems() (names []string) {
	for _, c := range oauthcore.Codes() {
		names = append(names, string(c.Code))
	}
	return names
}

func methods() (names []string) {
	for _, m := range oauthcore.Methods() {
		names = append(names, m.Name())
	}
	return names
}

// measure begins to measure, if that is wanted.
func (a *App) measure() {
	if a.figures = newFigures(a.config); a.figures != nil {
		a.Metrics = a.figures.Handler()
	}
}

// listenForMetrics lets Prometheus fetch what is measured, until the App is closed.
func (a *App) listenForMetrics() error {
	if a.figures == nil {
		return nil
	}
	_, stop, err := a.figures.Listen(a.config.MetricsAddr, a.config.Log)
	if err != nil {
		return fmt.Errorf("PHOTOS_METRICS_ADDR: %w", err)
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

func (f *figures) onRefusal() func(oauthcore.Code) {
	if f == nil {
		return nil
	}
	return func(problem oauthcore.Code) { f.refusals.Count(string(problem)) }
}

func (f *figures) onSignature() func(method string, matched bool) {
	if f == nil {
		return nil
	}
	return func(method string, matched bool) {
		f.signatures.Count(method, map[bool]string{true: right, false: wrong}[matched])
	}
}

func (f *figures) onRendition() func(time.Duration, error) {
	if f == nil {
		return nil
	}
	return func(took time.Duration, err error) {
		f.renditions.Count(metrics.Outcome(err))
		if err == nil {
			f.rendering.Took(took)
		}
	}
}

func (f *figures) onDatabase() (options []sqldb.Option) {
	if f == nil {
		return nil
	}
	return []sqldb.Option{sqldb.Observed(func(operation string, took time.Duration) { f.database.Took(took, operation) })}
}

// ofBlobs measures what is kept and opened.
func (f *figures) ofBlobs(b gallery.Blobs) gallery.Blobs {
	if f == nil {
		return b
	}
	return measuredBlobs{b, f.blobs}
}

// ofNonces measures how nonces are used up.
func (f *figures) ofNonces(s oauthcore.SessionStore) oauthcore.SessionStore {
	if f == nil {
		return s
	}
	return measuredNonces{s, f.nonces}
}

// ofReplicas tells how many processes serve from the database.
func (f *figures) ofReplicas(peers func() int) {
	if f != nil {
		f.Number("database_processes", "Processes that serve from the database, this one included.", func() float64 { return float64(peers()) })
	}
}

// ofQueue has the queue of renditions looked at.
func (f *figures) ofQueue(s *store.Store, now func() time.Time) {
	if f == nil {
		return
	}
	if now == nil {
		now = time.Now
	}
	f.Look(func(ctx context.Context) error {
		count, oldest, err := s.RenditionsWaiting(ctx)
		if err != nil {
			f.waiting.Unknown()
			f.oldest.Unknown()
			return err
		}
		f.waiting.Set(float64(count))
		f.oldest.Set(metrics.Age(now(), oldest))
		return nil
	})
}
