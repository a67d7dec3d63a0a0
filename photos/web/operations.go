package web

// operation is one thing that a program can ask of photos, as the documentation tells it: the page and openapi.json are
// made of this list, and a test holds it against the routes.
type operation struct {
	Method, Path string // the path with its ids in braces
	Summary      string
	Signed       signedBy
	Params       []parameter
	Answers      []answerInfo
	Also         []string // other paths of the same handler
}

// signedBy says whose secrets a request is signed with.
type signedBy string

const (
	byNobody   signedBy = "not signed"
	byConsumer signedBy = "signed by the Consumer alone, without a token"
	byRequest  signedBy = "signed with the Request Token"
	byAccess   signedBy = "signed with an Access Token"
	byBrowser  signedBy = "opened in the User's browser"
)

type parameter struct {
	Name, In, Text string
	Required       bool
	Enum           []string
	Number         bool
}

type answerInfo struct {
	Status int
	Type   string
	Text   string
	Schema string // of components/schemas
}

const jsonType, formType, anyPicture = "application/json", "application/x-www-form-urlencoded", "image/*"

var (
	sizeParam  = parameter{Name: "size", In: "query", Text: "how large; original if left out", Enum: []string{"original", "large", "medium", "small", "thumb"}}
	limitParam = parameter{Name: "limit", In: "query", Text: "how many, 1 to 500; 100 if left out", Number: true}
	afterParam = parameter{Name: "after", In: "query", Text: "the id of the last one before; next holds it"}
	albumParam = parameter{Name: "album", In: "path", Text: "id of an album", Required: true}
	photoParam = parameter{Name: "photo", In: "path", Text: "id of a photo", Required: true}
	notFound   = answerInfo{404, jsonType, "not there, or not for this token", "Error"}
	badRequest = answerInfo{400, jsonType, "a parameter that cannot be", "Error"}
)

func gives(text, schema string) answerInfo { return answerInfo{200, jsonType, text, schema} }

// operations lists everything, in the order in which an integrator meets it.
func operations() []operation {
	return append(danceOperations(), apiOperations()...)
}

func danceOperations() []operation {
	tokens := answerInfo{200, formType, "oauth_token, oauth_token_secret, and what belongs to the step", "Tokens"}
	return []operation{
		{Method: get, Path: "/.well-known/oauth1", Summary: "Addresses, methods and limits, for a program to configure itself", Signed: byNobody, Answers: []answerInfo{gives("the facts", "")}},
		{Method: get, Path: "/oauth/time", Summary: "Our clock, in the seconds of oauth_timestamp", Signed: byNobody, Answers: []answerInfo{gives("the time", "")}},
		{Method: get, Path: "/api/openapi.json", Summary: "This description", Signed: byNobody, Answers: []answerInfo{gives("an OpenAPI document", "")}},
		{Method: post, Path: "/oauth/request_token", Summary: "Ask for a Request Token (section 6.1)", Signed: byConsumer, Also: []string{"/request_token", "/initiate"}, Answers: []answerInfo{tokens},
			Params: []parameter{
				{Name: "oauth_callback", In: "query", Text: "where the User returns to, below a registered address; or oob", Required: true},
				{Name: "perms", In: "query", Text: "the rights to ask for; read if left out", Enum: []string{"read", "upload"}},
				{Name: "xoauth_lang_pref", In: "query", Text: "the User's language, if you know it"},
			}},
		{Method: get, Path: "/oauth/authorize", Summary: "The page on which the User decides (section 6.2); signed, it is the one-step flow", Signed: byBrowser, Also: []string{"/authorize"},
			Params: []parameter{
				{Name: "oauth_token", In: "query", Text: "the Request Token"},
				{Name: "interactivity", In: "query", Text: "minimal: no question where the answer is known; confirm_user: asks who it is", Enum: []string{"minimal", "confirm_user"}},
				{Name: "langpref", In: "query", Text: "languages, the best first, with | between"},
			}, Answers: []answerInfo{{200, "text/html", "the page", ""}}},
		{Method: post, Path: "/oauth/access_token", Summary: "Exchange the Request Token for an Access Token (section 6.3), or renew one", Signed: byRequest, Also: []string{"/access_token", "/token"}, Answers: []answerInfo{tokens},
			Params: []parameter{
				{Name: "oauth_verifier", In: "query", Text: "what the User brought back"},
				{Name: "oauth_session_handle", In: "query", Text: "in the place of the verifier, to renew a short-lived token"},
			}},
		{Method: post, Path: "/oauth/revoke", Summary: "Give the Access Token back that the request is signed with", Signed: byAccess, Answers: []answerInfo{{200, formType, "nothing", ""}}},
	}
}

