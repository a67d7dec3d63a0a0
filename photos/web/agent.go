package web

import (
	"strings"

	"github.com/labstack/echo/v4"
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

// browserOf is the family and the system of the browser that asks, "Firefox on Linux": enough for a User to know her own.
// It is what the browser says, so it is only ever shown to her.
func browserOf(c echo.Context) string {
	agent := c.Request().UserAgent()
	family, system := families.of(agent), systems.of(agent)
	switch {
	case family == "":
		return "Another browser"
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
