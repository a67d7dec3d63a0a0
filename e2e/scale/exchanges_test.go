//go:build scale

package scale

import (
	"errors"
	"net/http"
	"sync"
	"testing"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/oauthcore"
)

// TestKilledDuringExchanges: replicas are killed while Request Tokens are exchanged, each by several requests at once. No
// Request Token gives two Access Tokens, and every Access Token that somebody was given works at every replica.
func TestKilledDuringExchanges(t *testing.T) {
	c := startPhotos(t)
	jane := c.dance(t)
	killer := kill(t, c.photos, 4, 4)
	var mu sync.Mutex
	given := map[oauthcore.AccessToken]oauthcore.RequestToken{}
	var dancers sync.WaitGroup
	for range 3 {
		dancers.Go(func() {
			for killer.goesOn() && !t.Failed() {
				request, pin, ok := allowed(t, jane.consumer)
				if !ok {
					continue // a replica went away under it: from the beginning
				}
				for access := range c.exchange(t, jane.consumer, request, pin) {
					mu.Lock()
					given[access] = request
					mu.Unlock()
					killer.saw()
				}
			}
		})
	}
	dancers.Wait()
	t.Logf("%d Access Tokens were given", len(given))
	for access := range given {
		for i, replica := range c.photos {
			if status, _, body, err := answer((granted{access, jane.consumer}).at(t, replica).Get(c.photosURL + "/api/user/profile")); status != http.StatusOK {
				t.Errorf("replica %d answers an Access Token that was given %d %s %v", i+1, status, body, err)
			}
		}
	}
}

// allowed is a Request Token that jane has allowed, with its PIN.
func allowed(t *testing.T, consumer *oauthcore.Consumer) (request oauthcore.RequestToken, pin string, ok bool) {
	request, err := consumer.RequestToken(t.Context(), oauthcore.OutOfBand)
	if err != nil {
		return request, "", false
	}
	pin, err = people.Allow(consumer.AuthorizeURL(request))
	return request, pin, err == nil
}

// exchange tries it three times at once and once more afterwards, and answers the Access Tokens that were given: one, or
// none if nobody was told.
func (c *cluster) exchange(t *testing.T, consumer *oauthcore.Consumer, request oauthcore.RequestToken, pin string) map[oauthcore.AccessToken]bool {
	given := map[oauthcore.AccessToken]bool{}
	note := func(access oauthcore.AccessToken, err error) {
		switch {
		case err == nil:
			given[access] = true
		case errors.As(err, new(*oauthcore.Problem)) && !tooLate(err): // any other error is an answer that did not come
			t.Errorf("an exchange is answered %v", err)
		}
	}
	for _, got := range many(3, func() exchange {
		access, _, err := consumer.AccessToken(t.Context(), request, pin)
		return exchange{access, err}
	}) {
		note(got.access, got.err)
	}
	access, _, err := consumer.AccessToken(t.Context(), request, pin)
	note(access, err)
	if len(given) > 1 {
		t.Errorf("%d Access Tokens were given for one Request Token", len(given))
	}
	return given
}
