//go:build scale

package scale

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// bound is how long after the answer to POST /oauth/revoke a replica may still take the token: what docs/security.md says.
const bound = 3 * time.Second

// TestRevokedIsRevokedEverywhere: once a revocation has been answered, no replica accepts the token for longer than the
// bound, although each has it in its memory; and not either when the line between database and replicas breaks meanwhile.
func TestRevokedIsRevokedEverywhere(t *testing.T) {
	c := startPhotos(t)
	for name, meanwhile := range map[string]func(){
		"in quiet": func() {},
		"while the lines to PostgreSQL break": func() {
			if err := postgres.CutOff(t.Context()); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			jane := c.dance(t)
			profile := c.photosURL + "/api/user/profile"
			for range 3 { // each replica has it in its memory
				for _, replica := range c.photos {
					if status, _, body, err := answer(jane.at(t, replica).Get(profile)); status != http.StatusOK {
						t.Fatalf("before: %d %s %v", status, body, err)
					}
				}
			}
			meanwhile()
			revoker := jane.at(t, c.photos[0])
			status, header, body, err := answer(revoker.Post(c.photosURL+"/oauth/revoke", "", nil))
			for status == http.StatusServiceUnavailable && header.Get("Retry-After") != "" {
				status, header, body, err = answer(revoker.Post(c.photosURL+"/oauth/revoke", "", nil))
			}
			if status != http.StatusOK {
				t.Fatalf("revoking is answered %d %s %v", status, body, err)
			}
			revoked := time.Now()
			var asked sync.WaitGroup
			for i, replica := range c.photos {
				asked.Go(func() {
					client := jane.at(t, replica)
					for refused := 0; refused < 20; {
						began := time.Since(revoked)
						status, _, body, err := answer(client.Get(profile))
						switch {
						case status == http.StatusUnauthorized && strings.Contains(body, string(oauthcore.TokenRevoked)):
							refused++ // and it stays so
						case status == http.StatusServiceUnavailable: // while the line is mended
						case err != nil || status != http.StatusOK:
							t.Errorf("replica %d answers %d %s %v", i+1, status, body, err)
							return
						case began > bound || refused > 0:
							t.Errorf("replica %d accepts the token %v after it was revoked, refused %d times before", i+1, began, refused)
							return
						}
					}
				})
			}
			asked.Wait()
		})
	}
}
