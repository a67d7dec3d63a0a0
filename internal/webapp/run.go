package webapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"
)

const (
	headerTimeout  = 10 * time.Second
	ioTimeout      = 60 * time.Second // a whole request, and its answer; Uploads, ServeFile and StreamEvents extend it
	idleTimeout    = 120 * time.Second
	drainTimeout   = 25 * time.Second
	maxHeaderBytes = 16 << 10 // more is answered 431
)

// Server is a program that listens.
type Server struct {
	Name      string         // in messages: "photos"
	Addr      string         // "localhost:8080"
	Handler   http.Handler   // usually the echo of New
	Log       *slog.Logger   // nil: NewLogger(stderr, Name)
	Close     func() error   // after the last request, before Run returns
	Drain     time.Duration  // how long requests are still taken after /readyz has begun to say that it is over
	Listening func(net.Addr) // told the real address once the port is ours; may be nil

	after func(time.Duration) <-chan time.Time // nil: time.After
}

// Run serves until ctx ends or SIGTERM or an interrupt arrives; then /readyz
// says that it is over, and after s.Drain it takes no new connection, ends the
// live streams, finishes the requests in flight, calls Close and returns nil. A
// second signal ends the process at once.
func Run(ctx context.Context, stderr io.Writer, s Server) error {
	collectLess()
	if s.Log == nil {
		s.Log = NewLogger(stderr, s.Name)
	}
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return errors.Join(listenError(s.Addr, err), s.close())
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if s.Listening != nil {
		s.Listening(l.Addr())
	}
	err = s.serve(ctx, stop, l)
	return errors.Join(err, s.close())
}

func (s Server) serve(ctx context.Context, stop func(), l net.Listener) error {
	stopping, leave := context.WithCancel(context.Background())
	defer leave()
	draining, drain := context.WithCancel(context.Background())
	defer drain()
	server := s.httpServer(phases{stopping, draining})
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(gatheringListener{l}) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", s.Addr, err)
	case <-ctx.Done():
	}
	stop() // from now on a second signal kills
	leave()
	if err := s.linger(failed); err != nil {
		return err
	}
	s.Log.Info("stopping: finishing what is in flight")
	drain()
	limit, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		s.Log.Warn("some requests were cut off", "err", err)
		server.Close()
	}
	return nil
}

// linger goes on for a while, so that whoever sends requests here has time to
// see that it should not.
func (s Server) linger(failed <-chan error) error {
	if s.Drain <= 0 {
		return nil
	}
	s.Log.Info("stopping: /readyz says so, and requests are still taken", "for", s.Drain.String())
	after := s.after
	if after == nil {
		after = time.After
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", s.Addr, err)
	case <-after(s.Drain):
		return nil
	}
}

func (s Server) httpServer(p phases) *http.Server {
	return &http.Server{
		Handler:           s.Handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       ioTimeout,
		WriteTimeout:      ioTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context {
			return context.WithValue(context.Background(), phasesKey{}, p)
		},
		ConnContext: withConn,
	}
}

func (s Server) close() error {
	if s.Close == nil {
		return nil
	}
	return s.Close()
}

// phases of a program's end: each context ends when its phase begins.
type phases struct {
	stopping context.Context // it has been asked to stop
	draining context.Context // it takes no more requests
}

type phasesKey struct{}

func phasesOf(ctx context.Context) phases {
	if p, ok := ctx.Value(phasesKey{}).(phases); ok {
		return p
	}
	return phases{context.Background(), context.Background()}
}

// stoppingOf returns the context that ends when the program is asked to stop.
func stoppingOf(ctx context.Context) context.Context { return phasesOf(ctx).stopping }

// drainingOf returns the context that ends when live streams have to end.
func drainingOf(ctx context.Context) context.Context { return phasesOf(ctx).draining }

// listenError says in one line why the port cannot be ours.
func listenError(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program: stop that one or choose another address", addr)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return fmt.Errorf("cannot listen on %s: %w", addr, err)
}
