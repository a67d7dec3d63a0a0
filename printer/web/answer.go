package web

import "net/url"

// outcome is what a callback says.
type outcome int

const (
	granted         outcome = iota // token and verifier: the User said yes
	refused                        // the User said no, in any of the dialects
	reportedProblem                // the Service Provider says that something is wrong
	noVerifier                     // a Service Provider of OAuth Core 1.0, without Revision A
	malformed                      // none of these
)

// answer is a callback as it arrived (OAuth Core 1.0a section 6.2.3).
type answer struct {
	outcome  outcome
	token    string
	verifier string
	problem  string // the word of the Problem Reporting extension
}

// readAnswer understands the callback of OAuth Core 1.0a and the dialects in
// use: error=access_denied (ours, and many others'), denied=TOKEN (Twitter),
// oauth_verifier=denied (Jira), oauth_problem=… (Problem Reporting).
func readAnswer(query url.Values) answer {
	for _, name := range []string{"oauth_token", "oauth_verifier", "denied", "error", "oauth_problem"} {
		if len(query[name]) > 1 {
			return answer{outcome: malformed}
		}
	}
	a := answer{token: query.Get("oauth_token"), verifier: query.Get("oauth_verifier"), problem: query.Get("oauth_problem")}
	if denied := query.Get("denied"); denied != "" && a.token == "" {
		a.token = denied
	}
	switch {
	case query.Has("denied"), query.Get("error") == "access_denied", a.verifier == "denied", a.problem == "permission_denied":
		a.outcome = refused
	case query.Has("oauth_problem"), query.Has("error"):
		a.outcome = reportedProblem
	case a.token == "":
		a.outcome = malformed
	case a.verifier == "":
		a.outcome = noVerifier
	}
	return a
}
