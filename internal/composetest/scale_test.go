package composetest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
)

// loadScale loads the file with the profile scale, and variables as somebody sets them in .env.
func loadScale(t *testing.T, variables ...string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../docker-compose.yml"}, cli.WithResolvedPaths(true), cli.WithProfiles([]string{"scale"}), cli.WithEnv(variables))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// scale are the services that the profile adds.
func scale(t *testing.T) types.Services {
	t.Helper()
	services := loadScale(t).Services
	delete(services, "photos")
	delete(services, "printer")
	return services
}

func TestTheProfileScaleHasEverything(t *testing.T) {
	services := scale(t)
	var names []string
	for name, s := range services {
		names = append(names, name)
		if !slices.Equal(s.Profiles, []string{"scale"}) {
			t.Errorf("%s is started by the profiles %v", name, s.Profiles)
		}
	}
	slices.Sort(names)
	want := []string{"authority", "grafana", "paper", "photos-replica", "postgres", "printer-replica", "prometheus", "s3", "web"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]int{"photos-replica": 3, "printer-replica": 2} {
		if s := services[name]; s.Deploy == nil || s.Deploy.Replicas == nil || *s.Deploy.Replicas != want || s.ContainerName != "" {
			t.Errorf("%s does not run %d times", name, want)
		}
	}
}

// TestEveryServiceIsCareful: nobody is root, nothing is written beside volumes and memory, no right can be got.
func TestEveryServiceIsCareful(t *testing.T) {
	for name, s := range loadScale(t).Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.CapAdd) > 0 || s.Privileged || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may do more than it must", name)
		}
		user := s.User
		if s.Build != nil {
			user = ofStage(t, s.Build.Target, "USER")
		}
		if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
			t.Errorf("%s runs as %q", name, user)
		}
		if s.Restart == "" {
			t.Errorf("nobody says what happens when %s ends", name)
		}
	}
}

func TestEveryServiceTellsItsHealth(t *testing.T) {
	services := loadScale(t).Services
	for name, s := range services {
		told := s.HealthCheck != nil && len(s.HealthCheck.Test) > 1
		if s.Build != nil && !told {
			told = ofStage(t, s.Build.Target, "HEALTHCHECK") != ""
		}
		if once := s.HealthCheck != nil && s.HealthCheck.Disable; !told && !once {
			t.Errorf("nobody knows whether %s is healthy", name)
		}
		for other, on := range s.DependsOn {
			want := types.ServiceConditionHealthy
			if services[other].Restart == "no" {
				want = types.ServiceConditionCompletedSuccessfully
			}
			if on.Condition != want {
				t.Errorf("%s waits until %s is %s", name, other, on.Condition)
			}
		}
	}
	for name, others := range map[string][]string{"photos-replica": {"postgres", "s3"}, "printer-replica": {"authority", "paper", "postgres", "s3"}, "web": {"photos-replica"}} {
		for _, other := range others {
			if _, waits := services[name].DependsOn[other]; !waits {
				t.Errorf("%s does not wait for %s", name, other)
			}
		}
	}
}

// ofStage is the last instruction of this kind in a stage of the Dockerfile, or else in the one that it stands on.
func ofStage(t *testing.T, name, instruction string) (found string) {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	here, below := false, ""
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		switch {
		case len(words) > 1 && words[0] == "FROM":
			if here = words[len(words)-1] == name; here {
				below = words[1]
			}
		case here && len(words) > 1 && words[0] == instruction:
			found = strings.Join(words[1:], " ")
		}
	}
	if found == "" && below != "" {
		return ofStage(t, below, instruction)
	}
	return found
}

