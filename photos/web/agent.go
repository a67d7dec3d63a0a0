package web

import (
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/templates"
)

// signs are what a User-Agent contains, and what that means. The first that is found counts: most browsers name others too.
type signs []struct{ has, is string }

var (
	families = signs{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Vivaldi", "Vivaldi"},
		{"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrom", "Chrome"}, {"Safari", "Safari"},
		{"curl/", "curl"},
	}
	systems = signs{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
		{"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// otherBrowser is one that says nothing that we know.
const otherBrowser = "Another browser"

// browserOf is the family and the system of the browser that asks, "Firefox on Linux": enough for a User to know her own.
// It is what the browser says, so it is only ever shown to her.
func browserOf(c echo.Context) string {
	agent := c.Request().UserAgent()
	family, system := families.of(agent), systems.of(agent)
	switch {
	case family == "":
		return otherBrowser
	case system == "":
		return family
	}
	return family + " on " + system
}

func (w signs) of(agent string) string {
	for _, word := range w {
		if strings.Contains(agent, word.has) {
			return word.is
		}
	}
	return ""
}

// BrowserName says in the page's language what browserOf has noted.
func (p *accountPage) BrowserName(noted string) (string, error) { return browserName(p.Page, noted) }

// BrowserName is the same on the page of all sign-ins.
func (p *signInsPage) BrowserName(noted string) (string, error) { return browserName(p.Page, noted) }

func browserName(p templates.Page, noted string) (string, error) {
	family, system, found := strings.Cut(noted, " on ")
	switch {
	case noted == "" || noted == otherBrowser:
		return p.T("browser.other")
	case !found:
		return noted, nil
	}
	return p.T("browser.on", "Browser", family, "System", system)
}
