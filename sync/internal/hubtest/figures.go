package hubtest

import (
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// shopLog: the log of a shop is told by kind, from when it came in on.
func shopLog(t *testing.T, s hub.Store, clock *Clock) {
	now := clock.Now()
	update(t, s, func(tx hub.Tx) error {
		for i, r := range []hub.Record{
			{ID: "old", Kind: "pick", Store: shop, Received: now.Add(-time.Hour)},
			{ID: "pick", Kind: "pick", Store: shop, Received: now, At: now.Add(-time.Minute), Verdict: retail.AppliedException, Code: retail.Clashed, Raw: []byte(`{"a":1}`)},
			{ID: "stage", Kind: "stage", Store: shop, Received: now.Add(time.Minute), Verdict: retail.Applied},
			{ID: "reveal", Kind: "reveal", Store: shop, Received: now.Add(time.Minute), Verdict: retail.Applied},
			{ID: "there", Kind: "pick", Store: "AOYAMA", Received: now, Verdict: retail.Applied},
		} {
			r.Device, r.Dseq = "handy-1", int64(i+1)
			if err := tx.Record(&r); err != nil {
				return err
			}
		}
		return nil
	}, store)
	var got []string
	err := s.ShopLog(t.Context(), shop, now, []retail.Kind{retail.KindPick, retail.KindStage}, func(r hub.Record) error {
		got = append(got, string(r.ID))
		if r.ID == "pick" && (!r.At.Equal(now.Add(-time.Minute)) || r.Verdict != retail.AppliedException || r.Code != retail.Clashed || string(r.Raw) != `{"a":1}`) {
			t.Errorf("%+v", r)
		}
		return nil
	})
	slices.Sort(got)
	if err != nil || !slices.Equal(got, []string{"pick", "stage"}) {
		t.Errorf("%v %v", got, err)
	}
}
