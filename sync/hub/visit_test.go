package hub_test

import (
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// link is what stands behind the address of an order's page.
func (w *world) link(o retail.Order) string {
	w.t.Helper()
	code, err := w.h.PickupCode(w.t.Context(), o.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	link, ok := strings.CutPrefix(code.Page, "https://pickup.example.com"+hub.PathVisit)
	if !ok || len(link) != 44 {
		w.t.Fatalf("page %q", code.Page)
	}
	return link
}

// TestVisit: the link of an order opens it, whoever has it and nobody else; it
// shows nobody's name; and what the customer says is judged as any other command.
func TestVisit(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a := w.seller()
		o, other := w.order(shibuya, "1"), w.order(shibuya, "2")
		link := w.link(o)
		if link == w.link(other) || link != w.link(o) {
			t.Fatal("a link is not an order's own")
		}
		v, err := w.h.Visit(t.Context(), link)
		if err != nil || v.Order.ID != o.ID || v.Order.Customer != (retail.Customer{}) || len(v.Order.Steps) > 0 || v.Code.Token != "" || v.Site.ID != shibuya {
			t.Fatalf("%+v, %v", v, err)
		}
		say := func(what retail.Kind) retail.Verdict {
			t.Helper()
			r, err := w.h.Say(t.Context(), link, what)
			if err != nil {
				t.Fatal(err)
			}
			return r.Verdict
		}
		if say(retail.KindArrive); w.load(o.ID).Arrival != nil {
			t.Error("called for goods that are not ready")
		}
		a.stage(o)
		if v, err := w.h.Visit(t.Context(), link); err != nil || v.Code.Token == "" {
			t.Fatalf("%+v, %v", v.Code, err)
		}
		say(retail.KindArrive)
		say(retail.KindArrive)
		if got := w.load(o.ID); !got.Ringing(clock.Now()) || len(got.Steps) != 3 {
			t.Errorf("%+v after %v", got.Arrival, got.Steps)
		}
		c := w.command(a.dseq+1, retail.KindTakeCall, retail.TakeCall{Order: o.ID})
		b := w.seller()
		first, second := a.do(retail.KindTakeCall, c.Body), b.do(retail.KindTakeCall, c.Body)
		if first.Verdict != retail.Applied || second.Code != retail.CallTaken {
			t.Errorf("taken twice: %+v, %+v", first, second)
		}
		was := w.load(o.ID).Deadline
		if say(retail.KindExtend) != retail.Applied || !w.load(o.ID).Deadline.After(was) {
			t.Error("no more time")
		}
		if say(retail.KindExtend) != retail.Rejected {
			t.Error("more time twice")
		}
		if _, err := w.h.Say(t.Context(), link, retail.KindHandover); retail.CodeOf(err) != retail.CodeRefused {
			t.Errorf("a customer handed over: %v", err)
		}
		if say(retail.KindCancel); w.load(o.ID).State != retail.Canceled {
			t.Error("not canceled")
		}
		if _, err := w.h.Say(t.Context(), link, retail.KindCancel); retail.CodeOf(err) != retail.CodeRefused {
			t.Errorf("canceled twice: %v", err)
		}
		if x := w.inbox()[retail.ExPutBack]; x.Order != o.ID {
			t.Error("nobody puts the goods back")
		}
	})
}

// TestLinksCannotBeMade: whatever is changed of a link, it is none.
func TestLinksCannotBeMade(t *testing.T) {
	clock := hubtest.NewClock()
	w := newWorld(t, hubtest.SQLite(t, clock), clock)
	link := w.link(w.order(shibuya, "1"))
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	bad := []string{"", "x", link + "A", link[1:], link[:43], link + "\n", strings.ToUpper(link), "=" + link[1:]}
	for i := range link {
		n := strings.IndexByte(letters, link[i])
		bad = append(bad, link[:i]+letters[(n+1)%64:(n+1)%64+1]+link[i+1:])
	}
	for _, l := range bad {
		if _, err := w.h.Visit(t.Context(), l); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("%q: %v", l, err)
		}
		if _, err := w.h.Say(t.Context(), l, retail.KindCancel); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("%q said: %v", l, err)
		}
	}
	if o := w.load(retail.OrderIDFor("ec", "1")); o.State == retail.Canceled {
		t.Error("canceled")
	}
	clock.Advance(time.Hour)
	if _, err := w.h.Visit(t.Context(), link); err != nil {
		t.Error(err)
	}
}

