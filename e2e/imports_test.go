package e2e

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "example.net/oauth1/"

// room is a package of this repository. Its name is the path below the module.
type room struct {
	name    string
	imports []string // own rooms by their name, everything else by its path
	reaches []string // everything it is built from
}

// A rule says of one room and one of its imports whether they may stand together.
type rule struct {
	name    string
	rooms   func(room string) bool
	allowed func(imported string) bool
}

// rules are the walls of the house. Each has a reason that is worth a failing build.
var rules = []rule{
	{"oauthcore is the book: standard library only", is("oauthcore"), either(std)},
	{"what stands beside oauthcore knows oauthcore", in("oauthcore/"), either(std, in("oauthcore"), in("oauthcore/"))},
	{"photos and printer meet over HTTP: photos does not import printer", under("photos"), not(under("printer"))},
	{"photos and printer meet over HTTP: printer does not import photos", under("printer"), not(under("photos"))},

	{"gallery is the domain of photos: no web, no SQL", is("photos/gallery"), either(domain)},
	{"orders is the domain of printer: no web, no SQL", is("printer/orders"), either(domain)},
	{"photos/store keeps what gallery and oauthcore need kept", is("photos/store"),
		ownOnly("photos/classroom", "photos/gallery", "photos/requestlog", "photos/gate", "oauthcore", "internal/sqldb", "internal/seal", "internal/session")},
	{"moving takes rows and pictures elsewhere, below all rooms", is("photos/moving"),
		ownOnly("photos/gallery", "photos/store", "internal/archive", "internal/sqldb", "internal/seal")},
	{"printer/store keeps what orders needs kept", is("printer/store"),
		ownOnly("printer/orders", "internal/inspector", "internal/sqldb", "internal/seal", "internal/session")},
	{"the inspector knows the protocol, and neither web nor SQL", is("internal/inspector"),
		either(std, is("oauthcore", "oauthcore/oauthtrace", "oauthcore/oauthdoctor"))},
	{"the developer's rooms know the domain and the protocol", is("photos/registry", "photos/requestlog", "photos/gate"),
		ownOnly("photos/gallery", "oauthcore", "oauthcore/oauthtrace")},
	{"the classroom knows the registry and the log", is("photos/classroom"), ownOnly("photos/gallery", "photos/registry", "photos/requestlog", "oauthcore")},
	{"blobs keeps pictures in a folder or a bucket", is("photos/blobs"), ownOnly("photos/gallery", "internal/objects")},
	{"renditions and passkeys are leaves below gallery", is("photos/renditions", "photos/metadata", "photos/passkeys"), ownOnly("photos/gallery")},
	{"printer/provider speaks to the Service Provider, and knows neither pages nor rows", is("printer/provider"),
		ownOnly("printer/orders", "printer/photosapi", "oauthcore", "internal/requestid")},
	{"moving takes rows and print files elsewhere", is("printer/moving"),
		ownOnly("printer/orders", "printer/store", "internal/archive", "internal/sqldb", "internal/seal")},
	{"the terminal is a face of the printer without pages or rows", is("printer/terminal"),
		ownOnly("printer/orders", "printer/provider", "oauthcore", "internal/seal")},
	{"sheet, ipp and photosapi are leaves below orders", is("printer/sheet", "printer/ipp", "printer/photosapi"), ownOnly("printer/orders")},
	{"the shelf is a folder or a bucket below orders", is("printer/shelf"), ownOnly("printer/orders", "internal/objects")},

	{"photos/web knows the domain, never the store", is("photos/web"),
		ownOnly("photos/classroom", "photos/gallery", "photos/registry", "photos/requestlog", "photos/gate", "photos/lessons", "oauthcore", "internal/inspector", "internal/workbench", "lab", "internal/words", "internal/webapp", "internal/seal", "templates", "static")},
	{"the probe knows the protocol and reads pages", in("probe"), either(std, in("oauthcore"), in("oauthcore/"), starts("golang.org/x/net/html"))},
	{"the lab has programs of its own, and weakens no others", is("lab"), either(std, in("oauthcore"))},
	{"the lessons know the protocol, and neither pages nor rows", is("photos/lessons"), either(std, in("oauthcore"), in("oauthcore/"))},
	{"the workbench is words about oauthcore", is("internal/workbench"), either(std, in("oauthcore"), in("oauthcore/"))},
	{"printer/web knows the domain, never the store", is("printer/web"),
		ownOnly("printer/orders", "printer/provider", "printer/terminal", "printer/photosapi", "printer/sheet", "printer/ipp", "oauthcore",
			"internal/inspector", "internal/guide", "internal/words", "internal/webapp", "internal/seal", "templates", "static")},
	{"the guide knows the protocol and the inspector", is("internal/guide"), either(std, is("oauthcore", "internal/inspector"))},
	{"a request's id is a name, and knows nothing", is("internal/requestid"), either(std)},
	{"a command is one line over its program", is("cmd/photos"), only("os", module+"photos")},
	{"a command is one line over its program", is("cmd/printer"), only("os", module+"printer")},
	{"templates and static are files that can be imported", is("templates", "static"), either(std)},
	{"seed goes through the doors of a visitor", is("seed"), ownOnly("photos/gallery", "oauthcore")},
	{"a backup is rows and files, whoever's they are", is("internal/archive"), ownOnly("internal/sqldb", "internal/seal")},
	{"the shared rooms know neither program", in("internal/"), not(either(under("photos"), under("printer")))},

	{"echo stays in the web rooms", not(is("photos/web", "printer/web", "internal/webapp", "internal/inspector", "bench/load")),
		not(starts("github.com/labstack/"))},
	{"SQL stays in the stores", not(is("photos/store", "printer/store", "internal/sqldb", "internal/sqldb/sqldbtest")),
		not(starts("database/sql", "modernc.org/", "github.com/jackc/", "github.com/lib/pq", "github.com/mattn/go-sqlite3"))},
	{"IPP's wire format stays in ipp", not(is("printer/ipp")), not(starts("github.com/OpenPrinting/"))},
	{"WebAuthn stays in passkeys", not(is("photos/passkeys")), not(starts("github.com/go-webauthn/"))},
	{"the engines of the tests know no program", under("internal/engines"), either(std, is("internal/engines"))},
	{"imaging stays in renditions", not(is("photos/renditions")), not(starts("github.com/disintegration/imaging"))},
	{"tus stays in photos/web", not(is("photos/web")), not(starts("github.com/tus/"))},
	{"S3 stays in objects", not(is("internal/objects")), not(starts("github.com/aws/"))},
	{"Prometheus stays in metrics", not(is("internal/metrics")), not(starts("github.com/prometheus/"))},
	{"health knows no program, no web and no database", is("internal/health"), either(domain, is("golang.org/x/sync/singleflight"))},
	{"the figures know no program, no web framework and no database", is("internal/metrics"), either(std, starts("github.com/prometheus/client_golang/"))},
	{"languages stay in words", not(is("internal/words")), not(starts("github.com/nicksnyder/", "golang.org/x/text/"))},
}

