package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"example.net/oauth1/e2e/programs"
)

// TestCommandsBesideARunningPhotos: whoever runs photos registers a Consumer,
// signs a User up, looks for damage and bars the Consumer, all while photos
// serves, which knows each of it.
func TestCommandsBesideARunningPhotos(t *testing.T) {
	demo := programs.Start(t)
	if tryKey(t, demo, consumerKey, consumerSecret) != http.StatusOK {
		t.Fatal("the printer's key does not work")
	}
	var key, secret string
	if _, err := fmt.Sscanf(demo.Photos.Command("consumer", "add", "Frame", "--out-of-band"), "consumer key %s\nconsumer secret %s", &key, &secret); err != nil {
		t.Fatal(err)
	}
	demo.Secret("a Consumer Secret", secret)
	if tryKey(t, demo, key, secret) != http.StatusOK {
		t.Error("a new key does not work at once")
	}
	demo.Photos.Command("user", "add", "anna", "--password", programs.Password)
	b := openForms(t, demo.Photos.URL, nil)
	b.visit(demo.Photos.URL + "/sign-in")
	b.press("Sign in", url.Values{"screen_name": {"anna"}, "password": {programs.Password}})
	b.see("anna")
	demo.Photos.Command("check")
	demo.Photos.Command("consumer", "bar", key)
	eventually(t, func() bool { return tryKey(t, demo, key, secret) == http.StatusUnauthorized })
	if tryKey(t, demo, consumerKey, consumerSecret) != http.StatusOK {
		t.Error("another Consumer is barred too")
	}
}

// eventually waits for something to be so.
func eventually(t *testing.T, so func() bool) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for late := time.After(30 * time.Second); !so(); {
		select {
		case <-again.C:
		case <-late:
			t.Fatal("it never comes to be so")
		}
	}
}
