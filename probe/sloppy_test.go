package probe

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/probe/sloppy"
)

// broken are the statements that each flaw breaks, and no others.
var broken = map[sloppy.Flaw]string{
	sloppy.NoNonces:          "C67 C92 C93 R18",
	sloppy.ExchangedTwice:    "C27 C60",
	sloppy.NoVerifier:        "C53 C60",
	sloppy.ExchangedEarly:    "C39 C60",
	sloppy.GuessableVerifier: "C53 R10",
	sloppy.CallbackOptional:  "R4",
	sloppy.AnyCallback:       "C37",
	sloppy.LateCallback:      "C49 C54 C55 R10",
	sloppy.DropsQuery:        "C55 R10",
	sloppy.Unconfirmed:       "C33 C40 R7",
	sloppy.AnswersAsPage:     "R6",
	sloppy.Cacheable:         "C114",
	sloppy.Framed:            "C124",
	sloppy.SchemeCase:        "C21",
	sloppy.HeaderOnly:        "C16",
	sloppy.TwicePasses:       "C10 C88 C93 R15 R29",
	sloppy.NoVersionCheck:    "C35 R16",
	sloppy.VersionRequired:   "C36",
	sloppy.PlaintextAnywhere: "C82",
	sloppy.MethodCase:        "C9",
	sloppy.PlusIsPlus:        "C69 R22 R23",
	sloppy.RawEscapes:        "C12 C13 C14 R22",
	sloppy.SortedEarly:       "R25",
	sloppy.DropsEmpty:        "C23 C69 C72 R4 R22 R23 R25",
	sloppy.LastWins:          "C71",
	sloppy.BodyUnsigned:      "C16 C69 R22 R23",
	sloppy.QueryUnsigned:     "C12 C13 C14 C15 C16 C62 C66 C69 C71 C72 R22 R25",
	sloppy.ResourceUnsigned:  "C62 C66 C69 C91 C93 R16",
	sloppy.OneTokenForAll:    "C28 C32",
	sloppy.NoChallenge:       "C26",
	sloppy.AlwaysForbidden:   "C86 C87 C88 C89 C90 C91 C92 C93",
	sloppy.AnyTimestamp:      "C63",
}

func probeSloppy(t *testing.T, flaws ...sloppy.Flaw) *Report {
	t.Helper()
	p := &sloppy.Provider{Key: "k", Secret: "the-consumer-secret", Flaws: flaws}
	server := httptest.NewServer(p)
	defer server.Close()
	p.Origin = server.URL
	report, err := Provider(t.Context(), Target{
		Endpoints: oauthcore.Endpoints{RequestToken: server.URL + "/request_token", Authorize: server.URL + "/authorize", AccessToken: server.URL + "/access_token"},
		Resource:  server.URL + "/photos?file=vacation.jpg", Key: p.Key, Secret: p.Secret, Callback: callback, Person: Forms{},
	})
	if err != nil {
		t.Fatal(err)
	}
	formats(t, report, p.Secret)
	return report
}

func ids(results []Result) string {
	var list []string
	for _, r := range results {
		list = append(list, r.ID)
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Compare(a[:1], b[:1])*1000 + number(a) - number(b) })
	return strings.Join(list, " ")
}

func number(id string) (n int) {
	for _, digit := range id[1:] {
		n = 10*n + int(digit-'0')
	}
	return n
}

func TestTheSloppyProviderCanBeClean(t *testing.T) {
	report := probeSloppy(t)
	if failed := report.Failed(); len(failed) > 0 {
		t.Errorf("%+v", failed)
	}
	if n := report.Count(Untested); n > 0 {
		t.Errorf("%d statements were not tested", n)
	}
}

// Every flaw is found, under the statements that it breaks and under no others.
func TestEveryFlawIsFound(t *testing.T) {
	for _, flaw := range sloppy.Flaws() {
		t.Run(string(flaw), func(t *testing.T) {
			report := probeSloppy(t, flaw)
			if got := ids(report.Failed()); got != broken[flaw] {
				t.Errorf("found %s, not %s", got, broken[flaw])
				for _, r := range report.Failed() {
					for _, f := range r.Evidence {
						if f.Outcome == Fail {
							t.Logf("%s: %s: %s", r.ID, f.Tried, f.Saw)
						}
					}
				}
			}
		})
	}
}