// TestReplicasShareWhatTheyMust: all run with the same settings, and those lead to PostgreSQL and S3, not to a folder.
func TestReplicasShareWhatTheyMust(t *testing.T) {
	services := loadScale(t, "PHOTOS_DATABASE_PASSWORD=pw1", "PRINTER_DATABASE_PASSWORD=pw2", "S3_ACCESS_KEY=key", "S3_SECRET_KEY=secret").Services
	photos, printer := services["photos-replica"], services["printer-replica"]
	for name, want := range map[string]string{
		"PHOTOS_URL": "https://photos.localhost:8443", "PRINTER_URL": "https://printer.localhost:8443",
		"PHOTOS_DATABASE": "postgres://photos:pw1@postgres:5432/photos?sslmode=disable",
		"PHOTOS_BLOBS":    "s3://photos?endpoint=http://s3:7070&region=us-east-1",
	} {
		wantEnv(t, photos, name, want)
	}
	for name, want := range map[string]string{
		"PRINTER_URL": "https://printer.localhost:8443", "PRINTER_PROVIDER_URL": "https://photos.localhost:8443",
		"PRINTER_DATABASE": "postgres://printer:pw2@postgres:5432/printer?sslmode=disable",
		"PRINTER_BLOBS":    "s3://prints?endpoint=http://s3:7070&region=us-east-1",
		"PRINTER_IPP_URL":  "ipp://paper:8631/ipp/print",
	} {
		wantEnv(t, printer, name, want)
	}
	for _, s := range []types.ServiceConfig{photos, printer} {
		wantEnv(t, s, "AWS_ACCESS_KEY_ID", "key")
		wantEnv(t, s, "AWS_SECRET_ACCESS_KEY", "secret")
	}
	wantEnv(t, services["s3"], "ROOT_ACCESS_KEY", "key")
	wantEnv(t, services["s3"], "ROOT_SECRET_KEY", "secret")
	wantEnv(t, services["postgres"], "PHOTOS_DATABASE_PASSWORD", "pw1")
	wantEnv(t, services["postgres"], "PRINTER_DATABASE_PASSWORD", "pw2")
}

// TestOnlyTheFrontIsReached: people reach Caddy and the two that show figures, all on this machine alone; PostgreSQL and
// S3 are in a network that leads nowhere else; the printers find photos where the browser does.
func TestOnlyTheFrontIsReached(t *testing.T) {
	project := loadScale(t)
	var published []string
	for name, s := range project.Services {
		for _, p := range s.Ports {
			published = append(published, name+" "+p.HostIP+":"+p.Published)
		}
	}
	slices.Sort(published)
	want := []string{"grafana 127.0.0.1:3000", "photos 127.0.0.1:8080", "photos 127.0.0.1:8081", "prometheus 127.0.0.1:9090", "web 127.0.0.1:8443"}
	if diff := cmp.Diff(want, published); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"postgres", "s3"} {
		s := project.Services[name]
		if networks := s.NetworksByPriority(); !slices.Equal(networks, []string{"back"}) || !bool(project.Networks["back"].Internal) {
			t.Errorf("%s is in the networks %v", name, networks)
		}
	}
	if front := project.Services["web"].Networks["front"]; front == nil || !slices.Equal(front.Aliases, []string{"photos.localhost", "printer.localhost"}) {
		t.Errorf("the replicas do not find Caddy under the names that people use: %+v", front)
	}
}

// TestSecretsHaveAPlace: every secret is a variable that .env.example names, and without one is not a secret that
// somebody could mistake for a good one.
func TestSecretsHaveAPlace(t *testing.T) {
	example, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var named, used []string
	for _, m := range regexp.MustCompile(`(?m)^([A-Z0-9_]+)=(.*)$`).FindAllStringSubmatch(string(example), -1) {
		named = append(named, m[1])
		if m[2] != "" {
			t.Errorf("%s has a value in the example", m[1])
		}
	}
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\$\{(\w+)(?::-([^}]*))?\}`).FindAllStringSubmatch(string(text), -1) {
		used = append(used, m[1])
		if !strings.HasPrefix(m[2], "only-for-this-computer") {
			t.Errorf("without %s it is %q", m[1], m[2])
		}
	}
	slices.Sort(named)
	slices.Sort(used)
	if diff := cmp.Diff(named, slices.Compact(used)); diff != "" {
		t.Error(diff)
	}
}

// TestEveryFileThatIsMountedIsThere: a folder that Docker makes in its place would be found out at the first start only.
func TestEveryFileThatIsMountedIsThere(t *testing.T) {
	project, mounted := loadScale(t), 0
	for name, s := range project.Services {
		for _, v := range s.Volumes {
			if v.Type != types.VolumeTypeBind {
				if _, declared := project.Volumes[v.Source]; !declared {
					t.Errorf("%s mounts the volume %q, which there is not", name, v.Source)
				}
				continue
			}
			mounted++
			if _, err := os.Stat(v.Source); err != nil || !v.ReadOnly {
				t.Errorf("%s mounts %s for reading: %v, %v", name, filepath.Base(v.Source), v.ReadOnly, err)
			}
		}
	}
	if mounted < 4 {
		t.Errorf("only %d files are mounted", mounted)
	}
}
