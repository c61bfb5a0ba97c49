package agent

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

func (m *memory) Bundle(_ context.Context, s wire.Scope) (*wire.Manifest, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.begun[s], len(m.parts[s]), nil
}

func (m *memory) BeginBundle(_ context.Context, b wire.Manifest) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.begun == nil {
		m.begun, m.parts = map[wire.Scope]*wire.Manifest{}, map[wire.Scope][]string{}
	}
	m.begun[b.Scope], m.parts[b.Scope] = &b, nil
	return nil
}

func (m *memory) ApplyPart(_ context.Context, b wire.Manifest, n int, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n != len(m.parts[b.Scope]) {
		return fmt.Errorf("part %d after %d", n, len(m.parts[b.Scope]))
	}
	m.parts[b.Scope] = append(m.parts[b.Scope], string(data))
	return nil
}

func (m *memory) EndBundle(_ context.Context, b wire.Manifest) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.parts[b.Scope]) != len(b.Parts) {
		return errors.New("parts are missing")
	}
	m.rows[b.Scope] = map[string]string{"parts": strings.Join(m.parts[b.Scope], "|")}
	m.sum[b.Scope], m.cursor[b.Scope] = "new", b.Cursor()
	delete(m.begun, b.Scope)
	return nil
}

func (m *memory) ApplyStock(ctx context.Context, from wire.Cursor, p wire.Page, packs [][]byte) error {
	if err := m.ApplyPage(ctx, from, p); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range packs {
		m.packs = append(m.packs, string(b))
	}
	return nil
}

func blobOf(text string) wire.Part {
	sum := sha256.Sum256([]byte(text))
	return wire.Part{Sha: hex.EncodeToString(sum[:]), Bytes: int64(len(text)), Rows: 1, Enc: "test"}
}

func (h *fakeHub) manifest(s wire.Scope) wire.Manifest {
	m := wire.Manifest{Scope: s, Epoch: h.epoch, Seq: h.head[s], H: fmt.Sprint("h", h.head[s])}
	for _, text := range h.blobs[s] {
		m.Parts = append(m.Parts, blobOf(text))
	}
	return m
}

func (h *fakeHub) blob(r *http.Request) *http.Response {
	h.ranges = append(h.ranges, r.Header.Get("Range"))
	for _, texts := range h.blobs {
		for _, text := range texts {
			if r.URL.Path != wire.BlobPath(blobOf(text).Sha) {
				continue
			}
			status, from := 200, 0
			if s, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes="); ok {
				from, _ = strconv.Atoi(strings.TrimSuffix(s, "-"))
				status = http.StatusPartialContent
			}
			text = text[from:]
			if h.cutAt > 0 {
				text = text[:min(h.cutAt, len(text))]
			}
			res := h.answer(status, nil, 0)
			res.Body = io.NopCloser(strings.NewReader(text))
			return res
		}
	}
	return h.answer(404, wire.Problem{Code: wire.ProblemGone}, 0)
}

func TestASharedScopeComesInParts(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.blobs = map[wire.Scope][]string{wire.ScopeCatalog: {"shirts", "socks", "shoes"}, wire.ScopeStock: {"figures"}}
	run(t, m, h, nil, func(a *Agent) {
		if got := m.rows[wire.ScopeCatalog]["parts"]; got != "shirts|socks|shoes" {
			t.Errorf("the catalogue is %q", got)
		}
		if got := m.rows[wire.ScopeStock]["parts"]; got != "figures" {
			t.Errorf("the stock is %q", got)
		}
		if l := a.Status().Loading; l != (Progress{}) {
			t.Errorf("%+v is shown as coming in", l)
		}
	})
}

func TestACutPartGoesOnWhereItWas(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		m, h := newMemory(), newFakeHub()
		h.blobs = map[wire.Scope][]string{wire.ScopeCatalog: {"0123456789", "abcdefghijk"}}
		h.cutAt, m.dir = 4, dir
		run(t, m, h, nil, func(*Agent) {
			wait(5 * time.Minute)
			if got := m.rows[wire.ScopeCatalog]["parts"]; got != "0123456789|abcdefghijk" {
				t.Errorf("the catalogue is %q", got)
			}
		})
		if want := []string{"", "bytes=4-", "bytes=8-", "", "bytes=4-", "bytes=8-"}; !slices.Equal(h.ranges, want) {
			t.Errorf("asked for %q, want %q", h.ranges, want)
		}
	}
}