// TestDelegation: the customer names who collects; they have a page and a code of their
// own, from which only their arrival can be said; both are over when the customer takes it
// back, and the customer's own stay as they are.
func TestDelegation(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		a := w.seller()
		o := w.order(shibuya, "1")
		link := w.link(o)
		a.stage(o)
		say := func(link string, b retail.Delegate) retail.Verdict {
			t.Helper()
			r, err := w.h.Delegate(t.Context(), link, b)
			if err != nil {
				t.Fatal(err)
			}
			return r.Verdict
		}
		visit := func(link string) hub.Visit {
			t.Helper()
			v, err := w.h.Visit(t.Context(), link)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if v := visit(link); v.ProxyPage != "" || v.Proxy {
			t.Fatalf("somebody collects already: %+v", v)
		}
		if say(link, retail.Delegate{Proxy: " "}) != retail.Rejected {
			t.Error("named nobody")
		}
		say(link, retail.Delegate{Proxy: "ヤマダ ヨシエ"})
		proxy, ok := strings.CutPrefix(visit(link).ProxyPage, "https://pickup.example.com"+hub.PathVisit)
		if !ok || len(proxy) != 46 {
			t.Fatalf("page %q", visit(link).ProxyPage)
		}
		v := visit(proxy)
		code, err := retail.ParsePickupToken(v.Code.Token)
		if err != nil || !v.Proxy || code.Delegation != 1 || v.Code.Digits != "" || v.Order.Proxy != "" || v.ProxyPage != "" {
			t.Fatalf("%+v, %v", v, err)
		}
		if own, err := retail.ParsePickupToken(visit(link).Code.Token); err != nil || own.Delegation != 0 {
			t.Errorf("the customer's own code: %+v, %v", own, err)
		}
		for _, what := range []retail.Kind{retail.KindCancel, retail.KindExtend} {
			if _, err := w.h.Say(t.Context(), proxy, what); retail.CodeOf(err) != retail.CodeRefused {
				t.Errorf("a proxy said %v: %v", what, err)
			}
		}
		if _, err := w.h.Delegate(t.Context(), proxy, retail.Delegate{Proxy: "サトウ"}); retail.CodeOf(err) != retail.CodeRefused {
			t.Errorf("a proxy named another: %v", err)
		}
		_, err = w.h.Say(t.Context(), proxy, retail.KindArrive)
		if got := w.load(o.ID); err != nil || !got.Ringing(clock.Now()) {
			t.Errorf("not heard: %v", err)
		}
		say(link, retail.Delegate{Withdraw: true})
		if v := visit(proxy); !v.Withdrawn || v.Code.Token != "" || v.Order.ID != "" {
			t.Errorf("taken back: %+v", v)
		}
		if _, err := w.h.Say(t.Context(), proxy, retail.KindArrive); retail.CodeOf(err) != retail.CodeRefused {
			t.Errorf("who was taken back was heard: %v", err)
		}
		if v := visit(link); v.ProxyPage != "" || v.Code.Token == "" {
			t.Errorf("the customer's own page: %+v", v)
		}
		say(link, retail.Delegate{Proxy: "サトウ"})
		if again := visit(link).ProxyPage; again == "" || strings.HasSuffix(again, proxy) || !visit(proxy).Withdrawn {
			t.Error("who was taken back has the page of the next one")
		}
		letters := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
		for i := range proxy {
			n := strings.IndexByte(letters, proxy[i])
			bad := proxy[:i] + letters[(n+1)%64:(n+1)%64+1] + proxy[i+1:]
			if _, err := w.h.Visit(t.Context(), bad); retail.CodeOf(err) != retail.CodeNotFound {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}
