package hub

import (
	"encoding"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// object is a JSON object of the document.
type object = map[string]any

// openAPI is the protocol as an OpenAPI 3.1 document
// (https://spec.openapis.org/oas/v3.1.0), made from the table of routes and the
// types of the wire.
func (h *Hub) openAPI() object {
	s := schemas{}
	paths := object{}
	for _, r := range h.routes() {
		item, ok := paths[r.path].(object)
		if !ok {
			item = object{}
			paths[r.path] = item
		}
		item[strings.ToLower(r.method)] = s.operation(r)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "miseban hub", "version": wire.Proto,
			"description": "What a terminal and its hub say to each other. Unknown fields are passed over; fields are added, never renamed.",
		},
		"paths": paths,
		"components": object{
			"schemas":         s,
			"securitySchemes": object{"access": object{"type": "http", "scheme": "bearer", "description": "from " + wire.PathToken}},
		},
	}
}

// operation describes a route.
func (s schemas) operation(r route) object {
	op := object{"summary": r.about, "parameters": s.parameters(r), "responses": s.responses(r)}
	if r.who != anyone {
		op["security"] = []object{{"access": []string{}}}
	}
	if r.in != nil {
		op["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": s.of(reflect.TypeOf(r.in))}}}
	}
	return op
}

func (s schemas) parameters(r route) []object {
	var out []object
	add := func(in string, fields ...field) {
		for _, f := range fields {
			out = append(out, object{"name": f.name, "in": in, "description": f.about, "required": f.must, "schema": object{"type": "string"}})
		}
	}
	for part := range strings.SplitSeq(r.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			add("path", field{strings.TrimSuffix(name, "}"), "", true})
		}
	}
	add("query", r.query...)
	add("header", field{wire.HeaderProto, "protocol version of the program", false})
	add("header", r.headers...)
	if r.who != anyone {
		add("header", field{wire.HeaderUnsent, "commands that are not judged yet", false}, field{wire.HeaderApp, "version of the program", false})
	}
	return out
}

// responses are the answers of a route by status.
func (s schemas) responses(r route) object {
	var bodies []object
	for _, b := range r.out {
		bodies = append(bodies, s.of(reflect.TypeOf(b)))
	}
	schema := bodies[0]
	if len(bodies) > 1 {
		schema = object{"anyOf": bodies, "description": "one of these on each line"}
	}
	media := r.media
	if media == "" {
		media = "application/json"
	}
	headers := object{
		wire.HeaderProto: object{"schema": object{"type": "string"}}, wire.HeaderProtoMin: object{"schema": object{"type": "string"}},
		wire.HeaderUpstream: object{"description": "of a relay: since when it lost the chain's hub", "schema": object{"type": "string", "format": "date-time"}},
		wire.HeaderNow:      object{"description": "the hub's clock", "schema": object{"type": "string", "format": "date-time"}},
	}
	out := object{"200": object{"description": "done", "headers": headers, "content": object{media: object{"schema": schema}}}}
	codes := map[int][]string{}
	for _, code := range r.problems() {
		for _, status := range statusOf[code] {
			if !slices.Contains(codes[status], code) {
				codes[status] = append(codes[status], code)
			}
		}
	}
	for status, words := range codes {
		slices.Sort(words)
		answer := object{
			"description": http.StatusText(status), "headers": headers,
			"content": object{"application/json": object{"schema": object{
				"allOf": []object{s.of(reflect.TypeFor[wire.Problem]()), {"properties": object{"code": object{"enum": words}}}},
			}}},
		}
		if slices.Contains(words, wire.ProblemBusy) {
			answer["headers"] = object{"Retry-After": object{"description": "seconds", "schema": object{"type": "integer"}}}
		}
		out[fmt.Sprint(status)] = answer
	}
	return out
}

// schemas are the types met so far, by name.
type schemas object

// of returns the schema of a type, a reference for a struct.
func (s schemas) of(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[json.RawMessage]():
		return object{}
	case t == reflect.TypeFor[retail.Command]():
		return s.named(t, reflect.TypeFor[command]())
	case t.Kind() == reflect.Pointer:
		return s.of(t.Elem())
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return object{"type": "string"}
	}
	switch t.Kind() { //nolint:exhaustive // no others are on the wire
	case reflect.Struct:
		return s.named(t, t)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return object{"type": "string", "contentEncoding": "base64"}
		}
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Interface:
		return object{}
	}
	return object{"type": "integer"}
}

// command is a retail.Command as it stands in JSON.
type command struct {
	ID     string          `json:"id"`
	Dseq   int64           `json:"dseq"`
	V      int             `json:"v"`
	Kind   string          `json:"kind"`
	At     time.Time       `json:"at"`
	MonoMS int64           `json:"mono_ms,omitempty"`
	Boot   string          `json:"boot,omitempty"`
	OffMS  int64           `json:"off_ms,omitempty"`
	Base   retail.Base     `json:"base,omitzero"`
	Store  string          `json:"store"`
	Device string          `json:"device,omitempty"`
	Staff  string          `json:"staff,omitempty"`
	Auth   retail.Auth     `json:"auth,omitempty"`
	Body   json.RawMessage `json:"body"`
}

// named describes a struct once and returns the reference. Another struct may
// stand for one that writes itself.
func (s schemas) named(t, as reflect.Type) object {
	name := t.Name()
	ref := object{"$ref": "#/components/schemas/" + name}
	if _, ok := s[name]; ok {
		return ref
	}
	props, required := object{}, []string{}
	s[name] = object{} // met: it may hold itself
	s.fields(as, props, &required)
	s[name] = object{"type": "object", "properties": props, "required": required}
	return ref
}

func (s schemas) fields(t reflect.Type, props object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case !f.IsExported() && !f.Anonymous, tag == "-":
		case f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct:
			s.fields(f.Type, props, required)
		default:
			if tag == "" {
				tag = f.Name
			}
			props[tag] = s.of(f.Type)
			if !strings.Contains(rest, "omit") {
				*required = append(*required, tag)
			}
		}
	}
}

// document is the text of the document; it is the same in every hub.
type document struct {
	once sync.Once
	text []byte
	err  error
}

func (h *Hub) serveOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	d := &h.openapi
	d.once.Do(func() { d.text, d.err = json.MarshalIndent(h.openAPI(), "", "  ") })
	if d.err != nil {
		return d.err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(d.text) // whoever asked has gone
	return nil
}
