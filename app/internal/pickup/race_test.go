package pickup_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// slowRead is a database from which an order is read just before something is
// done with it.
type slowRead struct {
	*localdb.DB
	meanwhile func()
}

func (s *slowRead) Order(ctx context.Context, id retail.OrderID) (*retail.Order, error) {
	o, err := s.DB.Order(ctx, id)
	if f := s.meanwhile; f != nil {
		s.meanwhile = nil
		f()
	}
	return o, err
}

func TestNewsNeverOverwritesWhatStaffDid(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	slow := &slowRead{DB: w.DB}
	svc := pickup.New(slow, w, retail.ClockFunc(func() time.Time { return w.Now }), w)
	if _, err := svc.Queue(ctx, pickup.TabReceived); err != nil {
		t.Fatal(err)
	}
	claimed := make(chan error)
	slow.meanwhile = func() {
		done := make(chan struct{})
		go func() {
			err := svc.Claim(ctx, o.ID, false)
			close(done)
			claimed <- err
		}()
		select { // the claim ends before the reading does, or waits for it
		case <-done:
		case <-time.After(200 * time.Millisecond):
		}
	}
	if err := svc.Changed(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	if err := <-claimed; err != nil {
		t.Fatal(err)
	}
	q, err := svc.Queue(ctx, pickup.TabReceived)
	if err != nil || len(q.Rows) != 1 || !q.Rows[0].Mine {
		t.Errorf("the queue shows %+v, %v; want the order claimed", q.Rows, err)
	}
}

// TestCanceledInTheSameMoment lets the hub's cancel arrive after an action has
// read the order and before it is recorded.
func TestCanceledInTheSameMoment(t *testing.T) {
	o := order("4825", "ワタナベ", time.Hour, shirtM, knit)
	for name, tc := range map[string]struct {
		before []string // codes that were scanned before
		do     func(w *world) error
	}{
		"the last scan": {
			[]string{shirtM.JAN}, func(w *world) error {
				f, err := w.svc.Scan(ctx, o.ID, w.code(knit.JAN))
				if err == nil && (!f.Stop || f.Pick.Order.State != retail.Canceled) {
					t.Errorf("the scan says %+v", f)
				}
				return err
			},
		},
		"the last bag": {
			[]string{shirtM.JAN, knit.JAN}, func(w *world) error {
				got, err := w.svc.ScanStage(ctx, o.ID, w.bag("A1"))
				if err == nil && (got.Answer != pickup.StageOrderOver || got.View.Pick.Order.State != retail.Canceled) {
					t.Errorf("staging says %v, %v", got.Answer, got.View.Pick.Order.State)
				}
				return err
			},
		},
		"the shortage": {
			[]string{shirtM.JAN}, func(w *world) error {
				v, err := w.svc.Short(ctx, o.ID, 2, retail.NotFound)
				if err == nil && v.Order.State != retail.Canceled {
					t.Errorf("the shortage shows %v", v.Order.State)
				}
				return err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, o)
			slow := &slowRead{DB: w.DB}
			w.svc = pickup.New(slow, w, retail.ClockFunc(func() time.Time { return w.Now }), w)
			for _, jan := range tc.before {
				w.scan(o.ID, jan)
			}
			if _, err := w.svc.ScanStage(ctx, o.ID, w.place("B-02")); err != nil {
				t.Fatal(err)
			}
			slow.meanwhile = func() {
				got, err := w.DB.Order(ctx, o.ID)
				if err != nil {
					t.Error(err)
					return
				}
				d := retail.Decide(retail.State{Order: got, Role: retail.RoleHub}, retail.Command{ID: "x", Kind: retail.KindCancel, At: w.Now, Store: o.Store, Body: retail.Cancel{Order: o.ID}})
				w.FeedUpTo(t, 1<<40, put(*d.Order))
			}
			if err := tc.do(w); err != nil {
				t.Error(err)
			}
		})
	}
}
