package photos_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// measuring is photos whose figures can be fetched.
func measuring(c *photos.Config) { c.MetricsAddr = "127.0.0.1:0" }

// figures are what Prometheus gets: the value of each series.
func (s *site) figures() map[string]float64 {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.Metrics.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	series := map[string]float64{}
	for line := range strings.Lines(w.Body.String()) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "} ")
		if name == strings.TrimSpace(line) {
			name, value, _ = strings.Cut(name, " ")
		} else {
			name += "}"
		}
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			series[name] = n
		}
	}
	return series
}

// counts waits until the figures are these: a request is counted when it is over.
func (s *site) counts(want map[string]float64) {
	s.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); ; {
		got, wrong := s.figures(), []string{}
		for name, value := range want {
			if is, there := got[name]; !there || is != value {
				wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", name, is, value))
			}
		}
		if len(wrong) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			s.t.Fatal(strings.Join(wrong, "\n"))
		}
	}
}

func TestNothingIsMeasuredUnlessAskedFor(t *testing.T) {
	if s := open(t, nil); s.Metrics != nil {
		t.Error("there are figures that nobody asked for")
	}
}

// Who has mistyped the address, or has two programs at one, is told before anything is served.
func TestABusyMetricsAddressIsOneClearLine(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_ADDR": "127.0.0.1:0", "PHOTOS_METRICS_ADDR": l.Addr().String()}
	status, said := command(env)
	last := said[strings.LastIndex(strings.TrimSpace(said), "\n")+1:]
	if status != 1 || !strings.HasPrefix(last, "photos: PHOTOS_METRICS_ADDR: ") || !strings.Contains(last, l.Addr().String()) {
		t.Errorf("it ends with %d and says %s", status, said)
	}
}

func TestWhatIsMeasured(t *testing.T) {
	s := open(t, measuring)
	jane := s.browser().signUp("jane")
	jane.album("Vacation", file{"one.jpg", picture(1)}, file{"two.jpg", picture(2)})
	access := jane.connect()                                            // two signed requests
	s.call(access, "GET", "/photos?file=one.jpg&size=thumb").wants(200) // a third
	s.sends(s.signedOnce(*s.consumer()))                                // a fourth, and once more

	forger := s.consumer()
	forger.Secret = "wrong"
	s.sendAs(forger, access, "GET", "/api/albums", nil).wants(401)
	sha256 := s.consumer()
	sha256.Method = oauthcore.MethodByName("HMAC-SHA256")
	s.sendAs(sha256, access, "GET", "/api/albums", nil).wants(200)
	s.browser().get("/api/albums").wants(401) // signed by nobody
	s.browser().get("/no/such/page/" + url.PathEscape("s3cret")).wants(404)

	s.counts(map[string]float64{
		`oauth_refusals_total{problem="nonce_used"}`: 1, `oauth_refusals_total{problem="signature_invalid"}`: 1,
		`oauth_refusals_total{problem="parameter_absent"}`: 1, `oauth_refusals_total{problem="token_revoked"}`: 0,
		`oauth_signature_checks_total{method="HMAC-SHA1",outcome="right"}`: 5, `oauth_signature_checks_total{method="HMAC-SHA1",outcome="wrong"}`: 1,
		`oauth_signature_checks_total{method="HMAC-SHA256",outcome="right"}`: 1,
		`oauth_nonce_duration_seconds_count{outcome="fresh"}`:                5, `oauth_nonce_duration_seconds_count{outcome="replayed"}`: 1,
		`http_requests_total{code="200",method="GET",route="/photos"}`: 1, `http_request_duration_seconds_count{class="2xx",route="/photos"}`: 1,
		`http_requests_total{code="200",method="POST",route="/oauth/access_token"}`: 1, `http_requests_total{code="404",method="GET",route="none"}`: 1,
		`http_requests_total{code="401",method="GET",route="/api/consumer"}`: 1, `http_requests_under_way`: 0,
		`photos_renditions_total{outcome="ok"}`: 2, `photos_rendition_duration_seconds_count`: 2,
		`photos_renditions_waiting`: 0, `photos_renditions_oldest_seconds`: 0, `database_processes`: 1,
		`photos_blob_duration_seconds_count{operation="keep",outcome="ok"}`: 2, `metrics_looks_failed_total`: 0,
	})
	got := s.figures()
	for _, name := range []string{`database_duration_seconds_count{operation="read"}`, `database_duration_seconds_count{operation="write"}`,
		`photos_blob_duration_seconds_count{operation="open",outcome="ok"}`, `photos_blob_duration_seconds_count{operation="put",outcome="ok"}`, `go_goroutines`} {
		if got[name] <= 0 {
			t.Errorf("%s is %v", name, got[name])
		}
	}
	for name := range got {
		for _, secret := range []string{"s3cret", access.Token, "dpf43f3p2l4k3l03", "jane", "one.jpg"} {
			if strings.Contains(name, secret) {
				t.Errorf("a label has %q in it: %s", secret, name)
			}
		}
	}
}
