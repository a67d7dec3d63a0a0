package web

import (
	"embed"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

//go:embed samples
var sampleFiles embed.FS

// Sample is a whole program that fetches vacation.jpg, in one language, with nothing but what comes with that. A test
// runs each of them.
type Sample struct {
	ID, Language string
	File         string   // the name to keep it under
	Run          []string // the command that runs it, without the name of the file
	Package      string   // of Debian, that brings the command
	source       string
}

// Samples are the programs, one for each language.
func Samples() []Sample {
	return []Sample{
		{"curl", "curl and openssl", "vacation.sh", []string{"sh"}, "curl openssl", "vacation.sh"},
		{"go", "Go", "vacation.go", []string{"go", "run"}, "golang-go", "vacation.go.txt"},
		{"python", "Python", "vacation.py", []string{"python3"}, "python3", "vacation.py"},
		{"javascript", "JavaScript", "vacation.mjs", []string{"node"}, "nodejs", "vacation.mjs"},
		{"php", "PHP", "vacation.php", []string{"php"}, "php-cli", "vacation.php"},
		{"ruby", "Ruby", "vacation.rb", []string{"ruby"}, "ruby", "vacation.rb"},
		{"perl", "Perl", "vacation.pl", []string{"perl"}, "perl", "vacation.pl"},
		{"java", "Java", "Vacation.java", []string{"java"}, "default-jdk-headless", "Vacation.java"},
	}
}

// Text is the program, for a Service Provider and a Consumer Key. Its secrets it reads from the environment.
func (p Sample) Text(base, key string) (string, error) {
	text, err := sampleFiles.ReadFile("samples/" + p.source)
	return strings.NewReplacer("{{BASE}}", base, "{{KEY}}", key).Replace(string(text)), err
}

// samplesPage shows one program, with the developer's own key in it.
type samplesPage struct {
	templates.Page
	Apps    []oauthcore.Registration // the developer's, to choose from
	Key     string
	Samples []Sample
	Sample  Sample
	Text    string
}

// samples shows the programs. Whoever is signed in finds the key of one of her own Consumers in them.
func (s *Server) samples(c echo.Context) error {
	p := &samplesPage{Page: s.page(c, "developers"), Samples: Samples(), Key: "your-consumer-key"}
	p.Sample = p.Samples[0]
	for _, sample := range p.Samples {
		if sample.ID == c.QueryParam("language") {
			p.Sample = sample
		}
	}
	if err := s.fillKey(c, p); err != nil {
		return err
	}
	var err error
	if p.Text, err = p.Sample.Text(s.link(""), p.Key); err != nil {
		return err
	}
	return s.show(c, "samples", p)
}

// fillKey puts the Consumer in that was asked for, or else the first that signs with a secret: what is put into a
// program is a key that is registered, never what stands in an address.
func (s *Server) fillKey(c echo.Context, p *samplesPage) error {
	user, asked := s.user(c), c.QueryParam("app")
	if user == nil {
		return nil
	}
	apps, err := s.Registry.Consumers(c.Request().Context(), user.ID)
	if err != nil {
		return err
	}
	for _, app := range apps {
		if app.PublicKey == nil {
			p.Apps = append(p.Apps, app)
		}
	}
	for _, app := range p.Apps {
		if app.Key == asked || asked == "" {
			p.Key = app.Key
			return nil
		}
	}
	if asked != "" {
		return gallery.ErrNotFound
	}
	return nil
}
