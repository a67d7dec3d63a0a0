package metrics

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Web measures the requests that a program answers.
type Web struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	underWay prometheus.Gauge
}

// Web makes the figures of a program's requests.
func (m *Metrics) Web() *Web {
	w := &Web{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests that were answered, by the pattern of their route.",
		}, []string{"route", "method", "code"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "From a request's header to the end of its answer; live streams are left out.", Buckets: Quick,
		}, []string{"route", "class"}),
		underWay: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_under_way", Help: "Requests that are being answered now, live streams among them.",
		}),
	}
	m.registry.MustRegister(w.requests, w.took, w.underWay)
	return w
}

// Begun notes that there is another request.
func (w *Web) Begun() { w.underWay.Inc() }

// Answered notes that it is answered. The route is a pattern, and "" if there
// was none for it. A live stream has no duration that means anything.
func (w *Web) Answered(route, method string, status int, took time.Duration, live bool) {
	w.underWay.Dec()
	if route == "" {
		route = "none"
	}
	w.requests.WithLabelValues(route, known(method), code(status)).Inc()
	if !live {
		w.took.WithLabelValues(route, class(status)).Observe(took.Seconds())
	}
}

// known is a method that is in use, or else Other: anybody can make up one.
func known(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return Other
}

func code(status int) string {
	if status < 100 || status > 599 {
		return Other
	}
	return strconv.Itoa(status)
}

// classes are written as people write them.
var classes = [...]string{1: "1xx", "2xx", "3xx", "4xx", "5xx"}

func class(status int) string {
	if status < 100 || status > 599 {
		return Other
	}
	return classes[status/100]
}
