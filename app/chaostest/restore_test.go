package chaostest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	Found   bool
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

// loss is a shop whose hub is put back.
type loss struct {
	t              *testing.T
	sameDisk       bool
	post           *postOffice
	h              *hubProcess
	one, two, away *tablet
	sent           map[*tablet]map[int64]retail.CommandID // every command that a terminal ever showed
	web            *webShop
	early, late    []webOrder // before and after the copy
	told           []webOrder // in the time that is lost
}

func restored(t *testing.T, sameDisk bool) {
	l := &loss{t: t, sameDisk: sameDisk, post: openPostOffice(t), sent: map[*tablet]map[int64]retail.CommandID{}, web: newWebShop(2)}
	l.h = newHub(t, l.post.url())
	l.one, l.two, l.away = newTablet(t, l.h), newTablet(t, l.h), newTablet(t, l.h)
	for _, k := range l.tablets() {
		k.must(k.signIn(t.Context()))
	}
	all := l.web.orders(24)
	l.early, l.late = all[:18], all[18:]
	path := l.copied()
	before := l.lost()
	l.withNoHub()
	l.putBack(path)
	l.comeBack()
	a := l.one.drain(l.h)
	l.workIsBack(a)
	recovered, listed := l.isListed()
	unknown := l.nobodyTwice()
	// The code that a customer got in the time that was lost opens their order.
	l.one.must(l.one.handOverByCode(t.Context(), pickupCode(t, l.post.to(l.late[0].Mail)[0])))
	end := l.one.drain(l.h)
	t.Logf("restored: %d commands on the hub before, %d after; %d sent again and %d exceptions listed; %d notices in doubt, nobody told twice",
		len(before.Commands), len(end.Commands), recovered, listed, unknown)
}

func (l *loss) tablets() []*tablet { return []*tablet{l.one, l.two, l.away} }

func (l *loss) note() {
	for _, k := range l.tablets() {
		if l.sent[k] == nil {
			l.sent[k] = map[int64]retail.CommandID{}
		}
		ids, _ := k.outbox()
		maps.Copy(l.sent[k], ids)
	}
}

// arrive lets orders come in and waits until all terminals have them.
func (l *loss) arrive(orders []webOrder) {
	l.t.Helper()
	l.h.drop(l.web.csv(orders, placed))
	await(l.t, 30*time.Second, "the orders are on all terminals", func() bool {
		for _, k := range l.tablets() {
			for _, o := range orders {
				if !k.has(o.id()) {
					return false
				}
			}
		}
		return true
	})
}

func (l *loss) stage(k *tablet, orders ...webOrder) {
	l.t.Helper()
	for _, o := range orders {
		k.must(k.pick(l.t.Context(), o.id()))
		k.must(k.stage(l.t.Context(), o.id(), 1))
	}
}

func (l *loss) areTold(orders []webOrder) {
	l.t.Helper()
	await(l.t, 60*time.Second, "the customers were told", func() bool {
		for _, o := range orders {
			if l.one.order(o.id()).Notice.State != retail.NoticeSent {
				return false
			}
		}
		return true
	})
}

// copied is the work that the copy holds.
func (l *loss) copied() (path string) {
	l.t.Helper()
	l.arrive(l.early)
	l.stage(l.one, l.early[0:3]...)
	l.stage(l.two, l.early[3:6]...)
	l.areTold(l.early[0:6])
	copies := filepath.Join(l.t.TempDir(), "copies")
	if _, err := l.h.run("backup", "-to", copies); err != nil {
		l.t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(copies, "hub-*.db"))
	if err != nil || len(found) != 1 {
		l.t.Fatal(found, err)
	}
	return found[0]
}

// lost is what the copy does not hold: orders, customers told, goods handed
// over. Then the hub dies.
func (l *loss) lost() audit {
	l.t.Helper()
	ctx := l.t.Context()
	l.arrive(l.late)
	l.stage(l.one, l.early[6], l.early[7], l.late[0])
	l.stage(l.two, l.early[8], l.late[1])
	l.told = []webOrder{l.early[6], l.early[7], l.early[8], l.late[0], l.late[1]}
	l.areTold(l.told)
	for _, o := range l.early[0:2] {
		l.one.must(l.one.handOverByCode(ctx, pickupCode(l.t, l.post.to(o.Mail)[0])))
	}
	l.away.must(l.away.pick(ctx, l.early[9].id()))
	for _, k := range l.tablets() {
		k.drain(l.h)
	}
	l.note()
	before := l.h.sound()
	l.h.kill()
	return before
}

