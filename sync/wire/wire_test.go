package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/wire"
)

func TestEnrolCodeSurvivesTypingAndScanning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := wire.EnrolCode{
			Host: rapid.SampledFrom([]string{"192.168.1.20", "127.0.0.1", "hub.example.jp", "shop", "a"}).Draw(t, "host"),
			Port: rapid.Uint16().Draw(t, "port"),
		}
		copy(c.Once[:], rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "once"))
		copy(c.Pin[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "pin"))
		for _, text := range []string{c.String(), c.Grouped(), strings.ToLower(c.Grouped())} {
			got, err := wire.ParseEnrolCode(text)
			if err != nil || got != c {
				t.Fatalf("%q read as %+v, %v; want %+v", text, got, err, c)
			}
		}
		s := []byte(c.String())
		i := rapid.IntRange(0, len(s)-1).Draw(t, "i")
		was := s[i]
		if s[i] = rapid.SampledFrom([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")).Draw(t, "wrong"); s[i] == was {
			return
		}
		if _, err := wire.ParseEnrolCode(string(s)); err == nil {
			t.Fatalf("one wrong character was accepted: %s", s)
		}
	})
}

func TestEnrolCodeIsKnownByTheScanner(t *testing.T) {
	c := wire.EnrolCode{Host: "127.0.0.1", Port: 8443}
	if got := scanner.Classify(c.String(), scanner.Options{}).Kind; got != scanner.KindEnrolment {
		t.Errorf("the scanner takes the code for %v", got)
	}
}

func TestPageRoundTripAndCut(t *testing.T) {
	p := wire.Page{
		Head:    wire.PageHead{Scope: "store:S", Epoch: "e1", From: 3, H: "aa"},
		Changes: []wire.Change{{Seq: 4, Entity: retail.EntityOrder, Key: "o", Op: wire.OpPut, Ver: 1, Data: json.RawMessage(`{"id":"o"}`)}, {Seq: 5, Entity: retail.EntityStock, Key: "s", Op: wire.OpDel, Ver: 2}},
		End:     wire.PageEnd{End: 5, H: "bb", More: true, DeviceLast: 9},
	}
	var b bytes.Buffer
	if n, err := p.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatal(n, err)
	}
	got, err := wire.ReadPage(bytes.NewReader(b.Bytes()))
	if err != nil || len(got.Changes) != 2 || got.End.DeviceLast != 9 || !got.End.More || got.Head != p.Head {
		t.Fatalf("%+v, %v", got, err)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	for i := range len(lines) - 1 {
		if _, err := wire.ReadPage(strings.NewReader(strings.Join(lines[:i], ""))); !errors.Is(err, wire.ErrCut) {
			t.Errorf("cut after %d lines: %v", i, err)
		}
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add([]byte("{\"scope\":\"org\",\"epoch\":\"e\",\"from\":0,\"h\":\"\"}\n{\"end\":0,\"h\":\"\"}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := wire.ReadPage(bytes.NewReader(data))
		if err == nil {
			var b bytes.Buffer
			if _, err := p.WriteTo(&b); err != nil {
				return // raw data that is not JSON
			}
		}
	})
}

func FuzzParseEnrolCode(f *testing.F) {
	f.Add(wire.EnrolCode{Host: "127.0.0.1", Port: 1}.String())
	f.Fuzz(func(t *testing.T, s string) {
		c, err := wire.ParseEnrolCode(s)
		if err != nil {
			return
		}
		if again, err := wire.ParseEnrolCode(c.String()); err != nil || again != c {
			t.Errorf("%+v became %+v, %v", c, again, err)
		}
	})
}
