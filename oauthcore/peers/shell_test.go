package peers

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// TestShell: testdata/sign.sh signs by curl and openssl, and fetches what is
// protected.
func TestShell(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"curl", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is needed here: apt-get install %s, or run scripts/setup-tests.sh", program, program)
		}
	}
	address := protected(t)
	for _, c := range []struct {
		name, want string
		args, env  []string
	}{
		{"the photo of Appendix A", "jane: GET file=vacation.jpg&size=original", []string{"GET", "/photos", "file=vacation.jpg", "size=original"}, nil},
		{"no parameters", "jane: GET ", []string{"GET", "/photos"}, nil},
		{"everything that is hard", "jane: GET a=%25%3D%26&a=%2A~%27%20%2B&a1=%22%24x%5C&empty=&name=%E5%B1%B1%0A2&name=caf%C3%A9",
			[]string{"GET", "/photos", "name=café", "a=*~' +", "a1=\"$x\\", "empty=", "a=%=&", "name=山\n2"}, nil},
		{"a form", "jane: POST tag=a%20b&tag=x&title=%E2%98%83", []string{"POST", "/albums", "title=☃", "tag=x", "tag=a b"}, nil},
		{"two-legged", "dpf43f3p2l4k3l03: GET size=1", []string{"GET", "/two-legged", "size=1"}, []string{"TOKEN=", "TOKEN_SECRET="}},
		{"a wrong secret", "oauth_problem=signature_invalid", []string{"GET", "/photos"}, []string{"TOKEN_SECRET=wrong"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.args[1] = address + c.args[1]
			if got := runShell(t, c.args, c.env); !strings.HasPrefix(got, c.want) {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// runShell runs the script with the credentials of Appendix A, and others in
// their place.
func runShell(t *testing.T, args, env []string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"testdata/sign.sh"}, args...)...)
	cmd.Env = append(os.Environ(), "CONSUMER_KEY=dpf43f3p2l4k3l03", "CONSUMER_SECRET=kd94&hf93/k423%kf44",
		"TOKEN=nnch734d00sl2jdk", "TOKEN_SECRET=pfkkdhi9+sl3r4s00")
	cmd.Env = append(cmd.Env, env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if refused := strings.Contains(string(out), "oauth_problem"); (err != nil) != refused {
		t.Fatalf("%v: %s%s", err, out, stderr.String())
	}
	return string(out)
}

// protected is a server that says whose token was used, and for what.
func protected(t *testing.T) (address string) {
	t.Helper()
	var e exchange
	e.credentials("HMAC-SHA1", true)
	store := oauthtest.NewMemoryStore(oauthcore.Registration{Key: e.OAuth["oauth_consumer_key"], Secret: e.ConsumerSecret})
	store.Put(oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: e.OAuth["oauth_token"], Secret: e.TokenSecret},
		Consumer:    e.OAuth["oauth_consumer_key"], Grant: oauthcore.Grant{User: "jane"},
	})
	sp := &oauthcore.ServiceProvider{Store: store}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, params, err := whose(sp, r)
		if err != nil {
			sp.WriteProblem(w, r, err)
			return
		}
		io.WriteString(w, who+": "+r.Method+" "+params.Normalize())
	}))
	t.Cleanup(server.Close)
	sp.Origin = oauthcore.Origin(server.URL)
	return server.URL
}

// whose tells who asks, and the parameters that are not OAuth's.
func whose(sp *oauthcore.ServiceProvider, r *http.Request) (who string, params oauthcore.Params, err error) {
	if m, err := oauthcore.ParseMessage(r, sp.Origin, sp.Limits); err == nil {
		params = append(m.Query, m.Body...)
	}
	if r.URL.Path == "/two-legged" {
		consumer, err := sp.AuthenticateConsumer(r)
		if err != nil {
			return "", nil, err
		}
		return consumer.Key, params, nil
	}
	access, err := sp.Authenticate(r)
	if err != nil {
		return "", nil, err
	}
	return access.Token.Grant.User, params, nil
}
