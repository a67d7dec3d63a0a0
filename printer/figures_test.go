package printer_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer"
)

// fetched is what Prometheus gets.
func (s *shop) fetched(t *testing.T) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.app.Metrics.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// measures makes sure that these figures are told.
func (s *shop) measures(t *testing.T, want ...string) {
	t.Helper()
	told := s.fetched(t)
	for _, line := range want {
		if !strings.Contains(told, "\n"+line+"\n") {
			name, _, _ := strings.Cut(line, "{")
			for is := range strings.Lines(told) {
				if strings.HasPrefix(is, name) {
					t.Logf("there is %s", is)
				}
			}
			t.Errorf("there is no %s", line)
		}
	}
}

func TestNothingIsMeasuredUnlessAskedFor(t *testing.T) {
	if s := open(t, newServiceProvider(t), nil); s.app.Metrics != nil {
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
	env := map[string]string{"PRINTER_DATA": t.TempDir(), "PRINTER_SEED": "demo", "PRINTER_ADDR": "127.0.0.1:0", "PRINTER_METRICS_ADDR": l.Addr().String()}
	status, said := command(env)
	last := said[strings.LastIndex(strings.TrimSpace(said), "\n")+1:]
	if status != 1 || !strings.HasPrefix(last, "printer: PRINTER_METRICS_ADDR: ") || !strings.Contains(last, l.Addr().String()) {
		t.Errorf("it ends with %d and says %s", status, said)
	}
}

func TestWhatIsMeasured(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, func(c *printer.Config) { c.MetricsAddr = "127.0.0.1:0" })
	jane := s.visit(t)
	jane.connect(p, "jane")
	order := jane.order("p1")
	jane.until(order.address.Path, "event: end")
	s.measures(t, `printer_orders_ended_total{state="ready"} 1`, `printer_orders_ended_total{state="failed"} 0`,
		`printer_orders{state="placed"} 0`, `printer_orders_oldest_seconds{state="waiting"} 0`,
		`http_requests_total{code="303",method="POST",route="/basket/order"} 1`,
		`printer_print_file_duration_seconds_count{operation="put",outcome="ok"} 1`, `printer_print_file_duration_seconds_count{operation="open",outcome="away"} 0`,
		`oauth_refusals_met_total{problem="timestamp_refused"} 0`, `printer_provider_duration_seconds_count{outcome="unreachable"} 0`)

	p.misbehave("/api/albums", func(w http.ResponseWriter, r *http.Request) {
		p.WriteProblem(w, r, oauthcore.NewProblem(oauthcore.TokenRevoked, "She has taken it back."))
	})
	jane.get("/albums")
	p.misbehave("/api/albums", nil)
	jane.connect(p, "jane")
	p.misbehave("*", drop)
	jane.get("/albums")
	s.measures(t, `oauth_refusals_met_total{problem="token_revoked"} 1`, `printer_provider_duration_seconds_count{outcome="refused"} 1`)
	told := s.fetched(t)
	if strings.Contains(told, `duration_seconds_count{outcome="unreachable"} 0`) || !strings.Contains(told, `printer_provider_duration_seconds_count{outcome="unreachable"}`) {
		t.Error("nobody has noticed that photos is away")
	}
	for _, secret := range []string{demoKey, "jane", "p1", order.address.Path} {
		if strings.Contains(told, `"`+secret) {
			t.Errorf("a label has %q in it", secret)
		}
	}
}

// An order that waits is told, with its age, for as long as it waits.
func TestTheQueueOfOrdersIsMeasured(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, func(c *printer.Config) { c.MetricsAddr = "127.0.0.1:0" })
	jane := s.visit(t)
	jane.connect(p, "jane")
	p.misbehave("/api/photos/p1/file", drop)
	order := jane.order("p1")
	jane.until(order.address.Path, "does not answer")
	s.measures(t, `printer_orders{state="waiting"} 1`, `printer_orders{state="placed"} 0`)
	if strings.Contains(s.fetched(t), `printer_orders_oldest_seconds{state="waiting"} 0`+"\n") {
		t.Error("it waits, and has no age")
	}
	jane.get(order.address.Path).submit(order.address.Path + "/cancel")
	s.measures(t, `printer_orders{state="waiting"} 0`, `printer_orders_ended_total{state="cancelled"} 1`)
}
