package web

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
)

func describing() *Server {
	public := &url.URL{Scheme: "http", Host: "localhost"}
	return &Server{URL: public, Provider: &oauthcore.ServiceProvider{Origin: "http://localhost"}, Sessions: webapp.NewSessions("photos", public, [32]byte{}, nil)}
}

// Whatever a program can call is described, and nothing is described that cannot be called.
func TestOpenAPIIsTheRoutes(t *testing.T) {
	s, called := describing(), map[string]bool{}
	for _, routes := range [][]route{s.tokenRoutes(), s.consumerRoutes(), s.signedRoutes(), s.openRoutes()} {
		for _, r := range routes {
			refuses := isEndpoint[r.path] && r.method != post
			if !refuses && r.path != "/static/*" && r.path != "/favicon.ico" {
				called[r.method+" "+braces(r.path)] = true
			}
		}
	}
	called["GET /oauth/authorize"], called["GET /authorize"] = true, true
	described := map[string]bool{}
	for path, item := range s.openAPIDocument()["paths"].(object) {
		for method := range item.(object) {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	for name := range called {
		if !described[name] {
			t.Errorf("%s is not described", name)
		}
	}
	for name := range described {
		if !called[name] {
			t.Errorf("%s is described and not there", name)
		}
	}
}

func braces(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, is := strings.CutPrefix(part, ":"); is {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// Every reference leads somewhere, every id in a path is a parameter, and no operation is named twice.
func TestOpenAPIIsSound(t *testing.T) {
	document := describing().openAPIDocument()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	components, names := document["components"].(object), map[string]bool{}
	for _, part := range strings.Split(string(text), `"$ref":"#/components/`)[1:] {
		kind, name, _ := strings.Cut(part[:strings.Index(part, `"`)], "/")
		if components[kind].(object)[name] == nil {
			t.Errorf("%s %s is not there", kind, name)
		}
	}
	for path, item := range document["paths"].(object) {
		for method, operation := range item.(object) {
			o := operation.(object)
			if id := o["operationId"].(string); names[id] {
				t.Errorf("%s is named twice", id)
			} else {
				names[id] = true
			}
			params, _ := o["parameters"].([]object)
			count := 0
			for _, p := range params {
				if p["in"] == "path" && strings.Contains(path, "{"+p["name"].(string)+"}") {
					count++
				}
			}
			if count != strings.Count(path, "{") {
				t.Errorf("%s %s has other parameters than its path", method, path)
			}
		}
	}
}
