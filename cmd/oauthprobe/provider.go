package main

import (
	"bufio"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/probe"
)

type providerCommand struct {
	output
	Discover     string `placeholder:"URL" help:"Reads the three addresses from URL/.well-known/oauth1."`
	RequestToken string `placeholder:"URL" help:"The Request Token URL."`
	Authorize    string `placeholder:"URL" help:"The User Authorization URL."`
	AccessToken  string `placeholder:"URL" help:"The Access Token URL."`
	Resource     string `placeholder:"URL" help:"A Protected Resource to fetch by GET; without it none is tried."`
	Key          string `required:"" env:"OAUTHPROBE_KEY" help:"The Consumer Key."`
	Secret       string `env:"OAUTHPROBE_SECRET" help:"The Consumer Secret. Better in the environment than in a list of processes."`
	PrivateKey   string `placeholder:"FILE" help:"A PEM file with the private key, for the RSA methods."`
	Method       string `default:"HMAC-SHA1" help:"The signature method."`
	Callback     string `required:"" help:"A callback that is registered; give it a query, so that it is seen to be kept. Nothing has to answer there."`
	User         string `help:"Signs in on the authorization page by this name, and presses its buttons."`
	Password     string `env:"OAUTHPROBE_PASSWORD" help:"The User's password, if the page asks for one."`
	Manual       bool   `help:"Asks you to open the authorization page, and for the address that you come back to."`
}

// Run implements the command.
func (c *providerCommand) Run(e *env) error {
	target, err := c.target(e)
	if err != nil {
		return err
	}
	report, err := probe.Provider(e.ctx, target)
	if err != nil {
		return err
	}
	return c.write(e, report)
}

func (c *providerCommand) target(e *env) (t probe.Target, err error) {
	t = probe.Target{
		Endpoints: oauthcore.Endpoints{RequestToken: c.RequestToken, Authorize: c.Authorize, AccessToken: c.AccessToken},
		Resource:  c.Resource, Key: c.Key, Secret: c.Secret, Callback: c.Callback,
	}
	if t.Method = oauthcore.MethodByName(c.Method); t.Method == nil {
		return t, fmt.Errorf("there is no signature method %q", c.Method)
	}
	if c.PrivateKey != "" {
		if t.PrivateKey, err = readKey(c.PrivateKey); err != nil {
			return t, err
		}
	}
	switch {
	case c.Manual:
		t.Person = &someone{in: bufio.NewReader(e.in), out: e.err}
	case c.User != "" || c.Password != "":
		t.Person = probe.Forms{User: c.User, Password: c.Password}
	}
	if c.Discover != "" {
		err = discover(e.ctx, c.Discover, &t.Endpoints)
	}
	return t, err
}

func readKey(path string) (*rsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is no PEM file", path)
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if private, ok := key.(*rsa.PrivateKey); ok && err == nil {
		return private, nil
	}
	return nil, fmt.Errorf("%s holds no RSA private key", path)
}

// discover reads the addresses that a Service Provider publishes.
func discover(ctx context.Context, address string, to *oauthcore.Endpoints) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(address, "/")+"/.well-known/oauth1", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	defer answer.Body.Close()
	var found struct {
		RequestToken string `json:"request_token_url"`
		Authorize    string `json:"authorize_url"`
		AccessToken  string `json:"access_token_url"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 1<<16)).Decode(&found); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("discovery: %s answers %d, and no JSON with the addresses: name them with --request-token, --authorize and --access-token", r.URL, answer.StatusCode)
	}
	to.RequestToken, to.Authorize, to.AccessToken = found.RequestToken, found.Authorize, found.AccessToken
	return nil
}

// someone is a person at the terminal with a browser beside it.
type someone struct {
	in  *bufio.Reader
	out io.Writer
}

// Decide implements probe.Person.
func (s *someone) Decide(_ context.Context, address string, allow bool) (string, error) {
	say := "allow"
	if !allow {
		say = "deny"
	}
	fmt.Fprintf(s.out, "\nOpen this address, and %s:\n  %s\nThen paste the address that you were sent to (it need not have opened), or an empty line to leave this out:\n> ", say, address)
	line, err := s.in.ReadString('\n')
	if line = strings.TrimSpace(line); line == "" {
		return "", errors.Join(errors.New("nobody has decided"), ignoreEOF(err))
	}
	return line, nil
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
