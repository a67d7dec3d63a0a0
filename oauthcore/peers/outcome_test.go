package peers

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// outcome is what became of one request between two implementations. A refusal
// by our side is the code of the problem, such as signature_invalid.
type outcome string

const (
	agreed    outcome = "agreed"    // signed as asked and found right; a spoilt signature found wrong
	otherwise outcome = "otherwise" // found right, but signed with other parameters than asked for
	refused   outcome = "refused"   // the peer says that our signature is wrong
	unable    outcome = "unable"    // the peer cannot sign or read the request
	fooled    outcome = "fooled"    // a spoilt signature was found right
)

// result is one of many outcomes.
type result struct {
	id  string
	got outcome
	why string
}

// deviation is what a peer does otherwise, and the reason as its source tells it.
type deviation struct {
	want outcome
	why  string
}

// deviations are found by the words of the id of a request: "V05 query" is
// about the vector V05 with its parameters in the query, "RSA-SHA256" about all
// requests with that method. Where several fit, that with the most words does.
type deviations map[string]deviation

// find is the key of the deviation that a request falls under.
func (d deviations) find(id string) (best string) {
	words := strings.Fields(id)
	for _, key := range slices.Sorted(maps.Keys(d)) {
		fits := !slices.ContainsFunc(strings.Fields(key), func(word string) bool { return !slices.Contains(words, word) })
		if fits && len(strings.Fields(key)) > len(strings.Fields(best)) {
			best = key
		}
	}
	return best
}

// compare fails for every result that is not as written down. Of another
// version than the deviations were found in, only the rest has to agree.
func (d deviations) compare(t *testing.T, results []result, sameVersion bool) {
	t.Helper()
	under := map[string][]result{}
	for _, r := range results {
		key := d.find(r.id)
		under[key] = append(under[key], r)
	}
	t.Run("agrees", func(t *testing.T) { demand(t, under[""], agreed, t.Errorf) })
	for key, deviation := range d {
		t.Run(key+" deviates: "+deviation.why, func(t *testing.T) {
			report := t.Errorf
			if !sameVersion {
				report = t.Logf
			}
			demand(t, under[key], deviation.want, report)
		})
	}
}

func demand(t *testing.T, results []result, want outcome, report func(string, ...any)) {
	t.Helper()
	if len(results) == 0 {
		t.Error("there is no such request")
	}
	for _, r := range results {
		if r.got != want {
			report("%s: %s (%s), want %s", r.id, r.got, r.why, want)
		}
	}
}

// judge is what our Service Provider makes of a request that a peer signed, and
// of the same with a spoilt signature.
func judge(t *testing.T, e *exchange) result {
	t.Helper()
	if e.Problem != "" {
		return result{e.ID, unable, e.Problem}
	}
	err := e.check(t)
	var problem *oauthcore.Problem
	switch {
	case errors.As(err, &problem):
		return result{e.ID, outcome(problem.Code), problem.Error()}
	case err != nil:
		t.Fatalf("%s: %v", e.ID, err)
	case !e.asked(t):
		return result{e.ID, otherwise, "with " + e.Authorization + e.URL + e.Body}
	}
	if spoilt := e.spoil(t); spoilt.check(t) == nil {
		return result{e.ID, fooled, ""}
	}
	return result{e.ID, agreed, ""}
}
