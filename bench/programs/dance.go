package programs

import (
	"context"

	"example.net/oauth1/oauthcore"
)

// Dance connects to a Service Provider as the demo's Consumer does, by PIN, with a person who clicks Allow. extra are
// parameters of the Service Provider's own, such as the rights that are asked for.
func Dance(provider string, extra ...oauthcore.Param) (*oauthcore.Consumer, oauthcore.AccessToken, error) {
	c := &oauthcore.Consumer{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44",
		Endpoints: oauthcore.Endpoints{
			RequestToken: provider + "/oauth/request_token", Authorize: provider + "/oauth/authorize", AccessToken: provider + "/oauth/access_token",
		},
	}
	request, err := c.RequestToken(context.Background(), oauthcore.OutOfBand, extra...)
	if err != nil {
		return nil, oauthcore.AccessToken{}, err
	}
	pin, err := Allow(c.AuthorizeURL(request))
	if err != nil {
		return nil, oauthcore.AccessToken{}, err
	}
	access, _, err := c.AccessToken(context.Background(), request, pin)
	return c, access, err
}
