package nonces

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

const now = 1191242096

// open opens a Book at a fixed time, on a system that has not been restarted.
func open(t *testing.T, dir string, change ...func(*Config)) *Book {
	t.Helper()
	c := Config{
		Dir: dir, Window: 300 * time.Second, New: true,
		Now: func() time.Time { return time.Unix(now, 0) }, BootID: func() string { return "this boot" },
	}
	for _, f := range change {
		f(&c)
	}
	b, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func nonce(text string) oauthcore.Nonce {
	return oauthcore.Nonce{Consumer: "c", Token: "t", Timestamp: now, Nonce: text}
}

func use(t *testing.T, b *Book, n oauthcore.Nonce) bool {
	t.Helper()
	fresh, err := b.Use(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

// crash leaves the Book as a killed process leaves it: nothing is closed or
// brought to the disk.
func crash(b *Book) { b.log.file.Close(); b.mark.file.Close(); b.closed = true }

func TestBookAcceptsANonceOnce(t *testing.T) {
	b := open(t, t.TempDir())
	if !use(t, b, nonce("a")) || use(t, b, nonce("a")) {
		t.Error("a nonce was not accepted exactly once")
	}
	for _, other := range []oauthcore.Nonce{
		{Consumer: "c", Token: "t", Timestamp: now + 1, Nonce: "a"}, {Consumer: "c", Token: "u", Timestamp: now, Nonce: "a"},
		{Consumer: "d", Token: "t", Timestamp: now, Nonce: "a"}, {Consumer: "ct", Token: "", Timestamp: now, Nonce: "a"},
		{Consumer: "c", Token: "ta", Timestamp: now, Nonce: ""},
	} {
		if !use(t, b, other) {
			t.Errorf("%+v was taken for another one", other)
		}
	}
}

func TestBookAcceptsOneOfManyAtOnce(t *testing.T) {
	b := open(t, t.TempDir())
	var accepted atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if fresh, err := b.Use(context.Background(), nonce("a")); err == nil && fresh {
				accepted.Add(1)
			}
		})
	}
	wg.Wait()
	if accepted.Load() != 1 {
		t.Errorf("accepted %d times", accepted.Load())
	}
}

func TestBookRemembersAcrossACrashOfTheProcess(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	for i := range recordsAFile + 10 { // over the end of a file
		use(t, b, nonce(strconv.Itoa(i)))
	}
	crash(b)
	b = open(t, dir, func(c *Config) { c.New = false })
	if b.Barrier() != 0 {
		t.Errorf("a barrier of %d although nothing was lost", b.Barrier())
	}
	for _, i := range []int{0, recordsAFile - 1, recordsAFile, recordsAFile + 9} {
		if use(t, b, nonce(strconv.Itoa(i))) {
			t.Errorf("nonce %d was accepted again", i)
		}
	}
	if !use(t, b, nonce("new")) {
		t.Error("a new nonce was refused")
	}
}

func TestBookRemembersAcrossAGoodEndAndARestartOfTheMachine(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	use(t, b, nonce("a"))
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b = open(t, dir, func(c *Config) { c.New, c.BootID = false, func() string { return "another boot" } })
	if b.Barrier() != 0 || use(t, b, nonce("a")) {
		t.Errorf("barrier %d; or the nonce was accepted again", b.Barrier())
	}
}

// After a loss of power the end of the log may be missing. What could be in it
// is refused, and nothing later.
func TestBookPutsUpABarrierAfterACrashOfTheMachine(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, string){
		"the tail of the log is lost": func(t *testing.T, dir string) { cutLogs(t, dir) },
		"the log is lost":             func(t *testing.T, dir string) { removeLogs(t, dir) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b := open(t, dir)
			use(t, b, nonce("a"))
			crash(b)
			spoil(t, dir)
			b = open(t, dir, func(c *Config) { c.New, c.BootID = false, func() string { return "another boot" } })
			_, err := b.Use(context.Background(), nonce("a"))
			var problem *oauthcore.Problem
			if !errors.As(err, &problem) || problem.Code != oauthcore.TimestampRefused {
				t.Fatalf("got %v, want timestamp_refused", err)
			}
			if b.Barrier() > now+ahead {
				t.Errorf("the barrier is %d seconds after the last request", b.Barrier()-now)
			}
			later := nonce("a")
			later.Timestamp = b.Barrier() + 1
			if !use(t, b, later) {
				t.Error("a nonce behind the barrier was refused")
			}
			crash(b) // once more, in the same boot: the barrier must still be there
			again := open(t, dir, func(c *Config) { c.New, c.BootID = false, func() string { return "another boot" } })
			if again.Barrier() != b.Barrier() || use(t, again, later) {
				t.Errorf("after another crash the barrier is %d, was %d; or the nonce was accepted again", again.Barrier(), b.Barrier())
			}
		})
	}
}

func TestBookWithoutAnyMemoryRefusesWhatTheWindowAllowed(t *testing.T) {
	b := open(t, t.TempDir(), func(c *Config) { c.New = false })
	if want := int64(now + 300); b.Barrier() != want {
		t.Errorf("the barrier is %d, want %d", b.Barrier(), want)
	}
}

