// Package photosapi is a typed client of a Service Provider's photo API. It takes http.Clients that sign
// (oauthcore.Consumer.Client) and knows no OAuth itself; what it gets is bounded in size and time, and no
// address inside an answer leads it to another host.
//
// Begin with client.go, then answer.go.
package photosapi
