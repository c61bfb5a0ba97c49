package hub_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// openAPI is the document as a hub serves it.
type openAPI struct {
	OpenAPI    string                          `json:"openapi"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			Properties map[string]json.RawMessage `json:"properties"`
			Required   []string                   `json:"required"`
		} `json:"schemas"`
	} `json:"components"`
}

// operation is one method of a path.
type operation struct {
	Summary    string           `json:"summary"`
	Security   []map[string]any `json:"security"`
	Parameters []struct {
		Name, In string
	} `json:"parameters"`
	Responses map[string]struct {
		Content map[string]struct {
			Schema struct {
				AllOf []struct {
					Properties struct {
						Code struct {
							Enum []string `json:"enum"`
						} `json:"code"`
					} `json:"properties"`
				} `json:"allOf"`
			} `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

func served(t testing.TB, h http.Handler) (openAPI, string) {
	t.Helper()
	c := &caller{world: &world{t: t}, handler: h, from: "192.0.2.9:1"}
	rec := c.do(http.MethodGet, wire.PathOpenAPI, nil)
	var doc openAPI
	if err := json.Unmarshal(rec.Body.Bytes(), &doc); err != nil || rec.Code != http.StatusOK {
		t.Fatalf("%d, %v", rec.Code, err)
	}
	return doc, rec.Body.String()
}

// answers tells whether an answer of a route is in the document.
func (d openAPI) answers(method, path string, status int, code string) bool {
	for pattern, ops := range d.Paths {
		op, ok := ops[strings.ToLower(method)]
		if before, _, param := strings.Cut(pattern, "{"); !ok || pattern != path && !(param && strings.HasPrefix(path, before)) {
			continue
		}
		_, ok = op.Responses[strconv.Itoa(status)]
		return ok && (code == "" || slices.Contains(op.codes(status), code))
	}
	return false
}

// codes are the problem codes of an operation under a status.
func (op operation) codes(status int) []string {
	all := op.Responses[strconv.Itoa(status)].Content["application/json"].Schema.AllOf
	if len(all) < 2 {
		return nil
	}
	return all[1].Properties.Code.Enum
}

// unsaid are types of the wire package that are no message of their own: what
// stands in it, or how it is kept.
var unsaid = []string{"EnrolCode", "Page", "Cursor", "Digester", "StockWriter", "StockPack", "PackedPhoto"}

// nested are messages that travel as raw JSON within another one.
var nested = []string{
	"Entry", "EntryRow", "EntryOrder", "EntryCommand", "EntryMove", "EntryAlias", "EntryWait", "EntryDevice",
	"ReceiveErrand", "CommandErrand", "AgainErrand", "StockCut", "StockRow", "StockFigure",
}

// TestOpenAPI holds the document against the source of the wire package: every
// path, every header, every problem code under the statuses that its comment
// names, every message with every field, and nothing else.
func TestOpenAPI(t *testing.T) {
	w, _ := small(t)
	doc, text := served(t, w.h.Handler())
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("a document of OpenAPI %q", doc.OpenAPI)
	}
	pkgs, err := parser.ParseDir(token.NewFileSet(), "../wire", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.ParseComments) //nolint:staticcheck // one package, no build tags
	if err != nil {
		t.Fatal(err)
	}
	paths, codes, types := 0, 0, map[string]*ast.StructType{}
	ast.Inspect(pkgs["wire"], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok && n.Name.IsExported() {
				types[n.Name.Name] = s
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				value := ""
				if i < len(n.Values) {
					if lit, ok := n.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						value, _ = strconv.Unquote(lit.Value)
					}
				}
				switch {
				case strings.HasPrefix(name.Name, "Path"):
					paths++
					if !slices.ContainsFunc(keys(doc.Paths), func(p string) bool { b, _, _ := strings.Cut(p, "{"); return b == value }) {
						t.Errorf("%s %q is not in the document", name.Name, value)
					}
				case strings.HasPrefix(name.Name, "Header") && name.Name != "HeaderAccess":
					if !strings.Contains(text, strconv.Quote(value)) {
						t.Errorf("%s %q is not in the document", name.Name, value)
					}
				case strings.HasPrefix(name.Name, "Problem"):
					codes++
					said := statuses(n.Comment.Text())
					if got := doc.statuses(value); !slices.Equal(got, said) {
						t.Errorf("%s: the document has it under %v, its comment says %v", name.Name, got, said)
					}
				}
			}
		}
		return true
	})
	n := 0
	for _, ops := range doc.Paths {
		for method, op := range ops {
			if n++; op.Summary == "" || len(op.Responses) < 3 {
				t.Errorf("%s: %+v", method, op)
			}
		}
	}
	if paths < 15 || codes < 15 || n != paths || len(types) < 20 {
		t.Errorf("%d paths, %d codes, %d types in the source; %d operations", paths, codes, len(types), n)
	}
	for name, s := range types {
		schema, ok := doc.Components.Schemas[name]
		if slices.Contains(unsaid, name) || slices.Contains(nested, name) && !ok {
			continue
		}
		var tags []string
		embeds := false // another struct, whose fields stand in the document too
		for _, f := range s.Fields.List {
			if embeds = embeds || len(f.Names) == 0; f.Tag == nil {
				if len(f.Names) > 0 {
					t.Errorf("%s has a field without a name on the wire", name)
				}
				continue
			}
			tag, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
			tags = append(tags, tag)
		}
		slices.Sort(tags)
		known := keys(schema.Properties)
		if embeds {
			known = slices.DeleteFunc(known, func(p string) bool { return !slices.Contains(tags, p) })
		}
		if !ok || !slices.Equal(known, tags) {
			t.Errorf("%s has the fields %v, in the document %v", name, tags, keys(schema.Properties))
		}
	}
}

// TestOpenAPICommand: a command writes itself, so its fields are told apart here.
func TestOpenAPICommand(t *testing.T) {
	w, _ := small(t)
	doc, _ := served(t, w.h.Handler())
	c := w.command(1, retail.KindSignIn, retail.SignIn{})
	c.Device = "d"
	c.Stamp, c.Base = retail.Stamp{Boot: "b", MonoMS: 1, OffMS: 1}, retail.Base{Epoch: "e", Seq: 1}
	whole, bare := map[string]any{}, map[string]any{}
	for v, m := range map[*retail.Command]map[string]any{&c: whole, {Kind: retail.KindSignIn, At: time.Now(), Body: retail.SignIn{}}: bare} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
	}
	s := doc.Components.Schemas["Command"]
	slices.Sort(s.Required)
	if !slices.Equal(keys(s.Properties), keys(whole)) || !slices.Equal(s.Required, keys(bare)) {
		t.Errorf("a command has %v, at least %v; the document says %v and %v", keys(whole), keys(bare), keys(s.Properties), s.Required)
	}
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// statuses reads the numbers in front of a comment: "429, 503, with …".
func statuses(comment string) (out []int) {
	for part := range strings.FieldsFuncSeq(comment, func(r rune) bool { return r == ',' || r == ':' || r == ' ' || r == '\n' }) {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		out = append(out, n)
	}
	return out
}

// statuses are those under which the document has a code.
func (d openAPI) statuses(code string) (out []int) {
	for _, ops := range d.Paths {
		for _, op := range ops {
			for status := range op.Responses {
				n, err := strconv.Atoi(status)
				if err == nil && slices.Contains(op.codes(n), code) && !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
