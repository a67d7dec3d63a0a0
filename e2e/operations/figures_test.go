package operations

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"example.net/oauth1/e2e/programs"
)

const deploy = "../../deploy/"

// exported are the names of the metrics of a program, each with the names of its labels.
func exported(t *testing.T, addr string) map[string][]string {
	t.Helper()
	answer, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status, err)
	}
	series, label := regexp.MustCompile(`(?m)^([a-z]\w*)(?:\{(.*)\})? \S+$`), regexp.MustCompile(`(\w+)="`)
	names := map[string][]string{}
	for _, m := range series.FindAllStringSubmatch(string(text), -1) {
		labels := names[m[1]]
		for _, l := range label.FindAllStringSubmatch(m[2], -1) {
			labels = append(labels, l[1])
		}
		names[m[1]] = labels
	}
	return names
}

// measured starts both programs, lets jane connect and order a print, and answers what can be fetched of them.
func measured(t *testing.T) map[string][]string {
	t.Helper()
	photos, printer := programs.FreeAddress(t), programs.FreeAddress(t)
	demo := programs.Start(t, "PHOTOS_METRICS_ADDR="+photos, "PRINTER_METRICS_ADDR="+printer)
	newCustomer(t, demo).order()
	found := exported(t, photos)
	for name, labels := range exported(t, printer) {
		found[name] = append(found[name], labels...)
	}
	// What is there on a shared database only, and what Prometheus itself adds.
	found["clock_ahead_seconds"], found["up"] = nil, nil
	return found
}

// panel is what a test wants to know of a panel of a dashboard.
type panel struct {
	ID         int
	Type       string
	Title      string
	GridPos    struct{ X, Y, W, H int }
	Datasource struct{ UID string }
	Targets    []struct {
		Expr       string
		Datasource struct{ UID string }
	}
}

// panels are those of the dashboard.
func panels(t *testing.T) []panel {
	t.Helper()
	text, err := os.ReadFile(deploy + "grafana/dashboards/photos-and-printer.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		UID, Title string
		Panels     []panel
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	if dashboard.UID == "" || dashboard.Title == "" || len(dashboard.Panels) == 0 {
		t.Fatalf("the dashboard is %+v", dashboard)
	}
	return dashboard.Panels
}

// alert is one rule.
type alert struct {
	Alert, Expr, For string
	Labels           map[string]string
	Annotations      map[string]string
}

// alerts are all rules.
func alerts(t *testing.T) (all []alert) {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string
			Rules []alert
		}
	}
	read(t, "alerts.yml", &file)
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	if len(all) < 10 {
		t.Fatalf("only %d alerts", len(all))
	}
	return all
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(deploy + name)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// TestEveryQueryIsOfWhatThereIs: each panel and each alert asks for metrics that the programs have, by labels that these
// have, in correct PromQL; and each metric of ours is explained in docs/operations.md.
func TestEveryQueryIsOfWhatThereIs(t *testing.T) {
	found := measured(t)
	queries := map[string]string{}
	for _, p := range panels(t) {
		for _, target := range p.Targets {
			queries["panel "+p.Title+": "+target.Expr] = strings.ReplaceAll(target.Expr, "$__rate_interval", "1m")
		}
	}
	for _, a := range alerts(t) {
		queries["alert "+a.Alert] = a.Expr
	}
	used := map[string]bool{}
	for where, text := range queries {
		selectors, err := parse(text)
		if err != nil {
			t.Errorf("%s: %v", where, err)
		}
		for _, s := range selectors {
			labels, there := found[s.name]
			if !there {
				t.Errorf("%s: neither program has %s", where, s.name)
			}
			for _, l := range s.labels {
				if !slices.Contains(labels, l) && l != "job" && l != "instance" {
					t.Errorf("%s: %s has no label %s", where, s.name, l)
				}
			}
			used[s.name] = true
		}
	}
	explained(t, found)
}

// explained looks for every metric of ours in the documentation.
func explained(t *testing.T, found map[string][]string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	theirs := regexp.MustCompile(`^(go|process|promhttp)_|^up$`)
	parts := regexp.MustCompile(`_(bucket|sum|count)$`)
	for name := range found {
		if name = parts.ReplaceAllString(name, ""); !theirs.MatchString(name) && !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/operations.md does not explain %s", name)
		}
	}
}

// TestTheDashboardIsWhole: no panel lies on another, and each asks the data source that is set up.
func TestTheDashboardIsWhole(t *testing.T) {
	var sources struct {
		Datasources []struct{ UID, Type, URL string }
	}
	read(t, "grafana/provisioning/datasources/prometheus.yml", &sources)
	if len(sources.Datasources) != 1 || sources.Datasources[0].Type != "prometheus" {
		t.Fatalf("set up are %+v", sources)
	}
	var folders struct {
		Providers []struct {
			Type    string
			Options struct{ Path string }
		}
	}
	read(t, "grafana/provisioning/dashboards/dashboards.yml", &folders)
	if len(folders.Providers) != 1 || folders.Providers[0].Options.Path != "/etc/grafana/dashboards" {
		t.Errorf("dashboards are looked for in %+v", folders)
	}
	ids, places := map[int]bool{}, map[[2]int]string{}
	for _, p := range panels(t) {
		if ids[p.ID] || p.Title == "" {
			t.Errorf("panel %d %q", p.ID, p.Title)
		}
		ids[p.ID] = true
		if p.Type != "row" && (len(p.Targets) == 0 || p.Datasource.UID != sources.Datasources[0].UID || p.Targets[0].Datasource.UID != p.Datasource.UID) {
			t.Errorf("%s asks nobody: %+v", p.Title, p)
		}
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other, taken := places[[2]int{x, y}]; taken || x >= 24 {
					t.Fatalf("%s lies on %s, or beside the dashboard", p.Title, other)
				}
				places[[2]int{x, y}] = p.Title
			}
		}
	}
}

// TestAlertsSayWhatToDo: each says what is so, what to look at, and how bad it is.
func TestAlertsSayWhatToDo(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range alerts(t) {
		if seen[a.Alert] || !slices.Contains([]string{"page", "ticket"}, a.Labels["severity"]) ||
			!strings.HasSuffix(strings.TrimSpace(a.Annotations["summary"]), ".") || !strings.HasSuffix(strings.TrimSpace(a.Annotations["description"]), ".") {
			t.Errorf("%+v", a)
		}
		seen[a.Alert] = true
	}
	var config struct {
		Rules []string `yaml:"rule_files"`
		Jobs  []struct {
			Name string `yaml:"job_name"`
			DNS  []struct {
				Names []string
				Port  int
			} `yaml:"dns_sd_configs"`
		} `yaml:"scrape_configs"`
	}
	read(t, "prometheus.yml", &config)
	if !slices.Equal(config.Rules, []string{"alerts.yml"}) || len(config.Jobs) != 2 || config.Jobs[0].Name != "photos" || config.Jobs[1].Name != "printer" {
		t.Errorf("prometheus.yml has %+v", config)
	}
}
