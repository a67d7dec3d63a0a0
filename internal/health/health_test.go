package health

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func logger(b *bytes.Buffer) *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

func TestWhatIsWrongIsToldInSentences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var database, blobs error
		c := &Checks{Log: logger(&log), List: []Check{
			Reachable("database", "The database", func(context.Context) error { return database }),
			{Name: "blobs", Look: func(context.Context) error { return blobs }},
		}}
		steps := []struct {
			database, blobs error
			want, without   []string // what is told, and what when nobody wants to know of blobs
			log             string
		}{
			{nil, nil, nil, nil, ""},
			{errors.New("dial tcp 10.0.0.7: s3cret"), nil, []string{"database: The database cannot be reached."}, []string{"database: The database cannot be reached."}, "s3cret"},
			{errors.New("still away"), &Unfit{"The bucket is full."}, []string{"database: The database cannot be reached.", "blobs: The bucket is full."}, []string{"database: The database cannot be reached."}, "full"},
			{nil, &Unfit{"The bucket is full."}, []string{"blobs: The bucket is full."}, nil, "fit again"},
			{nil, nil, nil, nil, "fit again"},
		}
		for i, step := range steps {
			time.Sleep(fresh) // of the test's own time
			database, blobs = step.database, step.blobs
			log.Reset()
			if got := c.Wrong(t.Context()); !slices.Equal(got, step.want) {
				t.Errorf("step %d: %q, want %q", i, got, step.want)
			}
			if got := c.Wrong(t.Context(), "blobs"); !slices.Equal(got, step.without) {
				t.Errorf("step %d without blobs: %q, want %q", i, got, step.without)
			}
			if lines := strings.Count(log.String(), "\n"); step.log != "" && (lines != 1 || !strings.Contains(log.String(), step.log)) || step.log == "" && lines != 0 {
				t.Errorf("step %d: the log has\n%s", i, &log)
			}
		}
	})
}

// Anybody may ask, as often as they like: what is looked at does not feel it.
func TestManyWhoAskLookOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int32
		c := &Checks{List: []Check{{Name: "slow", Look: func(context.Context) error { looks.Add(1); time.Sleep(time.Second / 2); return nil }}}}
		var asking sync.WaitGroup
		for range 100 {
			asking.Go(func() { c.Wrong(t.Context()) })
		}
		asking.Wait()
		if looks.Load() != 1 {
			t.Errorf("looked %d times", looks.Load())
		}
		time.Sleep(fresh)
		if c.Wrong(t.Context()); looks.Load() != 2 {
			t.Errorf("after a while, looked %d times", looks.Load())
		}
	})
}

// What never answers is wrong, and keeps nobody waiting.
func TestACheckThatHangsIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Checks{List: []Check{Reachable("s3", "S3", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })}}
		began := time.Now()
		if wrong := c.Wrong(t.Context()); len(wrong) != 1 || time.Since(began) != patience {
			t.Errorf("%q after %s", wrong, time.Since(began))
		}
	})
}

func TestTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			off, travel time.Duration
			want        string
		}{
			{0, 0, ""}, {2 * time.Second, 0, ""}, {-2 * time.Second, 0, ""},
			{2100 * time.Millisecond, 0, "2.1 s ahead"}, {-5 * time.Second, 0, "5.0 s behind"}, {time.Hour, 100 * time.Millisecond, "3600.0 s ahead"},
			{2100 * time.Millisecond, time.Second, ""}, // an answer that has travelled so long does not tell
			{4 * time.Second, time.Second, "4.0 s ahead"},
		} {
			var log bytes.Buffer
			var told time.Duration
			clock := &Clock{
				Now: func() time.Time { return time.Now().Add(c.off) }, Log: logger(&log), Told: func(ahead time.Duration) { told = ahead },
				Shared: func(context.Context) (time.Time, error) {
					time.Sleep(c.travel / 2)
					now := time.Now()
					time.Sleep(c.travel / 2)
					return now, nil
				},
			}
			err := clock.Look(t.Context())
			_, unfit := errors.AsType[*Unfit](err)
			if unfit != (c.want != "") || unfit && !strings.Contains(err.Error(), c.want) || told != c.off {
				t.Errorf("off by %s: %v, told %s", c.off, err, told)
			}
			_ = clock.Look(t.Context())
			if lines := strings.Count(log.String(), "\n"); unfit && lines != 1 || !unfit && lines != 0 {
				t.Errorf("off by %s, the log has\n%s", c.off, &log)
			}
		}
	})
}

// A clock that goes wrong is noticed although nobody asks, and when it is set right too.
func TestTheClockIsWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var off atomic.Int64
		clock := &Clock{
			Log: logger(&log), Now: func() time.Time { return time.Now().Add(time.Duration(off.Load())) },
			Shared: func(context.Context) (time.Time, error) { return time.Now(), nil },
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); clock.Watch(ctx) }()
		for _, step := range []struct {
			off  time.Duration
			want string
		}{{0, ""}, {time.Minute, "clock is wrong"}, {0, "right again"}} {
			off.Store(int64(step.off))
			log.Reset()
			time.Sleep(every)
			synctest.Wait()
			if got := log.String(); step.want == "" && got != "" || !strings.Contains(got, step.want) {
				t.Errorf("off by %s, the log has %s", step.off, got)
			}
		}
		stop()
		<-done
	})
}
