package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
)

// pdf downloads the print file of an order of the customer's own.
func (s *Server) pdf(c echo.Context) error {
	file, err := s.Shop.OpenPDF(c.Request().Context(), session(c).UserID(), c.Param("order"))
	if err != nil {
		return err
	}
	defer file.Close()
	return webapp.ServeFile(c, webapp.Content{
		Body: file.ReadSeekCloser, Type: "application/pdf", ETag: file.ETag, Modified: file.Modified,
		Filename: file.Name, Attachment: true,
	})
}
