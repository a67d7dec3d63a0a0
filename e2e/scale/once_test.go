//go:build scale

package scale

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/oauthcore"
)

// TestOneOfManyCopies: of 200 copies of one signed request, at once and spread over the replicas, one is accepted
// (OAuth Core 1.0a section 8).
func TestOneOfManyCopies(t *testing.T) {
	c := startPhotos(t)
	jane := c.dance(t)
	copies := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	for range 5 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.photosURL+"/api/user/profile", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := jane.consumer.Sign(request, jane.Token, jane.Secret); err != nil {
			t.Fatal(err)
		}
		accepted, refused := 0, 0
		for _, said := range many(200, func() string {
			status, _, body, err := answer(copies.Do(request.Clone(t.Context())))
			if err != nil {
				return err.Error()
			}
			return http.StatusText(status) + " " + body
		}) {
			switch {
			case strings.HasPrefix(said, "OK ") && strings.Contains(said, "jane"):
				accepted++
			case strings.Contains(said, string(oauthcore.NonceUsed)):
				refused++
			default:
				t.Errorf("a copy is answered %s", said)
			}
		}
		if accepted != 1 || refused != 199 {
			t.Fatalf("%d copies were accepted and %d refused", accepted, refused)
		}
	}
}

// TestOneOfManyExchanges: a Request Token is exchanged once, however many try at the same moment (section 6.3.1).
func TestOneOfManyExchanges(t *testing.T) {
	c := startPhotos(t)
	consumer := c.dance(t).consumer
	for range 5 {
		request, err := consumer.RequestToken(t.Context(), oauthcore.OutOfBand)
		if err != nil {
			t.Fatal(err)
		}
		pin, err := people.Allow(consumer.AuthorizeURL(request))
		if err != nil {
			t.Fatal(err)
		}
		given := map[oauthcore.AccessToken]bool{}
		for _, got := range many(40, func() exchange {
			access, _, err := consumer.AccessToken(t.Context(), request, pin)
			return exchange{access, err}
		}) {
			switch {
			case got.err == nil:
				given[got.access] = true
			case !tooLate(got.err):
				t.Errorf("an exchange is answered %v", got.err)
			}
		}
		if len(given) != 1 {
			t.Fatalf("%d Access Tokens were given for one Request Token", len(given))
		}
		for access := range given {
			for i, replica := range c.photos {
				if status, _, body, err := answer((granted{access, consumer}).at(t, replica).Get(c.photosURL + "/api/user/profile")); status != http.StatusOK {
					t.Errorf("replica %d answers the Access Token %d %s %v", i+1, status, body, err)
				}
			}
		}
	}
}

// tooLate is the refusal of an exchange after another one: the Request Token was used, or five were trying already.
func tooLate(err error) bool {
	var problem *oauthcore.Problem
	return errors.As(err, &problem) && (problem.Code == oauthcore.TokenUsed || problem.Code == oauthcore.VerifierInvalid || problem.Code == oauthcore.TokenRejected)
}

type exchange struct {
	access oauthcore.AccessToken
	err    error
}

// many does the same so many times at the same moment.
func many[T any](n int, do func() T) []T {
	results := make([]T, n)
	var ready, all sync.WaitGroup
	ready.Add(n)
	for i := range results {
		all.Go(func() {
			ready.Done()
			ready.Wait()
			results[i] = do()
		})
	}
	all.Wait()
	return results
}
