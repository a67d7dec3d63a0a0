package webapp

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// pair is a gathering connection and its other end.
func pair(t *testing.T) (ours *gathering, theirs net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if theirs, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	c, err := gatheringListener{l}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); theirs.Close() })
	return c.(*gathering), theirs
}

func TestAHeaderWaitsForItsPicture(t *testing.T) {
	ours, theirs := pair(t)
	ours.hold()
	for i, piece := range []string{"header", "picture"} {
		if n, err := io.WriteString(ours, piece); n != len(piece) || err != nil {
			t.Errorf("writing %q answered %d, %v", piece, n, err)
		}
		if held := len(ours.held) > 0; held != (i == 0) {
			t.Errorf("after %q: held back is %v", piece, held)
		}
	}
	if err := ours.release(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(ours, " next")
	ours.Close()
	if got, _ := io.ReadAll(theirs); string(got) != "headerpicture next" {
		t.Errorf("sent is %q", got)
	}
}

func TestNothingStaysHeldBack(t *testing.T) {
	ours, theirs := pair(t)
	ours.hold()
	io.WriteString(ours, "header")
	if err := ours.release(); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len("header"))
	if _, err := io.ReadFull(theirs, got); err != nil || string(got) != "header" {
		t.Errorf("sent is %q, %v", got, err)
	}
}

// Whatever the size, and however often on one connection, an answer from memory
// arrives as it is.
func TestAnswersFromMemoryArriveWhole(t *testing.T) {
	e := echo.New()
	e.GET("/:size", func(c echo.Context) error {
		var size int
		fmt.Sscan(c.Param("size"), &size)
		content := strings.NewReader(strings.Repeat("0123456789", size)[:size])
		return ServeFile(c, Content{Body: content, Type: "image/jpeg"})
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := Server{Handler: e, Log: slog.New(slog.DiscardHandler)}.httpServer(phases{t.Context(), t.Context()})
	t.Cleanup(func() { server.Close() })
	go server.Serve(gatheringListener{l})
	for _, size := range []int{0, 1, 3000, 4096, 4097, 8192, 20_000, 500_000, 0, 20_000} {
		answer, err := http.Get(fmt.Sprintf("http://%s/%d", l.Addr(), size))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if want := bytes.Repeat([]byte("0123456789"), size)[:size]; err != nil || !bytes.Equal(got, want) {
			t.Errorf("of %d bytes %d arrived, or others: %v", size, len(got), err)
		}
	}
}
