package web

import (
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// question is what a User is asked to allow, whichever way it came: with a Request Token (OAuth Core 1.0a section 6.2.1),
// or in one step as a signed address (approve.go).
type question struct {
	consumer *oauthcore.Registration
	callback string
	rights   []gallery.Right // that the Consumer asks for
	token    string          // the Request Token; "" in one step
	path     string          // of the page that asks
}

func questionOf(t *oauthcore.IssuedRequestToken, consumer *oauthcore.Registration) question {
	return question{consumer, t.Callback, rightsAsked(t.Extra), t.Token, authorizePath(t.Token)}
}

// AcceptExtra judges what a Consumer asks for beside a token: perms is read or upload (section 6.1.1, additional
// parameters). Other parameters mean nothing here, and may be there.
func AcceptExtra(extra oauthcore.Params) error {
	var refusal *gallery.Refusal
	if _, err := gallery.ParseRights(permsOf(extra)); errors.As(err, &refusal) {
		return oauthcore.NewProblem(oauthcore.ParameterRejected, refusal.Sentence,
			oauthcore.Param{Name: "oauth_parameters_rejected", Value: oauthcore.Params{{Name: "perms", Value: permsOf(extra)}}.Encode()})
	}
	return nil
}

func permsOf(extra oauthcore.Params) string { return strings.Join(extra.All("perms"), ",") }

// rightsAsked are the rights that were found good when the request came.
func rightsAsked(extra oauthcore.Params) []gallery.Right {
	rights, err := gallery.ParseRights(permsOf(extra))
	if err != nil {
		return []gallery.Right{gallery.MayRead}
	}
	return rights
}

// remembered finds a grant that the User gives this Consumer already and that allows what is asked for. The new token
// will open the same albums until the same time, with no more rights than are asked for. It is not given to a Consumer that we do not know, nor to an address
// that is not registered, nor without a callback, where nobody can tell who reads the PIN (section 11.16 warns of more).
func (s *Server) remembered(c echo.Context, q question) (g oauthcore.Grant, found bool) {
	if !q.consumer.Verified || q.callback == oauthcore.OutOfBand || oauthcore.CheckCallback(q.callback, q.consumer) != nil {
		return g, false
	}
	user := s.user(c).ID
	connection, err := s.Gallery.Connection(c.Request().Context(), user, q.consumer.Key)
	if err != nil {
		return g, false
	}
	for _, grant := range connection.Grants { // the latest that fits
		if grant.Permission().Covers(q.rights) {
			g, found = oauthcore.Grant{User: user, Scope: narrowed(grant, q.rights), Expires: grant.Until}, true
		}
	}
	return g, found
}

// narrowed is the Scope of a grant with these of its rights.
func narrowed(grant gallery.Grant, rights []gallery.Right) string {
	permission := grant.Permission()
	if permission.Rights = rights; permission.Covers(grant.Permission().Rights) {
		return grant.Scope
	}
	return permission.Scope()
}
