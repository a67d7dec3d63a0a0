package ipp

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// address is where a printer is: its name in IPP, and the same as HTTP takes it.
type address struct{ uri, http string }

// parse reads an ipp or ipps URI (RFC 3510 and RFC 7472): port 631 unless it says another.
func parse(raw string) (address, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return address{}, errors.New("it is no address")
	}
	scheme := map[string]string{"ipp": "http", "ipps": "https"}[u.Scheme]
	switch {
	case scheme == "":
		return address{}, fmt.Errorf("it begins with %q, not with ipp:// or ipps://", u.Scheme)
	case u.Hostname() == "":
		return address{}, errors.New("it names no host")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return address{}, errors.New("it has a user, a query or a fragment, which no printer takes")
	}
	port := u.Port()
	if port == "" {
		port = "631"
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return address{uri: u.String(), http: scheme + "://" + net.JoinHostPort(u.Hostname(), port) + path}, nil
}
