package web

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/templates"
)

// object is a JSON object.
type object = map[string]any

// openAPI describes the API in the form that tools read (OpenAPI 3.1). The paths come from operations, the shapes from
// the very types that are answered, the refusals from oauthcore.
func (s *Server) openAPI(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=300")
	return c.JSON(http.StatusOK, s.openAPIDocument())
}

func (s *Server) openAPIDocument() object {
	paths := object{}
	for _, op := range operations() {
		for _, path := range append([]string{op.Path}, op.Also...) {
			item, _ := paths[path].(object)
			if item == nil {
				item = object{}
				paths[path] = item
			}
			item[strings.ToLower(op.Method)] = op.object(path)
		}
	}
	return object{
		"openapi": "3.1.0",
		"info": object{"title": "photos", "version": "1.0",
			"description": "Photos of Users, with their permission: OAuth Core 1.0 Revision A (RFC 5849). See " + s.link("/developers")},
		"servers": []object{{"url": s.link("")}},
		"paths":   paths,
		"components": object{
			"schemas":   schemas(),
			"responses": object{"Refused": refused()},
			"securitySchemes": object{"oauth1": object{"type": "http", "scheme": "OAuth",
				"description": "OAuth 1.0a signatures: " + strings.Join(s.methodNames(), ", ")}},
		},
	}
}

func (op operation) object(path string) object {
	answers := object{}
	for _, a := range op.Answers {
		answers[strconv.Itoa(a.Status)] = a.object()
	}
	o := object{"summary": op.Summary, "description": "The request is " + string(op.Signed) + ".", "responses": answers,
		"operationId": strings.ToLower(op.Method) + strings.NewReplacer("/", "_", "{", "", "}", "", ".", "", "-", "_").Replace(path)}
	if op.Signed != byNobody && op.Signed != byBrowser {
		o["security"] = []object{{"oauth1": []string{}}}
		for _, status := range []string{"401", "503"} {
			answers[status] = object{"$ref": "#/components/responses/Refused"}
		}
	}
	var params []object
	for _, p := range op.Params {
		params = append(params, p.object())
	}
	if params != nil {
		o["parameters"] = params
	}
	return o
}

func (a answerInfo) object() object {
	content := object{}
	if a.Schema != "" {
		content["schema"] = object{"$ref": "#/components/schemas/" + a.Schema}
	}
	return object{"description": a.Text, "content": object{a.Type: content}}
}

func (p parameter) object() object {
	schema := object{"type": "string"}
	if p.Number {
		schema["type"] = "integer"
	}
	if p.Enum != nil {
		schema["enum"] = p.Enum
	}
	return object{"name": p.Name, "in": p.In, "description": p.Text, "required": p.Required, "schema": schema}
}

// refused describes a refusal with all its words.
func refused() object {
	var codes []string
	for _, info := range oauthcore.Codes() {
		codes = append(codes, string(info.Code))
	}
	problem := object{"schema": object{"type": "object", "required": []string{"oauth_problem"}, "properties": object{
		"oauth_problem": object{"type": "string", "enum": codes}, "oauth_problem_advice": object{"type": "string"},
	}}}
	return object{
		"description": "Refused. The same stands in the WWW-Authenticate header.",
		"headers":     object{"WWW-Authenticate": object{"schema": object{"type": "string"}}, "Retry-After": object{"schema": object{"type": "integer"}}},
		"content":     object{formType: problem, jsonType: problem},
	}
}

// schemas are the shapes of the answers.
func schemas() object {
	all := object{"Tokens": object{"type": "object", "properties": object{
		"oauth_token": object{"type": "string"}, "oauth_token_secret": object{"type": "string"},
		"oauth_callback_confirmed": object{"type": "string"}, "user_id": object{"type": "string"}, "screen_name": object{"type": "string"},
	}}}
	for name, value := range map[string]any{
		"Consumer": consumerJSON{}, "Requests": requestsJSON{}, "Echo": echoJSON{}, "Profile": profileJSON{}, "Token": tokenJSON{},
		"Albums": albumsJSON{}, "AlbumPhotos": albumPhotosJSON{}, "Photo": photoJSON{}, "Error": errorJSON{},
	} {
		all[name] = schemaOf(reflect.TypeOf(value))
	}
	return all
}

// schemaOf reads a shape from the type that is answered.
func schemaOf(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		o := schemaOf(t.Elem())
		o["type"] = []any{o["type"], "null"}
		return o
	case t.Kind() == reflect.Struct:
		properties := object{}
		fields(t, properties)
		return object{"type": "object", "properties": properties}
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": schemaOf(t.Elem())}
	case t.Kind() == reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case t.Kind() == reflect.Bool:
		return object{"type": "boolean"}
	case t.Kind() == reflect.Float64:
		return object{"type": "number"}
	case t.Kind() == reflect.String:
		return object{"type": "string"}
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return object{"type": "integer"}
	}
	panic(fmt.Sprintf("web: no schema for %s", t))
}

func fields(t reflect.Type, properties object) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			fields(f.Type, properties)
		case name != "" && name != "-":
			properties[name] = schemaOf(f.Type)
		}
	}
}

// apiPage shows the same to people.
type apiPage struct {
	templates.Page
	URL        string // of photos
	Operations []operation
	Shapes     []shape
	Codes      []oauthcore.CodeInfo
}

// shape is one schema, with its fields.
type shape struct {
	Name   string
	Fields []shapeField
}

type shapeField struct{ Name, Type string }

func (s *Server) apiDocs(c echo.Context) error {
	return s.show(c, "api", &apiPage{s.page(c, "developers"), s.link(""), operations(), shapes(), oauthcore.Codes()})
}
