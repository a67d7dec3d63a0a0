package metrics

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// fetch is what Prometheus gets.
func fetch(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// has makes sure that each of these lines is there.
func has(t *testing.T, figures string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+figures, "\n"+line+"\n") {
			t.Errorf("there is no %q in\n%s", line, figures)
		}
	}
}

func TestEveryFigureIsThereBeforeItMoves(t *testing.T) {
	m := New("test")
	m.Counter("test_total", "A count.", By("kind", "a", "b"), By("outcome", OK, Failed))
	m.Timing("test_seconds", "A time.", []float64{1, 2})
	has(t, fetch(t, m), `test_total{kind="a",outcome="ok"} 0`, `test_total{kind="b",outcome="failed"} 0`, `test_seconds_count 0`)
}

// What strangers send cannot become a label: they could fill the memory with it.
func TestLabelsAreClosed(t *testing.T) {
	m := New("test")
	count := m.Counter("test_total", "A count.", By("kind", "a"))
	took := m.Timing("test_seconds", "A time.", []float64{1, 2}, By("kind", "a"))
	gauge := m.Gauge("test_now", "A number.", By("kind", "a"))
	web := m.Web()
	for _, kind := range []string{"a", "b", "a\n", `"`, "token=s3cret"} {
		count.Count(kind)
		took.Took(3*time.Second, kind)
		gauge.Set(7, kind)
		web.Begun()
		web.Answered("", kind, len(kind), time.Millisecond, false)
	}
	figures := fetch(t, m)
	has(t, figures, `test_total{kind="a"} 1`, `test_total{kind="other"} 4`, `test_seconds_count{kind="other"} 4`, `test_seconds_sum{kind="a"} 3`,
		`test_now{kind="other"} 7`, `http_requests_total{code="other",method="other",route="none"} 5`)
	if strings.Contains(figures, "s3cret") {
		t.Error("what was sent is a label")
	}
}

func TestRequests(t *testing.T) {
	m := New("test")
	web := m.Web()
	for range 3 {
		web.Begun()
	}
	web.Answered("/photos/:photo", "GET", 200, 3*time.Millisecond, false)
	web.Answered("/live", "GET", 200, time.Hour, true)
	figures := fetch(t, m)
	has(t, figures, `http_requests_total{code="200",method="GET",route="/photos/:photo"} 1`, `http_requests_under_way 1`,
		`http_request_duration_seconds_bucket{class="2xx",route="/photos/:photo",le="0.0025"} 0`,
		`http_request_duration_seconds_bucket{class="2xx",route="/photos/:photo",le="0.005"} 1`,
		`http_requests_total{code="200",method="GET",route="/live"} 1`)
	if strings.Contains(figures, `http_request_duration_seconds_count{class="2xx",route="/live"}`) {
		t.Error("a live stream has a duration")
	}
}

func TestWhatIsLookedUp(t *testing.T) {
	m := New("test")
	queue := m.Gauge("test_waiting", "A queue.")
	var broken error
	m.Look(func(ctx context.Context) error {
		if _, limited := ctx.Deadline(); !limited {
			t.Error("a look may take for ever")
		}
		if broken != nil {
			queue.Unknown()
		} else {
			queue.Set(3)
		}
		return broken
	})
	has(t, fetch(t, m), "test_waiting 3", "metrics_looks_failed_total 0")
	broken = errors.New("the database is away")
	figures := fetch(t, m)
	has(t, figures, "metrics_looks_failed_total 1")
	if strings.Contains(figures, "\ntest_waiting ") {
		t.Error("an old number is told for the present one")
	}
}

func TestWhatRunsIsTold(t *testing.T) {
	figures := fetch(t, New("test"))
	has(t, figures, `# TYPE go_goroutines gauge`, `# TYPE build_info gauge`)
	if !strings.Contains(figures, `program="test"`) {
		t.Error("the program is not named")
	}
}

func TestListen(t *testing.T) {
	m := New("test")
	at, stop, err := m.Listen("127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/metrics": 200, "/": 404, "/debug/pprof/": 404} {
		answer, err := http.Get("http://" + at.String() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != want || want == 200 && !strings.Contains(string(body), "go_goroutines") {
			t.Errorf("%s is answered %d", path, answer.StatusCode)
		}
	}
	if _, _, err := m.Listen(at.String(), slog.New(slog.DiscardHandler)); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), at.String()) {
		t.Errorf("the same address again: %v", err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", at.String()); err == nil {
		c.Close()
		t.Error("it still listens")
	}
}
