package chaostest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
)

// TestRestored is the day on which the hub's disk breaks, or its database: three
// terminals worked on after the last copy was made, went on with no hub, and one
// of them stays away for longer. Restored from the copy, the hub gets all of it
// back, lists what clashes, and no customer is told twice.
func TestRestored(t *testing.T) {
	t.Run("the same disk", func(t *testing.T) { t.Parallel(); restored(t, true) })
	t.Run("a new machine", func(t *testing.T) { t.Parallel(); restored(t, false) })
}

// recovery is what `miseban-hub restore -status -json` says.
type recovery struct {
	Devices []struct {
		Device    retail.DeviceID
		Back      bool
		Recovered int
		Left      int
	}
	Exceptions []retail.Exception
}

func (h *hubProcess) recovery() recovery {
	h.t.Helper()
	text, err := h.run("restore", "-status", "-json")
	if err != nil {
		h.t.Fatal(err)
	}
	var r recovery
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		h.t.Fatal(err)
	}
	return r
}

func restored(t *testing.T, sameDisk bool) {
	ctx := t.Context()
	post := openPostOffice(t)
	h := newHub(t, post.url())
	one, two, away := newTablet(t, h), newTablet(t, h), newTablet(t, h)
	tablets := []*tablet{one, two, away}
	sent := map[*tablet]map[int64]retail.CommandID{}
	note := func() {
		for _, k := range tablets {
			if sent[k] == nil {
				sent[k] = map[int64]retail.CommandID{}
			}
			ids, _ := k.outbox()
			maps.Copy(sent[k], ids)
		}
	}
	for _, k := range tablets {
		k.must(k.signIn(ctx))
	}
	web := newWebShop(2)
	all := web.orders(24)
	early, late := all[:18], all[18:]
	h.drop(web.csv(early, placed))
	arrived := func(orders []webOrder) {
		t.Helper()
		await(t, 30*time.Second, "the orders are on all terminals", func() bool {
			for _, k := range tablets {
				for _, o := range orders {
					if !k.has(o.id()) {
						return false
					}
				}
			}
			return true
		})
	}
	told := func(orders ...webOrder) {
		t.Helper()
		await(t, 60*time.Second, "the customers were told", func() bool {
			for _, o := range orders {
				if one.order(o.id()).Notice.State != retail.NoticeSent {
					return false
				}
			}
			return true
		})
	}
	stage := func(k *tablet, orders ...webOrder) {
		t.Helper()
		for _, o := range orders {
			k.must(k.pick(ctx, o.id()))
			k.must(k.stage(ctx, o.id(), 1))
		}
	}
	arrived(early)
	stage(one, early[0:3]...)
	stage(two, early[3:6]...)
	told(early[0:6]...)

	// The copy, and terminals that know of it.
	copies := filepath.Join(t.TempDir(), "copies")
	if _, err := h.run("backup", "-to", copies); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(copies, "hub-*.db"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}

	// What the copy does not hold: orders, customers told, goods handed over.
	h.drop(web.csv(late, placed))
	arrived(late)
	stage(one, early[6], early[7], late[0])
	stage(two, early[8], late[1])
	lost := []webOrder{early[6], early[7], early[8], late[0], late[1]}
	told(lost...)
	for _, o := range early[0:2] {
		one.must(one.handOverByCode(ctx, pickupCode(t, post.to(o.Mail)[0])))
	}
	away.must(away.pick(ctx, early[9].id()))
	for _, k := range tablets {
		k.drain(h)
	}
	note()
	before := h.sound()
	h.kill()

	// With no hub: work goes on, and two pick the same order.
	stage(one, early[10])
	stage(two, early[11])
	one.must(one.pick(ctx, early[12].id()))
	away.must(away.pick(ctx, early[12].id()))
	note()
	away.close()

	// The hub is put back.
	if !sameDisk {
		h.data = filepath.Join(t.TempDir(), "another machine")
	} else if _, err := os.Stat(filepath.Join(h.data, "notices.ledger")); err != nil {
		t.Fatal("no ledger:", err)
	}
	text, err := h.run("restore", "-from", found[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Log(text)
	h.start()
	h.ready()
	for _, f := range []int{1, 2} { // whoever runs the shop's inbox puts the files in again
		again(t, h, f)
	}
	await(t, 60*time.Second, "two terminals are back and one is missing", func() bool {
		r := h.recovery()
		back := 0
		for _, d := range r.Devices {
			if d.Back {
				back++
			}
		}
		return len(r.Devices) == 3 && back == 2
	})
	one.drain(h)
	two.drain(h)
	if len(post.to(early[10].Mail)) != 0 { // the hub looks for notices every second
		t.Error("a customer was told while a terminal may hold the handover")
	}
	away.open()
	away.must(away.signIn(ctx))
	for _, k := range tablets {
		k.drain(h)
	}
	await(t, 60*time.Second, "nothing is queued any more", func() bool {
		for _, o := range append(lost, early[10], early[11]) {
			switch one.order(o.id()).Notice.State {
			case retail.NoticeQueued, retail.NoticeSending:
				return false
			}
		}
		return true
	})
	for _, k := range tablets {
		k.drain(h)
	}
	a := one.drain(h)

	// Everybody's work is there, once.
	for i, k := range tablets {
		_, recorded := k.outbox()
		if gone, doubled := matches(t, a, k.Device.ID, sent[k], recorded); gone+doubled > 0 {
			t.Errorf("terminal %d: %d lost, %d doubled", i+1, gone, doubled)
		}
	}
	same(t, one.rows(), two.rows())
	same(t, one.rows(), away.rows())
	for _, o := range early[0:2] {
		if s := one.order(o.id()).State; s != retail.HandedOver {
			t.Errorf("%s was handed over and is %v", o.External, s)
		}
	}
	r := h.recovery()
	recovered := 0
	for _, d := range r.Devices {
		if !d.Back || d.Recovered == 0 || d.Left != 0 {
			t.Errorf("%+v", d)
		}
		recovered += d.Recovered
	}
	clash := false
	for _, x := range r.Exceptions {
		clash = clash || x.Order == early[12].id()
	}
	if !clash {
		t.Errorf("two picked one order, and the recovery lists only %d exceptions of others", len(r.Exceptions))
	}

	// Nobody was told twice; nobody is forgotten.
	post.twice(t)
	unknown := 0
	for _, o := range lost {
		state := one.order(o.id()).Notice.State
		want := retail.NoticeSent
		if !sameDisk {
			want = retail.NoticeUnknown
		}
		if len(post.to(o.Mail)) != 1 || state != want {
			t.Errorf("%s: %d mails, notice %v, want %v", o.External, len(post.to(o.Mail)), state, want)
		}
		if state == retail.NoticeUnknown {
			unknown++
		}
	}
	for _, o := range early[10:12] { // staged with no hub: the ledger knows that they never left
		want := 1
		if !sameDisk {
			want = 0
		}
		if n := len(post.to(o.Mail)); n != want {
			t.Errorf("%s, staged with no hub: %d mails, want %d", o.External, n, want)
		}
	}
	// The code that a customer got in the time that was lost opens their order.
	one.must(one.handOverByCode(ctx, pickupCode(t, post.to(late[0].Mail)[0])))
	end := one.drain(h)
	t.Logf("restored: %d commands on the hub before, %d after; %d sent again and %d exceptions listed; %d notices in doubt, nobody told twice",
		len(before.Commands), len(end.Commands), recovered, len(r.Exceptions), unknown)
}

// again puts a file of the web shop into the inbox once more.
func again(t testing.TB, h *hubProcess, n int) {
	t.Helper()
	for _, dir := range []string{h.inbox, filepath.Join(h.inbox, "done")} {
		name := filepath.Join(dir, "orders-"+string(rune('0'+n))+".csv")
		b, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		h.drop(b)
		return
	}
	t.Fatalf("file %d is gone", n)
}

