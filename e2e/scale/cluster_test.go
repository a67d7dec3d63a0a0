//go:build scale

package scale

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/internal/engines"
)

// cluster is two replicas of photos and two of printer with the demo data, each pair behind a proxy.
type cluster struct {
	t                      *testing.T
	photosURL, printerURL  string // of the proxies: where people and programs find them
	photos, printers       []*programs.Program
	photosEnv, printersEnv []string // what the replicas have in common
}

var clusters atomic.Int32

// prepare makes a cluster that is not started.
func prepare(t *testing.T) *cluster {
	t.Helper()
	number := clusters.Add(1)
	c := &cluster{t: t}
	bucket, err := s3.Bucket(fmt.Sprintf("photos-%d", number))
	if err != nil {
		t.Fatal(err)
	}
	prints, err := s3.Bucket(fmt.Sprintf("prints-%d", number))
	if err != nil {
		t.Fatal(err)
	}
	common := append(s3.Env(), "PHOTOS_TRUSTED_PROXIES=127.0.0.0/8", "PRINTER_TRUSTED_PROXIES=127.0.0.0/8")
	photosAt, printersAt := freeAddrs(t), freeAddrs(t)
	c.photosURL, c.printerURL = c.front(photosAt), c.front(printersAt)
	c.photosEnv = append(slices.Clone(common), "PHOTOS_URL="+c.photosURL, "PHOTOS_DATABASE="+c.database(fmt.Sprintf("photos_%d", number)), "PHOTOS_BLOBS="+bucket,
		"PHOTOS_SECRET_KEY="+newKey(), "PHOTOS_SEED=demo", "PRINTER_URL="+c.printerURL)
	c.printersEnv = append(slices.Clone(common), "PRINTER_URL="+c.printerURL, "PRINTER_DATABASE="+c.database(fmt.Sprintf("printer_%d", number)), "PRINTER_BLOBS="+prints,
		"PRINTER_SECRET_KEY="+newKey(), "PRINTER_SEED=demo", "PRINTER_PROVIDER_URL="+c.photosURL)
	for i := range 2 {
		c.photos = append(c.photos, programs.Replica(t, "photos", c.folder("photos", i), photosAt[i], c.photosEnv...))
		c.printers = append(c.printers, programs.Replica(t, "printer", c.folder("printer", i), printersAt[i], c.printersEnv...))
	}
	return c
}

// start makes a cluster and starts it: all four at once, on empty databases.
func start(t *testing.T) *cluster {
	t.Helper()
	c := prepare(t)
	programs.StartAll(t, c.all()...)
	return c
}

// startPhotos starts the two photos alone.
func startPhotos(t *testing.T) *cluster {
	t.Helper()
	c := prepare(t)
	programs.StartAll(t, c.photos...)
	return c
}

func (c *cluster) all() []*programs.Program {
	return slices.Concat(c.photos, c.printers)
}

func (c *cluster) folder(name string, i int) string {
	return filepath.Join(c.t.TempDir(), fmt.Sprintf("%s-%d", name, i+1))
}

func (c *cluster) database(name string) string {
	c.t.Helper()
	address, err := postgres.Create(c.t.Context(), name, "")
	if err != nil {
		c.t.Fatal(err)
	}
	return address
}

// front is the address of a proxy in front of replicas.
func (c *cluster) front(replicas []string) (url string) {
	c.t.Helper()
	addr := programs.FreeAddr(c.t)
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		c.t.Fatal(err)
	}
	server := &http.Server{Handler: engines.NewProxy(replicas...)}
	go func() { _ = server.Serve(listener) }() // it says that it was closed
	c.t.Cleanup(func() { _ = server.Close() })
	return "http://" + addr
}

// hosts are the only hosts that a page may ask.
func (c *cluster) hosts() []string {
	return []string{strings.TrimPrefix(c.photosURL, "http://"), strings.TrimPrefix(c.printerURL, "http://")}
}

func freeAddrs(t *testing.T) (addrs []string) {
	t.Helper()
	for range 2 {
		addrs = append(addrs, programs.FreeAddr(t))
	}
	return addrs
}

// newKey is a secret key as every replica is given.
func newKey() string {
	key := make([]byte, 32)
	rand.Read(key)
	return hex.EncodeToString(key)
}
