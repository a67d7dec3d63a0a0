package composetest

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../docker-compose.yml"}, cli.WithResolvedPaths(true))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestTheTwoProgramsAndNothingElse(t *testing.T) {
	names := load(t).ServiceNames()
	slices.Sort(names)
	if diff := cmp.Diff([]string{"photos", "printer"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestDataLivesInVolumes(t *testing.T) {
	project := load(t)
	used := map[string]bool{}
	for name, s := range project.Services {
		if len(s.Volumes) != 1 || s.Volumes[0].Type != "volume" || s.Volumes[0].Target != "/data" {
			t.Errorf("%s has the volumes %+v, want one at /data", name, s.Volumes)
			continue
		}
		source := s.Volumes[0].Source
		if _, declared := project.Volumes[source]; !declared || used[source] {
			t.Errorf("%s keeps its data in %q, which is not a volume of its own", name, source)
		}
		used[source] = true
	}
}

func TestPrinterReachesPhotosWhereTheBrowserDoes(t *testing.T) {
	project := load(t)
	photos, printer := project.Services["photos"], project.Services["printer"]
	if printer.NetworkMode != "service:photos" {
		t.Errorf("printer has network_mode %q: http://localhost:8080 would be the printer itself", printer.NetworkMode)
	}
	if !printer.DependsOn["photos"].Restart {
		t.Error("printer is not restarted with photos, whose network it lives in")
	}
	wantEnv(t, photos, "PHOTOS_URL", "http://localhost:8080")
	wantEnv(t, photos, "PHOTOS_SEED", "demo")
	wantEnv(t, photos, "PRINTER_URL", "http://localhost:8081")
	wantEnv(t, printer, "PRINTER_URL", "http://localhost:8081")
	wantEnv(t, printer, "PRINTER_SEED", "demo")
	wantEnv(t, printer, "PRINTER_PROVIDER_URL", "http://localhost:8080")
}

func wantEnv(t *testing.T, s types.ServiceConfig, name, want string) {
	t.Helper()
	if value := s.Environment[name]; value == nil || *value != want {
		t.Errorf("%s does not have %s=%s", s.Name, name, want)
	}
}

func TestPortsAreThisMachinesOnly(t *testing.T) {
	project := load(t)
	var published []string
	for _, p := range project.Services["photos"].Ports {
		published = append(published, fmt.Sprintf("%s:%s:%d", p.HostIP, p.Published, p.Target))
	}
	if diff := cmp.Diff([]string{"127.0.0.1:8080:8080", "127.0.0.1:8081:8081"}, published); diff != "" {
		t.Error(diff)
	}
	if ports := project.Services["printer"].Ports; len(ports) != 0 {
		t.Errorf("printer has no network of its own and cannot publish %v", ports)
	}
}

// TestDockerfile holds the targets against the Dockerfile, which there is no
// library to read with.
func TestDockerfile(t *testing.T) {
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range load(t).Services {
		if s.Build == nil || !strings.Contains(string(text), "FROM base AS "+s.Build.Target+"\n") {
			t.Errorf("%s is built from %+v, which is no stage of the Dockerfile", name, s.Build)
		}
	}
	for _, needed := range []string{"CGO_ENABLED=0", "FROM scratch AS base", "USER 65532:65532", "PHOTOS_ADDR=:8080", "PRINTER_ADDR=:8081"} {
		if !strings.Contains(string(text), needed) {
			t.Errorf("the Dockerfile has no %q", needed)
		}
	}
	for _, image := range regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(image[1], "/") {
			t.Errorf("%s names a registry or an account", image[1])
		}
	}
}
