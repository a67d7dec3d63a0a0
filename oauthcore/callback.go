package oauthcore

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// CheckCallback judges the value of oauth_callback against what the Consumer
// registered (OAuth Core 1.0a sections 6.1.1 and 11.14). It must be exactly
// "oob", where the registration allows that, or an absolute address that
// agrees with a registered one by component: the same scheme, host and port,
// and the same path, or a path below it where the registered path ends with a
// slash. The query is the Consumer's own. The error says in plain words which
// component differs.
func CheckCallback(callback string, r *Registration) error {
	if callback == OutOfBand {
		if !r.OutOfBand {
			return errors.New("this Consumer is not registered for out-of-band use; send a callback address")
		}
		return nil
	}
	given, err := parseCallback(callback)
	if err != nil {
		return err
	}
	reason, nearest := errors.New("no callback is registered for this Consumer"), -1
	for _, address := range r.Callbacks {
		registered, err := parseCallback(address)
		if err != nil {
			continue
		}
		alike, difference := sameCallback(given, registered)
		if difference == nil {
			return nil
		}
		if alike > nearest {
			reason, nearest = difference, alike
		}
	}
	return reason
}

// parseCallback reads a callback address and refuses whatever could lead a
// browser somewhere else than it seems to.
func parseCallback(callback string) (*url.URL, error) {
	if strings.HasPrefix(strings.ToLower(callback), "http%3a") || strings.HasPrefix(strings.ToLower(callback), "https%3a") {
		return nil, errors.New("it is encoded twice; encode it once as a parameter value")
	}
	for i := 0; i < len(callback); i++ {
		if c := callback[i]; c <= ' ' || c == 0x7f || c == '\\' {
			return nil, errors.New("it holds a space, a control character or a backslash")
		}
	}
	u, err := url.Parse(callback)
	switch {
	case err != nil:
		return nil, errors.New("it is not an address")
	case strings.Contains(callback, "#"):
		return nil, errors.New("it has a fragment, which would swallow the parameters that are appended")
	case hasReturnParams(u.RawQuery):
		return nil, errors.New("its query has oauth_token or oauth_verifier already, beside which those that are appended might not be read")
	case u.User != nil:
		return nil, errors.New("it has a user name before the host")
	case !callbackScheme(u.Scheme):
		return nil, errors.New(`it must be "oob" or an absolute address with http, https or a private scheme such as "com.example.app"`)
	case u.Host == "" || u.Opaque != "":
		return nil, errors.New("it has no host")
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r >= 0x80 }):
		return nil, errors.New("its host is not in ASCII; write it as xn--…, so that no letter is taken for another")
	case hasDotSegment(u.Path):
		return nil, errors.New("its path has . or .. in it")
	}
	return u, nil
}

// hasReturnParams tells whether a callback brings what is to be appended to it:
// of two, one parser reads the first and another the last.
func hasReturnParams(query string) bool {
	params, err := ParseForm(query)
	if err != nil { // others may read what we cannot
		return strings.Contains(query, "oauth_")
	}
	return params.Has("oauth_token") || params.Has("oauth_verifier")
}

// callbackScheme accepts http, https and private schemes, which have a dot or
// dash in their name by convention and cannot be anything a browser runs.
func callbackScheme(scheme string) bool {
	switch scheme {
	case "http", "https":
		return true
	}
	return strings.ContainsAny(scheme, ".-") && !strings.HasPrefix(scheme, "view-source")
}

func hasDotSegment(path string) bool {
	for _, segment := range strings.Split(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// sameCallback compares by component, names the first that differs, and counts
// those that are alike: of several registered addresses, the sender meant the
// one that is most alike.
func sameCallback(given, registered *url.URL) (alike int, difference error) {
	for _, component := range []struct {
		name              string
		given, registered string
		same              func(given, registered string) bool
	}{
		{"scheme", given.Scheme, registered.Scheme, equal},
		{"host", given.Hostname(), registered.Hostname(), strings.EqualFold},
		{"port", portOf(given), portOf(registered), equal},
		{"path", given.EscapedPath(), registered.EscapedPath(), samePath},
	} {
		switch {
		case component.same(component.given, component.registered):
			alike++
		case difference == nil:
			difference = fmt.Errorf("its %s %q is not the registered %q", component.name, shorten(component.given), component.registered)
		}
	}
	return alike, difference
}

func equal(a, b string) bool { return a == b }

// portOf is the port of an address, also where it goes without saying.
func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	case u.Scheme == "https":
		return "443"
	}
	return ""
}

// samePath compares paths, an empty one being "/". A registered path that ends
// with a slash covers what lies below it.
func samePath(given, registered string) bool {
	if given == "" {
		given = "/"
	}
	if registered == "" {
		registered = "/"
	}
	return given == registered || strings.HasSuffix(registered, "/") && strings.HasPrefix(given, registered)
}
