package webapp

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// PublicURL reads the public base URL of a program and makes sure that it can
// be one. name is the setting that it comes from, for the error.
func PublicURL(name, value string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("%s %q is no absolute http or https address", name, value)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("%s %q: leave out user name, query and fragment", name, value)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// IsLoopback tells whether a host is this machine and nothing else.
func IsLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
