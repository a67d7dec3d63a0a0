//go:build scale

package scale

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/oauthcore"
)

// granted is jane's permission for the demo's Consumer, given in front of the proxy.
type granted struct {
	oauthcore.AccessToken
	consumer *oauthcore.Consumer
}

// dance gets a permission in three legs, each at another replica.
func (c *cluster) dance(t *testing.T, extra ...oauthcore.Param) granted {
	t.Helper()
	consumer, access, err := people.Dance(c.photosURL, extra...)
	if err != nil {
		t.Fatal(err)
	}
	return granted{access, consumer}
}

// mayUpload asks for the right to bring pictures.
var mayUpload = oauthcore.Param{Name: "perms", Value: "upload"}

// straightTo is a client whose connections all end at one replica, whatever the address says.
func straightTo(t *testing.T, replica *programs.Program) *http.Client {
	addr := strings.TrimPrefix(replica.URL, "http://")
	line := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	t.Cleanup(line.CloseIdleConnections)
	return &http.Client{Transport: line, Timeout: time.Minute}
}

// at is a client of one replica that signs with the permission.
func (g granted) at(t *testing.T, replica *programs.Program) *http.Client {
	consumer := *g.consumer
	consumer.HTTPClient = straightTo(t, replica)
	return consumer.Client(g.AccessToken)
}

// client signs with the permission and asks the proxy.
func (g granted) client() *http.Client { return g.consumer.Client(g.AccessToken) }

// answer reads what was answered to the end.
func answer(response *http.Response, err error) (status int, header http.Header, body string, failed error) {
	if err != nil {
		return 0, nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, response.Header, string(text), err
}