// withNoHub: work goes on, two pick the same order, and one goes home.
func (l *loss) withNoHub() {
	l.t.Helper()
	l.stage(l.one, l.early[10])
	l.stage(l.two, l.early[11])
	for _, k := range []*tablet{l.one, l.away} {
		k.must(k.pick(l.t.Context(), l.early[12].id()))
	}
	l.note()
	l.away.close()
}

// putBack restores the hub, and whoever runs its inbox puts the files in again.
func (l *loss) putBack(path string) {
	l.t.Helper()
	if !l.sameDisk {
		l.h.data = filepath.Join(l.t.TempDir(), "another machine")
	} else if _, err := os.Stat(filepath.Join(l.h.data, "notices.ledger")); err != nil {
		l.t.Fatal("no ledger:", err)
	}
	text, err := l.h.run("restore", "-from", path)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Log(text)
	l.h.start()
	l.h.ready()
	for _, f := range []int{1, 2} {
		again(l.t, l.h, f)
	}
}

// comeBack waits for two terminals, then for the one that stayed away, and until
// the hub has decided on every notice.
func (l *loss) comeBack() {
	l.t.Helper()
	await(l.t, 60*time.Second, "two terminals are back and one is missing", func() bool {
		r := l.h.recovery()
		back := 0
		for _, d := range r.Devices {
			if d.Back {
				back++
			}
		}
		return len(r.Devices) == 3 && back == 2
	})
	l.one.drain(l.h)
	l.two.drain(l.h)
	if len(l.post.to(l.early[10].Mail)) != 0 { // the hub looks for notices every second
		l.t.Error("a customer was told while a terminal may hold the handover")
	}
	l.away.open()
	l.away.must(l.away.signIn(l.t.Context()))
	for _, k := range l.tablets() {
		k.drain(l.h)
	}
	await(l.t, 60*time.Second, "nothing is queued any more", func() bool {
		for _, o := range append(slices.Clone(l.told), l.early[10], l.early[11]) {
			if s := l.one.order(o.id()).Notice.State; s == retail.NoticeQueued || s == retail.NoticeSending {
				return false
			}
		}
		return true
	})
	for _, k := range l.tablets() {
		k.drain(l.h)
	}
}

// workIsBack demands that everybody's work is there, once, and shown alike.
func (l *loss) workIsBack(a audit) {
	l.t.Helper()
	for i, k := range l.tablets() {
		_, recorded := k.outbox()
		if gone, doubled := matches(l.t, a, k.Device.ID, l.sent[k], recorded); gone+doubled > 0 {
			l.t.Errorf("terminal %d: %d lost, %d doubled", i+1, gone, doubled)
		}
	}
	same(l.t, l.one.rows(), l.two.rows())
	same(l.t, l.one.rows(), l.away.rows())
	for _, o := range l.early[0:2] {
		if s := l.one.order(o.id()).State; s != retail.HandedOver {
			l.t.Errorf("%s was handed over and is %v", o.External, s)
		}
	}
}

// isListed demands that the recovery names every terminal and the clash.
func (l *loss) isListed() (recovered, listed int) {
	l.t.Helper()
	r := l.h.recovery()
	if r.Found {
		l.t.Error("the hub took itself for rewound once more")
	}
	for _, d := range r.Devices {
		if !d.Back || d.Recovered == 0 || d.Left != 0 {
			l.t.Errorf("%+v", d)
		}
		recovered += d.Recovered
	}
	if !slices.ContainsFunc(r.Exceptions, func(x retail.Exception) bool { return x.Order == l.early[12].id() }) {
		l.t.Errorf("two picked one order, and the recovery lists only %d exceptions of others", len(r.Exceptions))
	}
	return recovered, len(r.Exceptions)
}

// nobodyTwice demands that nobody was told twice, and that what may have left is
// in doubt only where there is no ledger.
func (l *loss) nobodyTwice() (unknown int) {
	l.t.Helper()
	l.post.twice(l.t)
	want, never := retail.NoticeSent, 1
	if !l.sameDisk {
		want, never = retail.NoticeUnknown, 0
	}
	for _, o := range l.told {
		state := l.one.order(o.id()).Notice.State
		if len(l.post.to(o.Mail)) != 1 || state != want {
			l.t.Errorf("%s: %d mails, notice %v, want %v", o.External, len(l.post.to(o.Mail)), state, want)
		}
		if state == retail.NoticeUnknown {
			unknown++
		}
	}
	for _, o := range l.early[10:12] { // staged with no hub: the ledger knows that they never left
		if n := len(l.post.to(o.Mail)); n != never {
			l.t.Errorf("%s, staged with no hub: %d mails, want %d", o.External, n, never)
		}
	}
	return unknown
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
