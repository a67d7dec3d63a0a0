package provider

import (
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/photosapi"
)

// Registration is what the Service Provider gave the shop when it registered (OAuth Core 1.0a section 4.2): a key, and a
// secret, a private key whose public half is registered, or both.
type Registration struct {
	Key        string
	Secret     string
	PrivateKey *rsa.PrivateKey
}

// The methods that a registration can sign with, the usual ones first. PLAINTEXT is not among them.
var (
	hmacMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"}
	rsaMethods  = []string{"RSA-SHA1", "RSA-SHA256", "RSA-SHA512"}
)

func (r Registration) methods() (names []string) {
	if r.Secret != "" {
		names = append(names, hmacMethods...)
	}
	if r.PrivateKey != nil {
		names = append(names, rsaMethods...)
	}
	return names
}

// The places in which protocol parameters travel (OAuth Core 1.0a section 5.2).
var places = []string{"header", "body", "query"}

// Places lists them, the usual one first.
func Places() []string { return slices.Clone(places) }

func placeOf(name string) oauthcore.Place {
	return map[string]oauthcore.Place{"body": oauthcore.InBody, "query": oauthcore.InQuery}[name] // else the header
}

// Methods lists what the shop can sign with, whatever the Service Provider says to it.
func (p *Provider) Methods() (names []string) {
	for _, r := range p.settings.Registrations {
		names = append(names, r.methods()...)
	}
	return names
}

// registration finds one of the shop's by its key; the usual one if there is none, so that a Service Provider decides
// what a token is worth that was issued to another.
func (p *Provider) registration(key string) Registration {
	for _, r := range p.settings.Registrations {
		if r.Key == key {
			return r
		}
	}
	return p.settings.Registrations[0]
}

// Complete fills in what a choice leaves open, and what the shop can no longer do, with the usual.
func (p *Provider) Complete(g orders.Signing) orders.Signing {
	if !slices.Contains(places, g.Place) {
		g.Place = places[0]
	}
	if g.Consumer == "" {
		return p.withMethod(g)
	}
	if r := p.registration(g.Consumer); r.Key != g.Consumer || !slices.Contains(r.methods(), g.Method) {
		g.Consumer, g.Method = r.Key, p.methodOf(r)
	}
	return g
}

// withMethod finds the registration that signs with the chosen method, or the usual one.
func (p *Provider) withMethod(g orders.Signing) orders.Signing {
	for _, method := range []string{g.Method, p.settings.Method} {
		for _, r := range p.settings.Registrations {
			if slices.Contains(r.methods(), method) {
				g.Consumer, g.Method = r.Key, method
				return g
			}
		}
	}
	r := p.settings.Registrations[0]
	g.Consumer, g.Method = r.Key, p.settings.Method
	return g
}

// methodOf is what a registration signs with where nothing was chosen for it.
func (p *Provider) methodOf(r Registration) string {
	if can := r.methods(); !slices.Contains(can, p.settings.Method) && len(can) > 0 {
		return can[0]
	}
	return p.settings.Method
}

// NotOffered says that the Service Provider does not take what was chosen.
type NotOffered struct {
	What    string // "RSA-SHA1", "parameters in the query"
	Offered []string
}

// Error implements error.
func (n *NotOffered) Error() string {
	return fmt.Sprintf("the Service Provider does not offer %s, only %s", n.What, strings.Join(n.Offered, ", "))
}

// offers holds a choice against what the Service Provider tells of itself. One that tells nothing is asked by trying.
func offers(d photosapi.Discovery, g orders.Signing) error {
	if len(d.SignatureMethods) > 0 && !slices.Contains(d.SignatureMethods, g.Method) {
		return &NotOffered{What: g.Method, Offered: d.SignatureMethods}
	}
	if len(d.Placements) > 0 && !slices.Contains(d.Placements, g.Place) {
		return &NotOffered{What: "parameters in the " + g.Place, Offered: d.Placements}
	}
	return nil
}
