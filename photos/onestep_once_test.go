package photos_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// Of presses of the button at the same moment one makes the callback token, and all lead to it: what was allowed once
// can be exchanged once.
func TestManyPressesOfTheButtonMakeOneToken(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		for range 5 {
			p := jane.get(s.signedLink()).wants(http.StatusOK)
			fields := p.form(p.url.Path).fields
			fields.Set("decision", "allow")
			fields.Set("albums", "all")
			press := jane.stop()
			back := make([]string, 12)
			var presses sync.WaitGroup
			for i := range back {
				presses.Go(func() {
					r := press.request(http.MethodPost, p.url.Path, strings.NewReader(fields.Encode()))
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					answer, err := press.client.Do(r)
					if err != nil {
						t.Error(err)
						return
					}
					answer.Body.Close()
					back[i] = answer.Header.Get("Location")
				})
			}
			presses.Wait()
			for _, address := range back {
				if address != back[0] || !strings.HasPrefix(address, callback+"&oauth_token=") {
					t.Errorf("one press leads to %q, another to %q", back[0], address)
				}
			}
		}
	})
}
