package programs

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.net/oauth1/internal/engines"
)

// Set is both programs with the demo data, as one process each or as several, and where people find them.
type Set struct {
	Photos, Printer string // public URLs
	Processes       []Member

	PostgreSQL, S3 int // process numbers, 0 without

	closers []func() error
}

// Member is one process of a Set.
type Member struct {
	Name string // photos, printer 2
	*Process
	Metrics string // where it tells its figures
}

// Embedded starts one photos and one printer on SQLite and folders, which is what they do by themselves.
func Embedded(bin, dir string, env ...string) (s *Set, err error) {
	s = &Set{}
	photos, err := FreeAddr()
	if err != nil {
		return nil, err
	}
	printer, err := FreeAddr()
	if err != nil {
		return nil, err
	}
	s.Photos, s.Printer = "http://"+photos, "http://"+printer
	if err = s.member(bin, dir, "photos", "photos", photos, env...); err == nil {
		err = s.member(bin, dir, "printer", "printer", printer, env...)
	}
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Replicas starts so many photos and printers on a PostgreSQL and an S3 store of their own, each kind behind a proxy that
// sends every request to the next one.
func Replicas(ctx context.Context, bin, dir string, photos, printers int, env ...string) (s *Set, err error) {
	s = &Set{}
	defer func() {
		if err != nil {
			s, err = nil, errors.Join(err, s.Stop())
		}
	}()
	shared, err := s.engines(ctx, dir)
	if err != nil {
		return s, err
	}
	env = slices.Concat(shared, env)
	photosAt, err := s.front(photos, &s.Photos)
	if err != nil {
		return s, err
	}
	printersAt, err := s.front(printers, &s.Printer)
	if err != nil {
		return s, err
	}
	for i, addr := range photosAt {
		if err := s.member(bin, filepath.Join(dir, fmt.Sprint("p", i)), "photos", fmt.Sprint("photos ", i+1), addr, env...); err != nil {
			return s, err
		}
	}
	for i, addr := range printersAt {
		if err := s.member(bin, filepath.Join(dir, fmt.Sprint("c", i)), "printer", fmt.Sprint("printer ", i+1), addr, env...); err != nil {
			return s, err
		}
	}
	return s, nil
}

// engines starts what replicas share, and answers how they are told.
func (s *Set) engines(ctx context.Context, dir string) ([]string, error) {
	postgres, err := engines.StartPostgres(ctx, filepath.Join(dir, "postgres"))
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, postgres.Stop)
	s3, err := engines.StartS3(ctx, filepath.Join(dir, "s3"))
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, s3.Stop)
	s.PostgreSQL, s.S3 = postgres.PID(), s3.PID()
	env := append(s3.Env(), "PHOTOS_SECRET_KEY="+randomKey(), "PRINTER_SECRET_KEY="+randomKey())
	for _, name := range []string{"photos", "printer"} {
		database, err := postgres.Create(ctx, name, "")
		if err != nil {
			return nil, err
		}
		bucket, err := s3.Bucket(name)
		if err != nil {
			return nil, err
		}
		capital := strings.ToUpper(name)
		env = append(env, capital+"_DATABASE="+database, capital+"_BLOBS="+bucket)
	}
	return env, nil
}

// front makes a proxy for replicas that will listen at the addresses which it answers.
func (s *Set) front(replicas int, url *string) (addrs []string, err error) {
	for range replicas {
		addr, err := FreeAddr()
		if err != nil {
			return nil, err
		}
		addrs = append(addrs, addr)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	*url = "http://" + listener.Addr().String()
	server := &http.Server{Handler: engines.NewProxy(addrs...)}
	go func() { _ = server.Serve(listener) }()
	s.closers = append(s.closers, server.Close)
	return addrs, nil
}

// member starts one process and adds it.
func (s *Set) member(bin, dir, program, name, addr string, env ...string) error {
	metrics, err := FreeAddr()
	if err != nil {
		return err
	}
	capital := strings.ToUpper(program)
	p := &Process{Command: exec.Command(filepath.Join(bin, program)), URL: "http://" + addr}
	p.Command.Env = slices.Concat(p.Command.Environ(), env, []string{
		capital + "_ADDR=" + addr, capital + "_DATA=" + filepath.Join(dir, program), capital + "_SEED=demo", capital + "_METRICS_ADDR=" + metrics,
		"PHOTOS_URL=" + s.Photos, "PRINTER_URL=" + s.Printer, "PRINTER_PROVIDER_URL=" + s.Photos,
		"PHOTOS_CONSUMER_RATE=0", "PHOTOS_ADDRESS_RATE=0", // one Consumer on one address is all there is here
	})
	if err := p.Start(p.URL + "/healthz"); err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	s.Processes = append(s.Processes, Member{name, p, "http://" + metrics + "/metrics"})
	s.closers = append(s.closers, func() error { p.Stop(); return nil })
	return nil
}

// Stop ends everything, the last started first.
func (s *Set) Stop() (err error) {
	for _, stop := range slices.Backward(s.closers) {
		err = errors.Join(err, stop())
	}
	s.closers = nil
	return err
}

// CPU is the CPU time that all of it has used: the programs, PostgreSQL, the S3 store.
func (s *Set) CPU() (programs, postgres, s3 time.Duration) {
	for _, p := range s.Processes {
		programs += p.CPU()
	}
	if s.PostgreSQL == 0 {
		return programs, 0, 0
	}
	return programs, FamilyCPU(s.PostgreSQL), FamilyCPU(s.S3)
}

// Settle waits until no process has anything to do of its own any more.
func (s *Set) Settle() {
	for _, p := range s.Processes {
		p.Settle()
	}
}

func randomKey() string {
	key := make([]byte, 32)
	rand.Read(key)
	return hex.EncodeToString(key)
}
