package web

import (
	"net/url"
	"testing"
)

func parsed(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return u
}

// P62: every shape of callback has its meaning.
func TestReadAnswer(t *testing.T) {
	for query, want := range map[string]answer{
		"oauth_token=t&oauth_verifier=v":                            {outcome: granted, token: "t", verifier: "v"},
		"oauth_verifier=v&x=1&oauth_token=t%2B%2F":                  {outcome: granted, token: "t+/", verifier: "v"},
		"oauth_token=t&error=access_denied":                         {outcome: refused, token: "t"},
		"denied=t":                                                  {outcome: refused, token: "t"},
		"oauth_token=t&oauth_verifier=denied":                       {outcome: refused, token: "t", verifier: "denied"},
		"oauth_token=t&oauth_problem=permission_denied":             {outcome: refused, token: "t", problem: "permission_denied"},
		"oauth_token=t&oauth_problem=user_refused&oauth_verifier=v": {outcome: reportedProblem, token: "t", verifier: "v", problem: "user_refused"},
		"oauth_token=t&oauth_problem=token_expired":                 {outcome: reportedProblem, token: "t", problem: "token_expired"},
		"oauth_problem=consumer_key_refused":                        {outcome: reportedProblem, problem: "consumer_key_refused"},
		"error=server_error&oauth_token=t":                          {outcome: reportedProblem, token: "t"},
		"oauth_token=t":                                             {outcome: noVerifier, token: "t"},
		"oauth_token=t&oauth_verifier=":                             {outcome: noVerifier, token: "t"},
		"oauth_verifier=v":                                          {outcome: malformed, verifier: "v"},
		"":                                                          {outcome: malformed},
		"oauth_token=t&oauth_token=u&oauth_verifier=v":              {outcome: malformed},
		"oauth_token=t&oauth_verifier=v&oauth_verifier=w":           {outcome: malformed},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := readAnswer(values); got != want {
			t.Errorf("%s: got %+v, want %+v", query, got, want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for path, want := range map[string]string{
		"/orders/1": "/orders/1", "": "", "//evil.example/": "", "https://evil.example/": "", "/\\evil.example": "", "/a\r\nX: y": "", "orders": "",
	} {
		if got := localPath(path); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}
