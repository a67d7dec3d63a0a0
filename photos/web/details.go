package web

import (
	"errors"
	"fmt"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
)

// addDetails adds to a photo's page how it was taken; where, only if that was asked for.
func (s *Server) addDetails(c echo.Context, page *photoPage) (err error) {
	page.Details, err = s.Gallery.Details(c.Request().Context(), s.viewer(c), page.ID)
	if errors.Is(err, gallery.ErrDamaged) || errors.Is(err, gallery.ErrNotFound) || errors.Is(err, gallery.ErrAway) {
		return nil // the page says what else is known
	}
	if page.ShowPlace = page.Details.Located && c.QueryParam("place") != ""; page.ShowPlace {
		page.Map = fmt.Sprintf("https://www.openstreetmap.org/?mlat=%.5f&mlon=%.5f#map=14/%.5f/%.5f",
			page.Details.Latitude, page.Details.Longitude, page.Details.Latitude, page.Details.Longitude)
	}
	return err
}

// Coordinates are the place of a photo, to be read.
func (p *photoPage) Coordinates() string {
	return degrees(p.Details.Latitude, "N", "S") + ", " + degrees(p.Details.Longitude, "E", "W")
}

func degrees(d float64, positive, negative string) string {
	if d < 0 {
		return fmt.Sprintf("%.4f° %s", -d, negative)
	}
	return fmt.Sprintf("%.4f° %s", d, positive)
}
