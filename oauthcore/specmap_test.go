package oauthcore_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// clauses are the numbers that docs/spec-map.md must have a row for.
func clauses() (numbers []string) {
	for _, span := range []struct {
		letter   string
		from, to int
	}{{"C", 1, 93}, {"C", 110, 125}, {"R", 1, 36}, {"X", 1, 6}} {
		for i := span.from; i <= span.to; i++ {
			numbers = append(numbers, fmt.Sprint(span.letter, i))
		}
	}
	return numbers
}

var (
	rowOfMap = regexp.MustCompile(`(?m)^\| ([CRX]\d+) \|[^|]*\|[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$`)
	quoted   = regexp.MustCompile("`([^`]+)`")
)

// TestSpecMapIsTrue: every clause is in docs/spec-map.md once, and what the map
// names exists: declarations of the library, examples, tests, and the files of
// the two programs.
func TestSpecMapIsTrue(t *testing.T) {
	text, err := os.ReadFile("../docs/spec-map.md")
	if err != nil {
		t.Fatal(err)
	}
	declared, tests := declarations(t, ".", false), testNames(t)
	rows := map[string]int{}
	for _, row := range rowOfMap.FindAllStringSubmatch(string(text), -1) {
		number, code, example, test := row[1], row[2], row[3], row[4]
		rows[number]++
		for _, name := range names(code) {
			if !declared[name] && !fileExists(name) {
				t.Errorf("%s names the code %s, which does not exist", number, name)
			}
		}
		for _, name := range append(names(example), names(test)...) {
			file, inFile, elsewhere := strings.Cut(name, ":")
			if !elsewhere && !tests[name] || elsewhere && !strings.Contains(read(file), "\nfunc "+inFile+"(") {
				t.Errorf("%s names the test or example %s, which does not exist", number, name)
			}
		}
		if library := strings.Contains(code, "`") && !strings.Contains(code, "/"); library && len(names(test)) == 0 && number != "C113" {
			t.Errorf("%s names no test", number)
		}
	}
	for _, number := range clauses() {
		if rows[number] != 1 {
			t.Errorf("%s has %d rows, want 1", number, rows[number])
		}
		delete(rows, number)
	}
	for number := range rows {
		t.Errorf("%s is no clause", number)
	}
}

// names are the quoted names of a cell.
func names(cell string) (list []string) {
	for _, match := range quoted.FindAllStringSubmatch(cell, -1) {
		list = append(list, match[1])
	}
	return list
}

func fileExists(name string) bool {
	info, err := os.Stat(filepath.Join("..", name))
	return err == nil && strings.Contains(name, "/") && info.Mode().IsRegular()
}

func read(name string) string {
	text, _ := os.ReadFile(filepath.Join("..", name))
	return string(text)
}

// testNames are the tests, examples and fuzz targets of the library.
func testNames(t *testing.T) map[string]bool {
	all := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && !strings.Contains(path, "testdata") {
			for name := range declarations(t, path, true) {
				all[name] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// declarations are the names that a folder's files declare: functions, methods
// and fields with their type before a dot.
func declarations(t *testing.T, folder string, tests bool) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			declare(all, d)
		}
	}
	return all
}

func declare(all map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		all[receiver(d)+d.Name.Name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				all[spec.Name.Name] = true
				declareMembers(all, spec)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					all[name.Name] = true
				}
			}
		}
	}
}

// declareMembers adds the fields of a struct and the methods of an interface.
func declareMembers(all map[string]bool, spec *ast.TypeSpec) {
	var members *ast.FieldList
	switch kind := spec.Type.(type) {
	case *ast.StructType:
		members = kind.Fields
	case *ast.InterfaceType:
		members = kind.Methods
	default:
		return
	}
	for _, member := range members.List {
		for _, name := range member.Names {
			all[spec.Name.Name+"."+name.Name] = true
		}
	}
}

// receiver is the type of a method and a dot, or nothing.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	kind := d.Recv.List[0].Type
	if pointer, is := kind.(*ast.StarExpr); is {
		kind = pointer.X
	}
	if name, is := kind.(*ast.Ident); is {
		return name.Name + "."
	}
	return ""
}
