package web

import (
	"testing"

	"example.net/oauth1/oauthcore"
)

// Every check that can refuse a request is explained to the developer who meets it, and nothing else is.
func TestEveryCheckIsExplained(t *testing.T) {
	made := map[string]bool{}
	for _, endpoint := range []string{"request token", "access token", "protected resource", "consumer request", "approval", "renewal"} {
		for _, check := range oauthcore.Checks(endpoint) {
			if made[check.Name] = true; whyChecked[check.Name] == "" {
				t.Errorf("%q is not explained", check.Name)
			}
		}
	}
	for name := range whyChecked {
		if !made[name] {
			t.Errorf("%q is explained and never made", name)
		}
	}
}
