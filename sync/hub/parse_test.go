package hub

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// FuzzRead: whatever a terminal sends as a command, it is either turned away
// as a whole or has a place in the terminal's row and an id that can be kept.
func FuzzRead(f *testing.F) {
	f.Add(`{"id":"0198c000-0000-7000-8000-000000000000","dseq":1,"v":1,"kind":"claim","at":"2026-11-21T10:00:00Z","store":"S","body":{"order":"o"}}`)
	f.Add(`{"id":"x","dseq":2,"kind":"teleport","body":null}`)
	f.Add(`{"id":"\u0000","dseq":3,"auth":"iris"}`)
	f.Add(`{"dseq":"four"}`)
	f.Add("{\"id\":\"\xff\",\"dseq\":5}")
	f.Add(`{"id":"d","dseq":6,"kind":"claim","v":1,"body":` + strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 61))
	f.Add(`{"id":"n","dseq":7,"mono_ms":1e400,"off_ms":-9223372036854775808}`)
	f.Add(`{"id":"n","dseq":9223372036854775808}`)
	f.Add(`{"id":"n","dseq":8,"v":-2147483649,"kind":"pick","at":"9999-12-31T23:59:59Z","base":{"seq":-1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		in, err := read([]byte(text))
		if err != nil {
			if retail.CodeOf(err) != retail.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		id, kind := cleanID(in.cmd.ID), kindWord(in.cmd)
		if id == "" || len(id) > 64 || strings.ContainsRune(string(id)+kind, 0) || cleanID(id) != id {
			t.Fatalf("id %q, kind %q", id, kind)
		}
		if in.cmd.Body == nil {
			t.Fatal("no body")
		}
		d := setAside(in.cmd, retail.UnknownCommand)
		if d.Verdict != retail.Quarantined || len(d.Raise) != 1 {
			t.Fatalf("set aside: %+v", d)
		}
		if _, err := json.Marshal(d.Raise[0].Order); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzReadPull: a query gives bounded numbers or is turned away.
func FuzzReadPull(f *testing.F) {
	f.Add("scope=org&after=3&epoch=e&h=00&limit=10&wait=25")
	f.Add("after=-1")
	f.Add("limit=99999999999999999999")
	f.Fuzz(func(t *testing.T, query string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		p, err := readPull(q)
		if err == nil && (p.limit < 1 || p.limit > wire.MaxPage || p.after.Seq < 0 || p.wait < 0 || p.wait.Seconds() > maxWait) {
			t.Fatalf("%q: %+v", query, p)
		}
	})
}

func TestHasNUL(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a":"\u0000"}`: true, `{"a":"\\u0000"}`: false, `{"a":"\\\u0000"}`: true, `{"a":"u0000"}`: false, `\u000`: false,
	} {
		if got := hasNUL([]byte(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestAccepts(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": false, "gzip, zstd": true, "ZSTD;q=0.5": true, "zstd;q=0": false, "zstd; q=0, gzip": false,
	} {
		if got := accepts(header, "zstd"); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}
