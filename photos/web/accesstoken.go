package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
)

// accessToken exchanges a Request Token that the User has authorized for an Access Token (OAuth Core 1.0a section
// 6.3; RFC 5849 section 2.3), and says whose it is.
func (s *Server) accessToken(c echo.Context) error {
	token, err := s.provider(c).GrantAccessToken(c.Request())
	if err != nil {
		return err
	}
	user, err := s.Gallery.User(c.Request().Context(), token.Grant.User)
	if err != nil {
		return err
	}
	oauthcore.WriteTokens(c.Response(), append(token.Answer(),
		oauthcore.Param{Name: "user_id", Value: user.ID}, oauthcore.Param{Name: "screen_name", Value: user.ScreenName}))
	return nil
}

// revoke ends an Access Token at the wish of the Consumer, which signs with that very token.
func (s *Server) revoke(c echo.Context) error {
	if err := s.provider(c).Revoke(c.Request()); err != nil {
		return err
	}
	oauthcore.WriteTokens(c.Response(), nil)
	return nil
}
