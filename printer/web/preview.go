package web

import (
	"context"
	"net/http"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
)

// preview is what a way to connect would send now: the messages are made and
// signed as if they were sent, and then read instead.
func (s *Server) preview(consumer *oauthcore.Consumer, way orders.Way) (list []sentMessage, err error) {
	dry := *consumer
	dry.Nonce = func() string { return "new each time" }
	if way == orders.WayOneStep {
		address, err := dry.ApprovalURL(s.oneStepCallbackURL("new each time"))
		if err != nil {
			return nil, err
		}
		exchange, err := dryRun(&dry, dry.Endpoints.AccessToken, oauthcore.RequestToken{Token: "t"})
		return []sentMessage{inAddress(address), exchange}, err
	}
	ask, err := dryRun(&dry, dry.Endpoints.RequestToken, oauthcore.RequestToken{}, oauthcore.Param{Name: "oauth_callback", Value: s.callbackOf(way)})
	if err != nil {
		return nil, err
	}
	decide := inAddress(dry.AuthorizeURL(oauthcore.RequestToken{Token: "t"}))
	decide.What = "Your browser asks you to decide"
	exchange, err := dryRun(&dry, dry.Endpoints.AccessToken, oauthcore.RequestToken{Token: "t", Secret: "s"}, oauthcore.Param{Name: "oauth_verifier", Value: "v"})
	return []sentMessage{ask, decide, exchange}, err
}

// dryRun signs a request and does not send it.
func dryRun(c *oauthcore.Consumer, address string, t oauthcore.RequestToken, protocol ...oauthcore.Param) (m sentMessage, err error) {
	ctx := oauthcore.WithTrace(context.Background(), &oauthcore.Trace{Collected: func(info oauthcore.MessageInfo) { m = readable(info) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
	if err != nil {
		return m, err
	}
	return m, c.Sign(r, t.Token, t.Secret, protocol...)
}
