package objectstest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"example.net/oauth1/internal/objects"
)

// Address is a part of the bucket in TEST_S3 that nobody else uses, removed when
// the test ends; "" if there is no TEST_S3.
func Address(t testing.TB) string {
	t.Helper()
	address := os.Getenv("TEST_S3")
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("TEST_S3: %v", err)
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + "/" + strings.ToLower(rand.Text())
	t.Cleanup(func() { clean(t, u.String()) })
	return u.String()
}

func clean(t testing.TB, address string) {
	b, err := objects.Open(context.Background(), address)
	if err != nil {
		t.Errorf("cleaning up: %v", err)
		return
	}
	defer b.Close()
	for info, err := range b.List(context.Background(), "") {
		if err == nil {
			err = b.Delete(context.Background(), info.Key)
		}
		if err != nil {
			t.Errorf("cleaning up: %v", err)
		}
	}
}

// Open opens a bucket until the test ends.
func Open(t testing.TB, address string) *objects.Bucket {
	t.Helper()
	b, err := objects.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}
