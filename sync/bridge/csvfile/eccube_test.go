package csvfile_test

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/assets/words"
	"miseban/sync/bridge/csvfile"
)

// faults lists the faults of rows.
func faults(rows []csvfile.Bad) []csvfile.Fault {
	var out []csvfile.Fault
	for _, r := range rows {
		out = append(out, r.Reason.Fault)
	}
	return out
}

func TestThreeBroken(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	data := fixture(t, "eccube-orders-3-broken.csv")
	rep := s.take(t, "orders.csv", data)
	if rep.Profile != "eccube" || rep.Enc != csvfile.CP932 || rep.New != 7 || rep.Held != 3 || rep.Foreign != 2 || rep.Unpaid != 1 || len(rep.Bad) != 3 {
		t.Errorf("report %+v\n%s", rep, rep.Text(words.Ja))
	}
	want := []csvfile.Fault{csvfile.BrokenJAN, csvfile.LostZero, csvfile.UnknownSKU}
	for i, f := range faults(s.waiting(t)) {
		if i >= len(want) || f != want[i] {
			t.Errorf("quarantine: %v, want %v", faults(s.waiting(t)), want)
			break
		}
	}
	t.Log("\n" + rep.Text(words.Ja) + rep.Text(words.En))

	o := s.order(t, "EC-CUBE", "20261124-001")
	if len(o.Lines) != 2 || o.Store != sample.Shibuya || o.Lines[1].Qty != 2 || o.Lines[1].SKU != w.SKUs[1].ID || o.State != retail.Received {
		t.Errorf("order 001: %+v", o)
	}
	if want := (retail.Customer{
		Name: "山田 花子", Kana: "ヤマダ ハナコ", Phone: "09012345678", Email: "hanako@example.jp", Note: `袋に "贈り物用" とお書きください、表、ソ、能`,
	}); o.Customer != want {
		t.Errorf("customer %+v, want %+v", o.Customer, want)
	}
	if o.Pay.State != retail.Prepaid || o.Pay.DueTaxIn != 0 {
		t.Errorf("pay %+v", o.Pay)
	}
	if at := time.Date(2026, 11, 24, 4, 30, 5, 0, time.UTC); !o.PromisedAt.Equal(at) { // two opening hours after 11:30:05
		t.Errorf("promised %v, want %v", o.PromisedAt, at)
	}
	if at := time.Date(2026, 12, 1, 11, 0, 0, 0, time.UTC); !o.Deadline.Equal(at) { // closing time, a week later
		t.Errorf("deadline %v, want %v", o.Deadline, at)
	}
	if c := s.order(t, "EC-CUBE", "20261124-002").Customer; c.Name != "髙橋 一郎" || c.Kana != "タカハシ イチロウ" || c.Phone != "08011112222" {
		t.Errorf("customer 002: %+v", c)
	}
	if p := s.order(t, "EC-CUBE", "20261124-003").Pay; p.State != retail.PayAtPickup || p.DueTaxIn != p.TotalTaxIn || p.DueTaxIn == 0 {
		t.Errorf("pay 003: %+v", p)
	}
	if o := s.order(t, "EC-CUBE", "20261124-005"); o.Store != sample.Shinjuku || o.Pay.State != retail.Prepaid {
		t.Errorf("order 005: %+v", o)
	}
	if c := s.order(t, "EC-CUBE", "20261124-007").Customer; c.Note != `"時刻表"` {
		t.Errorf("note 007: %q", c.Note)
	}
	if o := s.order(t, "EC-CUBE", "20261124-010"); o.Customer.Kana != "オモテ ノウ" || o.Lines[0].Qty != 3 {
		t.Errorf("order 010: %+v", o.Customer)
	}

	again := s.take(t, "copy of orders.csv", data)
	if !again.Again || again.New != 0 || len(again.Bad) != 3 || len(s.waiting(t)) != 3 {
		t.Errorf("second time: %+v", again)
	}
}
