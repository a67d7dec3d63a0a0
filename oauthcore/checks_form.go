package oauthcore

import (
	"slices"
	"strings"
)

// The checks of what a message looks like, before anything is looked up.

// onePlace: all protocol parameters travel in one and only one of the three
// places (RFC 5849 section 3.5).
func onePlace(a *attempt) error {
	places, count := a.message.places()
	if count < 2 {
		return nil
	}
	return problemRejected(a.strays(places[1]), "Protocol parameters are in the "+places[0].String()+" and in the "+
		places[1].String()+". Put all of them in one place.")
}

// strays are the protocol parameters found in one place.
func (a *attempt) strays(place Place) (strays Params) {
	for _, param := range [...]Params{a.message.Header, a.message.Body, a.message.Query}[place] {
		if isProtocol(param.Name) {
			strays = append(strays, param)
		}
	}
	return strays
}

// nothingTwice: a protocol parameter never occurs twice (OAuth Core 1.0a
// section 5).
func nothingTwice(a *attempt) error {
	if a.roll.plain {
		return nil
	}
	for i, param := range a.message.all {
		if isProtocol(param.Name) && a.message.all[:i].Has(param.Name) {
			var all Params
			for _, value := range a.message.all.All(param.Name) {
				all = append(all, Param{param.Name, value})
			}
			return problemRejected(all, param.Name+" occurs more than once. Send it once.")
		}
	}
	return nil
}

// nothingUnknown: names that begin with oauth_ are reserved, so an unknown one
// is a mistake and not an extra (OAuth Core 1.0a section 10: unsupported
// parameter).
func nothingUnknown(a *attempt) error {
	if a.roll.plain && a.endpoint.takesOthers(&a.roll) {
		return nil
	}
	for _, param := range a.message.all {
		if isProtocol(param.Name) && !a.endpoint.takes(param.Name) {
			return problemRejected(Params{param}, shorten(param.Name)+" is not a parameter of this request.")
		}
	}
	return nil
}

// takes tells whether a protocol parameter may be sent to an endpoint.
func (e *endpoint) takes(name string) bool {
	return slices.Contains(protocolNames[:], name) || slices.Contains(e.required, name) || slices.Contains(e.allowed, name)
}

// takesOthers tells it of those on a roll that are not sent everywhere.
func (e *endpoint) takesOthers(r *roll) bool {
	for i, name := range otherNames {
		if r.at[len(protocolNames)+i] > 0 && !e.takes(name) {
			return false
		}
	}
	return true
}

// nothingMissing: every parameter is required unless marked optional (OAuth
// Core 1.0a section 5). Timestamp and nonce may be left out with PLAINTEXT
// (RFC 5849 section 3.1).
func nothingMissing(a *attempt) error {
	var missing []string
	for _, names := range [...][]string{protocolNames[:3], a.endpoint.required} {
		for _, name := range names {
			if a.get(name) == "" {
				missing = append(missing, name)
			}
		}
	}
	stamped := a.has("oauth_timestamp") || a.has("oauth_nonce")
	for _, name := range protocolNames[3:5] {
		if !a.has(name) && (stamped || a.get("oauth_signature_method") != Plaintext.Name()) {
			missing = append(missing, name)
		}
	}
	if missing == nil {
		return nil
	}
	return problemAbsent(missing, adviceAbsent(missing))
}

// adviceAbsent says what is missing, and why a callback matters so much.
func adviceAbsent(missing []string) string {
	advice := "Missing: " + strings.Join(missing, ", ") + "."
	if slices.Contains(missing, "oauth_callback") {
		advice += " Since Revision A the callback is fixed here and signed (or is \"oob\"), because of the session" +
			" fixation attack of advisory 2009.1: without it an attacker could have a victim approve the attacker's own request."
	}
	return advice
}

// versionIsRight: if there is a version, it is 1.0 (OAuth Core 1.0a section
// 6.1.1). Revision A did not change it.
func versionIsRight(a *attempt) error {
	if !a.has("oauth_version") || a.get("oauth_version") == "1.0" {
		return nil
	}
	return NewProblem(VersionRejected, "oauth_version must be 1.0 or absent. Revision A is 1.0 too.",
		Param{"oauth_acceptable_versions", "1.0-1.0"})
}

// stampIsWellFormed judges timestamp and nonce by their form (OAuth Core 1.0a
// section 8).
func stampIsWellFormed(a *attempt) (err error) {
	if !a.has("oauth_timestamp") {
		return nil
	}
	sent := a.get("oauth_timestamp")
	if a.timestamp, err = parseTimestamp(sent); err != nil {
		return problemRejected(Params{{"oauth_timestamp", sent}}, "Reading oauth_timestamp: "+err.Error()+".")
	}
	if err = checkNonceForm(a.get("oauth_nonce")); err != nil {
		return problemRejected(Params{{"oauth_nonce", a.get("oauth_nonce")}}, "Reading oauth_nonce: "+err.Error()+".")
	}
	return nil
}