func apiOperations() []operation {
	echoed := gives("the request as it arrived", "Echo")
	return []operation{
		{Method: get, Path: "/api/consumer", Summary: "Whether the key works, and the signature", Signed: byConsumer, Answers: []answerInfo{gives("yes", "Consumer")}},
		{Method: get, Path: "/api/consumer/requests", Summary: "What we saw of your own requests, the newest first", Signed: byConsumer, Answers: []answerInfo{gives("the requests", "Requests"), badRequest},
			Params: []parameter{limitParam, {Name: "before", In: "query", Text: "the id of the last one before; next holds it"},
				{Name: "nonce", In: "query", Text: "only the request with this nonce"}, {Name: "status", In: "query", Text: "404, or 4xx"},
				{Name: "problem", In: "query", Text: "an oauth_problem"}, {Name: "path", In: "query", Text: "a part of the path"}, {Name: "text", In: "query", Text: "anything in it"},
				{Name: "include", In: "query", Text: "decisions: also what Users decided about you, with the kind decision", Enum: []string{"decisions"}}}},
		{Method: get, Path: "/api/echo", Summary: "Your request, as it arrived", Signed: byConsumer, Answers: []answerInfo{echoed}},
		{Method: post, Path: "/api/echo", Summary: "The same, with a body", Signed: byConsumer, Answers: []answerInfo{echoed}},
		{Method: get, Path: "/photos", Summary: "A picture by its name: the specification's own example", Signed: byAccess, Also: []string{"/photo"}, Answers: []answerInfo{{200, anyPicture, "the picture", ""}, badRequest, notFound},
			Params: []parameter{{Name: "file", In: "query", Text: "its name, such as vacation.jpg", Required: true}, sizeParam}},
		{Method: get, Path: "/api/user/profile", Summary: "Whose token it is", Signed: byAccess, Answers: []answerInfo{gives("the User", "Profile")}},
		{Method: get, Path: "/api/token", Summary: "What the token may do, and until when", Signed: byAccess, Answers: []answerInfo{gives("the token", "Token")}},
		{Method: get, Path: "/api/albums", Summary: "The albums", Signed: byAccess, Params: []parameter{limitParam, afterParam}, Answers: []answerInfo{gives("the albums", "Albums"), badRequest}},
		{Method: get, Path: "/api/albums/{album}", Summary: "An album with its photos", Signed: byAccess, Params: []parameter{albumParam, limitParam, afterParam}, Answers: []answerInfo{gives("the album", "AlbumPhotos"), badRequest, notFound}},
		{Method: post, Path: "/api/albums/{album}/photos", Summary: "Add a photo: the picture as the body, or multipart with parts named photo. Needs the right to upload", Signed: byAccess,
			Params: []parameter{albumParam, {Name: "file", In: "query", Text: "its name, where the body is the picture"}}, Answers: []answerInfo{{201, jsonType, "the new photo", "Photo"}, {200, jsonType, "it is there already", "Photo"}, notFound}},
		{Method: get, Path: "/api/photos/{photo}", Summary: "A photo's facts", Signed: byAccess, Params: []parameter{photoParam}, Answers: []answerInfo{gives("the photo", "Photo"), notFound}},
		{Method: get, Path: "/api/photos/{photo}/file", Summary: "A photo's picture; conditional and Range requests work", Signed: byAccess, Params: []parameter{photoParam, sizeParam}, Answers: []answerInfo{{200, anyPicture, "the picture", ""}, badRequest, notFound}},
	}
}
