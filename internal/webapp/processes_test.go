package webapp

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// twoSites are two processes of a program, on one database.
func twoSites(t *testing.T, e sqldbtest.Engine) (sites []*site) {
	where := e.Where(t)
	for i := range 2 {
		db := sqldbtest.Open(t, where)
		if i == 0 {
			blob := map[string]string{"sqlite": "BLOB", "postgres": "BYTEA"}[e.Name]
			_, err := db.Exec(t.Context(), `CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data `+blob+` NOT NULL,
				created BIGINT NOT NULL, expires BIGINT NOT NULL)`)
			if err != nil {
				t.Fatal(err)
			}
		}
		sites = append(sites, newSiteOn(t, &store{Sessions: sqldb.Sessions{DB: db}}))
	}
	return sites
}

// Requests of one browser reach whichever process is free, many at once.
func TestASessionIsOneOverProcesses(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		sites := twoSites(t, e)
		b := &browser{t: t, site: sites[0]}
		b.get("/in?user=jane")
		b.get("/set?once=challenge")
		cookie := b.cookie.Name + "=" + b.cookie.Value
		var mu sync.Mutex
		var taken []string
		for _, s := range sites {
			s.on("/take", func(c echo.Context, known *Session) error {
				value, err := known.Take("once")
				mu.Lock()
				defer mu.Unlock()
				taken = append(taken, value)
				return err
			})
		}
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() { do(sites[i%2], request("GET", fmt.Sprintf("/set?k%d=v", i), "", "Cookie", cookie)) })
			all.Go(func() { do(sites[i%2], request("GET", "/take", "", "Cookie", cookie)) })
		}
		all.Wait()
		slices.Sort(taken)
		if len(taken) != 20 || taken[18] != "" || taken[19] != "challenge" {
			t.Errorf("of 20 that took it, one each got %q", taken)
		}
		row, err := sites[1].store.UserSessions(t.Context(), "jane")
		if err != nil || len(row) != 1 || strings.Count(string(row[0].Data), `:"v"`) != 20 {
			t.Errorf("%+v, %v", row, err)
		}
	})
}

func TestSignedOutAtOneProcessIsDeadAtAnother(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		sites := twoSites(t, e)
		b := &browser{t: t, site: sites[0]}
		b.get("/in?user=jane")
		there := &browser{t: t, site: sites[1], cookie: b.cookie}
		there.want("/set?a=1", "user=jane a=1 b=")
		b.want("/look", "user=jane a=1 b=")
		stolen := *b.cookie
		sites[1].on("/slow", func(c echo.Context, known *Session) error {
			b.get("/out") // at the other one, while this request is under way
			known.Set("a", "late")
			return nil
		})
		do(sites[1], request(http.MethodGet, "/slow", "", "Cookie", stolen.Name+"="+stolen.Value))
		for _, s := range sites {
			(&browser{t: t, site: s, cookie: &stolen}).want("/look", "user= a=late b=")
		}
	})
}

// On PostgreSQL sessions that have expired go once a minute.
func TestExpiredSessionsAreForgotten(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		s := twoSites(t, e)[0]
		now := time.Now()
		s.sessions.now = func() time.Time { return now }
		s.store.Now = s.sessions.now
		for range 3 {
			(&browser{t: t, site: s}).get("/in?user=jane")
		}
		now = now.Add(sessionLifetime)
		(&browser{t: t, site: s}).get("/in?user=sam")
		if n := s.store.rows(t); n != 1 {
			t.Errorf("%d rows, want sam's", n)
		}
	})
}
