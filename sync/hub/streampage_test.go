package hub_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// ear is a terminal's open event stream.
type ear struct {
	t    *testing.T
	next func() (string, []byte, error)
}

// listenAt opens an event stream over a socket and waits for its first word.
func (w *world) listenAt(t *testing.T, url string, dev retail.DeviceID, query string) *ear {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+wire.PathEvents+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(wire.HeaderAccess, "Bearer "+w.h.Access(dev))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	e := &ear{t, wire.ReadEvents(res.Body)}
	if _, _, err := e.next(); err != nil {
		t.Fatal(err)
	}
	return e
}

// hear returns the next event about the shop: its page, or nil for a hint.
func (e *ear) hear(head int64) *wire.Page {
	e.t.Helper()
	for {
		name, data, err := e.next()
		if err != nil {
			e.t.Fatal(err)
		}
		switch {
		case name == wire.EventPage:
			p, err := wire.ReadPage(bytes.NewReader(data))
			if err != nil {
				e.t.Fatal(err)
			}
			return &p
		case name == wire.EventHead && bytes.Contains(data, []byte(`"store:`+string(shibuya)+`","head":`+strconv.FormatInt(head, 10)+`}`)):
			return nil
		}
	}
}

// ask pulls the shop's feed over the socket, as terminals do.
func (w *world) ask(t *testing.T, url string, dev retail.DeviceID, from wire.Cursor) (wire.Page, wire.Cursor) {
	t.Helper()
	path := wire.PathChanges + "?scope=" + string(wire.StoreScope(shibuya)) + "&epoch=" + from.Epoch + "&h=" + from.H + "&after=" + strconv.FormatInt(from.Seq, 10)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(wire.HeaderAccess, "Bearer "+w.h.Access(dev))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	p, err := wire.ReadPage(res.Body)
	if err != nil {
		t.Fatalf("%s: %v", res.Status, err)
	}
	return p, wire.Cursor{Epoch: p.Head.Epoch, Seq: p.End.End, H: p.End.H}
}

// TestStreamCarriesPages: a terminal that asks for it is given what moved itself,
// from where its last pull ended and one page after the other, the very page
// that it would have been told to ask for; too much of it is hinted at, and so is
// everything to a terminal that is further, behind, or did not ask.
func TestStreamCarriesPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		srv := httptest.NewServer(w.h.Handler())
		defer srv.Close()
		defer w.h.Stop()
		first, second := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		all := w.listenAt(t, srv.URL, first, "?pages=1")
		hints := w.listenAt(t, srv.URL, second, "")
		scope := wire.StoreScope(shibuya)

		w.order(shibuya, "E-1")
		if all.hear(w.head(scope)) != nil {
			t.Fatal("a page to one that never asked for one")
		}
		_, at := w.ask(t, srv.URL, first, wire.Cursor{})
		for i, c := range w.flow(w.order(shibuya, "E-2"), 1) {
			if i == 0 { // the order itself
				p := all.hear(w.head(scope))
				if p == nil {
					t.Fatal("a hint in the place of a page")
				}
				at = w.same(t, first, at, *p)
			}
			w.push(second, 0, c)
			head := w.head(scope)
			if p := all.hear(head); p == nil {
				t.Fatalf("%v: a hint in the place of a page", c.Kind)
			} else {
				at = w.same(t, first, at, *p)
			}
			if hints.hear(head) != nil {
				t.Fatal("a page to one that did not ask for pages")
			}
		}

		var many []retail.Order // more than a page that goes out by itself
		for i := range 40 {
			many = append(many, w.draft(shibuya, "M-"+strconv.Itoa(i)))
		}
		if _, err := w.h.ReceiveOrders(t.Context(), many); err != nil {
			t.Fatal(err)
		}
		for p := all.hear(w.head(scope)); p != nil; p = all.hear(w.head(scope)) {
			at = w.same(t, first, at, *p) // what was in before the rest
		}
		w.order(shibuya, "E-3")
		if all.hear(w.head(scope)) != nil {
			t.Fatal("a page to one that is behind")
		}
		_, at = w.ask(t, srv.URL, first, at)
		w.order(shibuya, "E-4")
		if p := all.hear(w.head(scope)); p == nil {
			t.Fatal("no page after it has asked again")
		} else {
			w.same(t, first, at, *p)
		}
	})
}

// same compares a page that came by itself with the one that the terminal would
// have been given at its cursor, and returns where it leads.
func (w *world) same(t *testing.T, dev retail.DeviceID, at wire.Cursor, got wire.Page) wire.Cursor {
	t.Helper()
	want, err := w.h.ReadPage(t.Context(), wire.StoreScope(shibuya), at, dev)
	if err != nil {
		t.Fatal(err)
	}
	end := wire.Cursor{Epoch: got.Head.Epoch, Seq: got.End.End, H: got.End.H}
	want.End.Now, got.End.Now = w.clock.Now(), w.clock.Now()
	var a, b bytes.Buffer
	_, _ = want.WriteTo(&a)
	_, _ = got.WriteTo(&b)
	if a.String() != b.String() {
		t.Fatalf("given\n%s\nand asked for\n%s", b.String(), a.String())
	}
	return end
}