func TestBookForgetsWhatCanNoLongerBeAccepted(t *testing.T) {
	at, dir := int64(now), t.TempDir()
	b := open(t, dir, func(c *Config) { c.Now = func() time.Time { return time.Unix(at, 0) } })
	for i := range recordsAFile + 1 {
		use(t, b, nonce(strconv.Itoa(i)))
	}
	at += 601
	late := nonce("late")
	late.Timestamp = at
	use(t, b, late)
	if len(b.used) != 1 || len(logNames(dir)) != 1 {
		t.Errorf("%d timestamps and %d files are kept", len(b.used), len(logNames(dir)))
	}
	// The clock is set back to when the first was used, and the program dies.
	at = now
	crash(b)
	b = open(t, dir, func(c *Config) { c.New = false })
	if fresh, err := b.Use(context.Background(), nonce("0")); fresh || err == nil {
		t.Error("a forgotten nonce was accepted again after the clock was set back")
	}
}

func TestBookRefusesToGoOnWhenItIsClosed(t *testing.T) {
	b := open(t, t.TempDir())
	b.Close()
	if _, err := b.Use(context.Background(), nonce("a")); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}

const childDir = "NONCES_TEST_DIR"

// TestKill is both the parent that kills and, with the environment set, the
// child that is killed while it accepts nonces.
func TestKill(t *testing.T) {
	if dir := os.Getenv(childDir); dir != "" {
		b, err := Open(Config{Dir: dir, Window: 300 * time.Second, New: true})
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; ; i++ {
			n := nonce(strconv.Itoa(i))
			n.Timestamp = time.Now().Unix()
			if fresh, err := b.Use(context.Background(), n); !fresh || err != nil {
				t.Fatal(fresh, err)
			}
			fmt.Printf("accepted %d %d\n", i, n.Timestamp)
		}
	}
	dir := filepath.Join(t.TempDir(), "nonces")
	acknowledged := runAndKill(t, dir, 3000)
	b, err := Open(Config{Dir: dir, Window: 300 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, n := range acknowledged {
		fresh, err := b.Use(context.Background(), n)
		var problem *oauthcore.Problem
		if fresh || err != nil && !errors.As(err, &problem) {
			t.Fatalf("%+v was acknowledged before the kill, and then: fresh=%v, %v", n, fresh, err)
		}
	}
	t.Logf("%d nonces acknowledged, none accepted again", len(acknowledged))
}

// runAndKill runs the child until it has acknowledged so many, and kills it.
func runAndKill(t *testing.T, dir string, many int) (acknowledged []oauthcore.Nonce) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKill$")
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var i, timestamp int64
		if _, err := fmt.Sscanf(lines.Text(), "accepted %d %d", &i, &timestamp); err == nil && strings.HasPrefix(lines.Text(), "accepted") {
			n := nonce(strconv.FormatInt(i, 10))
			n.Timestamp = timestamp
			acknowledged = append(acknowledged, n)
		}
		if len(acknowledged) == many {
			child.Process.Kill()
		}
	}
	child.Wait()
	if len(acknowledged) < many {
		t.Fatalf("the child acknowledged only %d", len(acknowledged))
	}
	return acknowledged
}

func cutLogs(t *testing.T, dir string) {
	t.Helper()
	for _, name := range logNames(dir) {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, info.Size()-recordSize); err != nil {
			t.Fatal(err)
		}
	}
}

func removeLogs(t *testing.T, dir string) {
	t.Helper()
	if err := remove(dir, logNames(dir)); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkUse(b *testing.B) {
	book, err := Open(Config{Dir: b.TempDir(), Window: 300 * time.Second, New: true})
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	var next atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := nonce(strconv.FormatInt(next.Add(1), 10))
			n.Timestamp = time.Now().Unix()
			if fresh, err := book.Use(context.Background(), n); !fresh || err != nil {
				b.Fatal(fresh, err)
			}
		}
	})
}

func TestBookRefusesWhatMayHaveBeenUsedElsewhere(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, func(c *Config) { c.Floor = now })
	_, err := b.Use(context.Background(), nonce("a"))
	problem, ok := errors.AsType[*oauthcore.Problem](err)
	if !ok || problem.Code != oauthcore.TimestampRefused {
		t.Errorf("at the floor: %v", err)
	}
	later := nonce("a")
	later.Timestamp++
	if !use(t, b, later) {
		t.Error("above the floor it was refused")
	}
	crash(b)
	if b = open(t, dir, func(c *Config) { c.New = false }); b.Barrier() != now {
		t.Errorf("the next start has the barrier %d", b.Barrier())
	}
}

func TestLatestIsWhatNoneWasAbove(t *testing.T) {
	dir := t.TempDir()
	if _, known, err := Latest(filepath.Join(dir, "none")); known || err != nil {
		t.Error("something is known of nothing", err)
	}
	b := open(t, dir)
	if _, known, err := Latest(dir); known || err != nil {
		t.Error("something is known before the first", err)
	}
	use(t, b, nonce("a"))
	if got, known, err := Latest(dir); !known || err != nil || got < now || got > now+ahead {
		t.Errorf("%d %v %v", got, known, err)
	}
}