// reaches are rules about everything that a room is built from, not only what it names itself.
var reaches = []rule{
	{"the domains do not reach the web or SQL through others", is("photos/gallery", "printer/orders"),
		not(is("net/http", "database/sql"))},
	{"no program is built from its tests", in("cmd/"), not(either(under("e2e"), under("internal/engines"), is("testing"), starts("github.com/chromedp/")))},
	{"neither program is built from the other: photos", is("cmd/photos"), not(under("printer"))},
	{"neither program is built from the other: printer", is("cmd/printer"), not(under("photos"))},
}

func TestImports(t *testing.T) {
	rooms := list(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			for _, wrong := range rule.broken(rooms, func(r room) []string { return r.imports }) {
				t.Error(wrong)
			}
		})
	}
	for _, rule := range reaches {
		t.Run(rule.name, func(t *testing.T) {
			for _, wrong := range rule.broken(rooms, func(r room) []string { return r.reaches }) {
				t.Error(wrong)
			}
		})
	}
}

// TestImportRulesBreak makes sure that every rule can be broken, so that none is true of anything.
func TestImportRulesBreak(t *testing.T) {
	everything := slices.Concat(everyRoom, foreign)
	for _, rule := range slices.Concat(rules, reaches) {
		t.Run(rule.name, func(t *testing.T) {
			var rooms []room
			for _, name := range everyRoom {
				rooms = append(rooms, room{name: name, imports: everything})
			}
			if len(rule.broken(rooms, func(r room) []string { return r.imports })) == 0 {
				t.Error("no import of any room breaks this rule")
			}
		})
	}
}

var (
	everyRoom = []string{"oauthcore", "oauthcore/oauthtest", "lab", "probe", "photos", "photos/classroom", "photos/lessons", "photos/gallery", "photos/registry", "photos/store", "photos/blobs", "photos/moving",
		"photos/renditions", "photos/metadata", "photos/passkeys", "photos/web", "printer", "printer/orders", "printer/store", "printer/provider", "printer/terminal", "printer/photosapi", "printer/sheet", "printer/shelf", "printer/moving",
		"printer/web", "cmd/photos", "cmd/printer", "templates", "static", "seed", "internal/inspector", "internal/guide", "internal/health", "internal/metrics", "internal/requestid", "internal/workbench", "internal/webapp", "internal/words", "internal/sqldb", "internal/archive", "internal/engines", "internal/objects", "e2e"}
	foreign = []string{"net/http", "database/sql", "github.com/labstack/echo/v4", "modernc.org/sqlite",
		"github.com/disintegration/imaging", "github.com/go-webauthn/webauthn/webauthn", "github.com/OpenPrinting/goipp", "github.com/tus/tusd/v2/pkg/handler", "github.com/prometheus/client_golang/prometheus", "github.com/chromedp/chromedp", "golang.org/x/text/language", "github.com/aws/aws-sdk-go-v2/service/s3", "testing"}
)

// broken lists what in these rooms is against the rule.
func (r rule) broken(rooms []room, of func(room) []string) (wrong []string) {
	for _, room := range rooms {
		if !r.rooms(room.name) {
			continue
		}
		for _, imported := range of(room) {
			if !r.allowed(imported) {
				wrong = append(wrong, room.name+" → "+imported)
			}
		}
	}
	return wrong
}

// list asks the go command for every room. A room that does not compile is listed all the same.
func list(t *testing.T) (rooms []room) {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = ".."
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(out); ; {
		var p struct {
			ImportPath    string
			Imports, Deps []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		rooms = append(rooms, room{own(p.ImportPath), each(p.Imports, own), each(p.Deps, own)})
	}
	if err := cmd.Wait(); err != nil || len(rooms) == 0 {
		t.Fatalf("go list found %d rooms: %v", len(rooms), err)
	}
	return rooms
}

func own(path string) string { return strings.TrimPrefix(path, module) }

func each(list []string, f func(string) string) (out []string) {
	for _, s := range list {
		out = append(out, f(s))
	}
	return out
}
