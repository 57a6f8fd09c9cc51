// Package arch holds the test that keeps the house as it is drawn: which room may import which.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"auralis/config"
	"auralis/hw"
)

// level orders the rooms; an import may only go down, or stay within a room.
func level(pkg string) (room string, level int) {
	for _, r := range []struct {
		prefix string
		level  int
	}{
		{"cmd", 6}, {"internal/model", 6}, {"deploy/demo", 5}, {"deploy", 6}, {"net", 5}, {"hw", 5}, {"store", 5}, {"audio/player", 4}, {"audio/engine", 3},
		{"audio/output", 2}, {"audio/codec", 1}, {"audio/source", 2}, {"audio/ring", 1}, {"dsp", 1}, {"config", 1}, {"internal", 0}, {"audio", 0},
	} {
		if pkg == r.prefix || strings.HasPrefix(pkg, r.prefix+"/") {
			return r.prefix, r.level
		}
	}
	return pkg, -1
}

// source is one Go file.
type source struct {
	path, pkg string
	test      bool
	file      *ast.File
	imports   []string
}

func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		s := source{path: rel, pkg: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(path, "_test.go"), file: f}
		for _, i := range f.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			s.imports = append(s.imports, p)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d files found", len(all))
	}
	return all
}

func TestNoArrowPointsBack(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		room, own := level(s.pkg)
		for _, p := range s.imports {
			rel, ours := strings.CutPrefix(p, "auralis/")
			if !ours {
				continue
			}
			other, l := level(rel)
			switch {
			case other == room:
			case l >= own:
				t.Errorf("%s imports %s: %s may not know %s", s.path, p, room, other)
			case room == "dsp" || room == "config" || room == "audio":
				t.Errorf("%s imports %s: %s imports nothing of ours", s.path, p, room)
			}
		}
	}
}

func TestOneRoomAThing(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, p := range s.imports {
			switch {
			case p == "go.etcd.io/bbolt" && s.pkg != "store" && !strings.HasPrefix(s.pkg, "store/"):
				t.Errorf("%s imports bbolt: only store may", s.path)
			case p == "unsafe" && s.pkg != "audio/ring" && s.pkg != "audio/output/alsa":
				t.Errorf("%s imports unsafe: only the ring and the ALSA ioctls may", s.path)
			case p == "auralis/config" && !strings.HasPrefix(s.pkg, "cmd/"):
				t.Errorf("%s imports config: only the wiring reads it", s.path)
			case p == "log":
				t.Errorf("%s imports log: use log/slog", s.path)
			}
		}
	}
}

// Nothing is made lazily and nothing in a package changes: no init functions, no variables but errors, tables that are
// never assigned and embedded files.
func TestNoPackageState(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s has an init function", s.path)
			}
		}
		vars := map[string]bool{}
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				for _, n := range spec.(*ast.ValueSpec).Names {
					vars[n.Name] = true
				}
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok || a.Tok == token.DEFINE {
				return true
			}
			for _, l := range a.Lhs {
				if id, ok := l.(*ast.Ident); ok && vars[id.Name] && id.Obj != nil && id.Obj.Kind == ast.Var {
					if _, isSpec := id.Obj.Decl.(*ast.ValueSpec); isSpec && s.file.Scope.Lookup(id.Name) == id.Obj {
						t.Errorf("%s assigns to the package variable %s", s.path, id.Name)
					}
				}
			}
			return true
		})
		for _, name := range []string{"util", "utils", "common", "helpers", "misc"} {
			if s.file.Name.Name == name {
				t.Errorf("%s: a package called %s", s.path, name)
			}
		}
	}
}

func TestFilesStaySmall(t *testing.T) {
	for _, s := range sources(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", s.path))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > 500 && !s.test {
			t.Errorf("%s has %d lines: is it one thing?", s.path, n)
		}
	}
}

// What the configuration allows for a button is what hw can do: config imports nothing of ours, so a test holds them
// together.
func TestConfiguredActionsAreThoseOfTheHardware(t *testing.T) {
	want := []string{""}
	for _, a := range hw.Actions() {
		want = append(want, string(a))
	}
	got := config.Actions()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("config allows %v, hw knows %v", got, want)
	}
}
