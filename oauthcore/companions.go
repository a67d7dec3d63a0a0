package oauthcore

import (
	"strconv"
	"strings"
)

// The companions of a refusal: parameters of Problem Reporting that say which
// parameter, which version, which time. Whoever is refused reads them with
// these methods; each is empty where the companion is not there.

// Absent is the list of missing parameters, from oauth_parameters_absent.
func (p *Problem) Absent() (names []string) {
	text := p.Extra.Get("oauth_parameters_absent")
	if text == "" {
		return nil
	}
	for _, quoted := range strings.Split(text, "&") {
		if name, err := Decode(quoted); err == nil {
			names = append(names, name)
		}
	}
	return names
}

// Rejected are the parameters that were not accepted, from
// oauth_parameters_rejected. Secret values are [Masked] by this library.
func (p *Problem) Rejected() Params {
	rejected, err := ParseForm(p.Extra.Get("oauth_parameters_rejected"))
	if err != nil {
		return nil
	}
	return rejected
}

// AcceptableVersions is the range of oauth_version that would have been
// accepted, from oauth_acceptable_versions.
func (p *Problem) AcceptableVersions() (low, high string) {
	low, high, _ = strings.Cut(p.Extra.Get("oauth_acceptable_versions"), "-")
	return low, high
}

// AcceptableTimestamps is the range of timestamps that would have been
// accepted, from oauth_acceptable_timestamps. Its middle is the server's clock,
// so a Consumer can set its own by it.
func (p *Problem) AcceptableTimestamps() (earliest, latest int64, found bool) {
	low, high, _ := strings.Cut(p.Extra.Get("oauth_acceptable_timestamps"), "-")
	earliest, err1 := strconv.ParseInt(low, 10, 64)
	latest, err2 := strconv.ParseInt(high, 10, 64)
	return earliest, latest, err1 == nil && err2 == nil
}

// BaseString is the server's base string, from debug_sbs, where the Consumer is
// registered for debugging.
func (p *Problem) BaseString() string { return p.Extra.Get("debug_sbs") }