func TestARestartGoesOnWithTheNextPart(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	texts := []string{"0123456789", "abcdefghijk"}
	h.blobs = map[wire.Scope][]string{wire.ScopeCatalog: texts}
	m.cursor[shop] = wire.Cursor{Epoch: "e1"}
	if err := m.BeginBundle(t.Context(), h.manifest(wire.ScopeCatalog)); err != nil {
		t.Fatal(err)
	}
	m.parts[wire.ScopeCatalog] = []string{texts[0]}
	h.head[wire.ScopeCatalog] = 3 // a newer snapshot of other parts is there meanwhile
	run(t, m, h, nil, func(*Agent) {
		if got := m.rows[wire.ScopeCatalog]["parts"]; got != "0123456789|abcdefghijk" {
			t.Errorf("the catalogue is %q", got)
		}
		if len(h.ranges) != 1 {
			t.Errorf("%d blobs were fetched for one that was missing", len(h.ranges))
		}
		if at := m.at(wire.ScopeCatalog); at.Seq != 3 {
			t.Errorf("it stands at %+v and did not follow", at)
		}
	})
}

func TestAPartThatWasDeletedBeginsAnew(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.blobs = map[wire.Scope][]string{wire.ScopeCatalog: {"old"}}
	if err := m.BeginBundle(t.Context(), h.manifest(wire.ScopeCatalog)); err != nil {
		t.Fatal(err)
	}
	h.blobs[wire.ScopeCatalog], h.head[wire.ScopeCatalog] = []string{"new"}, 2
	run(t, m, h, nil, func(*Agent) {
		wait(time.Minute)
		if got := m.rows[wire.ScopeCatalog]["parts"]; got != "new" {
			t.Errorf("the catalogue is %q", got)
		}
	})
}

func TestForgedBytesAreNotTakenIn(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.blobs = map[wire.Scope][]string{wire.ScopeCatalog: {"honest"}}
	a := New(Options{Store: m, Clock: NewHubClock(retail.ClockFunc(time.Now), 0), Transport: h})
	part := blobOf("honest")
	a.parts.mem = map[string][]byte{part.Sha: []byte("forged")}
	if _, err := a.part(t.Context(), part, Progress{}); !errors.Is(err, errBlob) {
		t.Fatal("forged bytes were taken:", err)
	}
	if a.parts.have(part.Sha) != nil {
		t.Error("forged bytes are kept and would be tried again for ever")
	}
}

func TestCutsOfTheStockBringTheirPacks(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.blobs = map[wire.Scope][]string{wire.ScopeStock: {"pack"}}
	a := New(Options{Store: m, Clock: NewHubClock(retail.ClockFunc(time.Now), 0), Transport: h, Hub: "https://hub", Key: make([]byte, 64)})
	part := blobOf("pack")
	m.rows[wire.ScopeStock] = map[string]string{}
	page := wire.Page{Head: wire.PageHead{Scope: wire.ScopeStock, Epoch: "e1"}, End: wire.PageEnd{End: 2, H: "h2"}}
	for _, cut := range []wire.StockCut{{At: time.Unix(60, 0), Pack: &part}, {At: time.Unix(120, 0)}} {
		b, err := json.Marshal(cut)
		if err != nil {
			t.Fatal(err)
		}
		page.Changes = append(page.Changes, wire.Change{Entity: retail.EntityStockCut, Key: wire.StockCutKey, Data: b})
	}
	if err := a.stockPage(t.Context(), wire.Cursor{}, page); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.packs, []string{"pack"}) || m.at(wire.ScopeStock).Seq != 2 {
		t.Errorf("%q at %+v", m.packs, m.at(wire.ScopeStock))
	}
}

func TestASpoolForgetsWhatNoSnapshotNames(t *testing.T) {
	s := spool{dir: t.TempDir()}
	for _, sha := range []string{"a", "b"} {
		if err := s.keep(sha, []byte(sha)); err != nil {
			t.Fatal(err)
		}
	}
	s.sweep(wire.Manifest{Parts: []wire.Part{{Sha: "b"}}})
	if s.have("a") != nil || !bytes.Equal(s.have("b"), []byte("b")) {
		t.Error("swept wrongly")
	}
}
