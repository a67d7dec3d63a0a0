//go:build scale

package scale

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/internal/engines"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/ipp/ipptest"
)

// TestComposeWithoutDocker starts what docker-compose.yml starts in its profile scale, as processes: the same programs with
// the same environment, on a PostgreSQL that deploy/postgres has prepared and an S3 store with the same keys, behind TLS.
// Only names of hosts and their ports are put in the place of those of the containers. All are healthy by the very
// command that Docker asks, and a Consumer may sign with PLAINTEXT, since photos is an https site.
func TestComposeWithoutDocker(t *testing.T) {
	s := loadStack(t)
	for _, service := range []string{"photos-replica", "printer-replica"} {
		s.run(service)
	}
	programs.StartAll(t, s.replicas...)
	for _, replica := range s.replicas {
		if said := replica.Command("health"); said != "" {
			t.Errorf("%s says %s", replica.Name, said)
		}
	}
	if err := s.replicas[0].Elsewhere(t.TempDir(), []string{"PHOTOS_ADDR=localhost:1"}, "health").Run(); err == nil {
		t.Error("where nobody listens all is healthy")
	}
	s.dancesInPlaintext()
	s.shopFindsPhotos()
}

// stack is the profile scale on this machine.
type stack struct {
	t        *testing.T
	services types.Services
	replicas []*programs.Program
	fronts   map[string][]string // addresses of the replicas of a service
	mapped   *strings.Replacer   // from the names in the file to what stands here in their place
	browser  *http.Client
	photos   string // its public URL
}

func loadStack(t *testing.T) *stack {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../docker-compose.yml"}, cli.WithProfiles([]string{"scale"}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &stack{t: t, services: project.Services, fronts: map[string][]string{}}
	authority, certificate := newAuthority(t)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	file := filepath.Join(t.TempDir(), "root.crt")
	if err := os.WriteFile(file, authority, 0o600); err != nil {
		t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	s.browser = &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	photos, printer := s.front("photos-replica", certificate), s.front("printer-replica", certificate)
	s.photos = "https://" + photos
	s.mapped = strings.NewReplacer("photos.localhost:8443", photos, "printer.localhost:8443", printer,
		"postgres:5432", s.startPostgres(), "s3:7070", s.startS3(), "paper:8631", strings.TrimSuffix(strings.TrimPrefix(ipptest.Start(t).URL, "ipp://"), "/ipp/print"),
		"/authority/root.crt", file, ":9464", "localhost:0")
	return s
}

// env is the environment of a service, with this machine's places.
func (s *stack) env(service string) (env []string) {
	for name, value := range s.services[service].Environment {
		if value != nil {
			env = append(env, name+"="+s.mapped.Replace(*value))
		}
	}
	return env
}

// run prepares the replicas of a service.
func (s *stack) run(service string) {
	program, _, _ := strings.Cut(service, "-")
	for i, addr := range s.fronts[service] {
		folder := filepath.Join(s.t.TempDir(), fmt.Sprintf("%s-%d", service, i+1))
		s.replicas = append(s.replicas, programs.Replica(s.t, program, folder, addr, s.env(service)...))
	}
}

// front listens with TLS for as many replicas as the file says.
func (s *stack) front(service string, certificate tls.Certificate) (addr string) {
	s.t.Helper()
	for range *s.services[service].Deploy.Replicas {
		s.fronts[service] = append(s.fronts[service], programs.FreeAddr(s.t))
	}
	listener, err := tls.Listen("tcp", "localhost:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		s.t.Fatal(err)
	}
	server := &http.Server{Handler: engines.NewProxy(s.fronts[service]...)}
	go func() { _ = server.Serve(listener) }() // it says that it was closed
	s.t.Cleanup(func() { _ = server.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return net.JoinHostPort("localhost", port)
}

// startPostgres starts one that deploy/postgres/users.sh prepares as in the container.
func (s *stack) startPostgres() (addr string) {
	s.t.Helper()
	own, err := engines.StartPostgres(s.t.Context(), s.t.TempDir())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = own.Stop() })
	admin, err := url.Parse(own.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	password, _ := admin.User.Password()
	cmd := exec.Command("../../deploy/postgres/users.sh")
	cmd.Env = append(os.Environ(), "PGHOST="+admin.Hostname(), "PGPORT="+admin.Port(), "PGUSER="+admin.User.Username(), "PGPASSWORD="+password, "PGDATABASE=postgres")
	for name, value := range s.services["postgres"].Environment {
		cmd.Env = append(cmd.Env, name+"="+*value)
	}
	if said, err := cmd.CombinedOutput(); err != nil || len(said) > 0 {
		s.t.Fatalf("preparing PostgreSQL: %v\n%s", err, said)
	}
	return admin.Host
}

// startS3 starts one with the keys and the buckets of the container.
func (s *stack) startS3() (addr string) {
	s.t.Helper()
	env := s.services["s3"].Environment
	own, err := engines.StartS3As(s.t.Context(), s.t.TempDir(), *env["ROOT_ACCESS_KEY"], *env["ROOT_SECRET_KEY"])
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = own.Stop() })
	for _, bucket := range []string{"photos", "prints"} {
		if _, err := own.Bucket(bucket); err != nil {
			s.t.Fatal(err)
		}
	}
	at, err := url.Parse(own.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimPrefix(at.Query().Get("endpoint"), "http://")
}

// dancesInPlaintext gets a Request Token with PLAINTEXT.
func (s *stack) dancesInPlaintext() {
	s.t.Helper()
	consumer := &oauthcore.Consumer{Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Method: oauthcore.Plaintext, HTTPClient: s.browser,
		Endpoints: oauthcore.Endpoints{RequestToken: s.photos + "/oauth/request_token", Authorize: s.photos + "/oauth/authorize", AccessToken: s.photos + "/oauth/access_token"}}
	if _, err := consumer.RequestToken(s.t.Context(), oauthcore.OutOfBand); err != nil {
		s.t.Errorf("PLAINTEXT at an https site: %v", err)
	}
}

// shopFindsPhotos asks the printer to connect: it has to reach photos through TLS before it sends anybody there.
func (s *stack) shopFindsPhotos() {
	s.t.Helper()
	shop := s.mapped.Replace("https://printer.localhost:8443")
	page, at, err := people.Visit(s.browser.Get(shop))
	if err == nil {
		page, at, err = people.Press(s.browser, page, at, "Connect to photos", nil)
	}
	if err != nil || "https://"+at.Host != s.photos || !strings.Contains(people.Text(page), "printer asks to see your photos") {
		s.t.Errorf("connecting leads to %v: %v", at, err)
	}
}
