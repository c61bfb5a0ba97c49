package hub_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// TestOldVersionsAreRaised plants two versions before today's: what a terminal
// that was away for months sends is judged as what it was, and kept as it came.
func TestOldVersionsAreRaised(t *testing.T) {
	hub.PlantUpcast(t, retail.KindClaim, -1, func(b json.RawMessage) (json.RawMessage, error) {
		if !strings.Contains(string(b), `"ord"`) {
			return nil, errors.New("no claim of that version")
		}
		return []byte(strings.Replace(string(b), `"ord"`, `"order_id"`, 1)), nil
	})
	hub.PlantUpcast(t, retail.KindClaim, 0, func(b json.RawMessage) (json.RawMessage, error) {
		return []byte(strings.Replace(string(b), `"order_id"`, `"order"`, 1)), nil
	})
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		o := w.order(shibuya, "A-1")
		old := func(dseq int64, version, field string) json.RawMessage {
			b, err := json.Marshal(w.command(dseq, retail.KindClaim, retail.ClaimOrder{Order: o.ID}))
			if err != nil {
				t.Fatal(err)
			}
			return json.RawMessage(strings.NewReplacer(`"v":1`, `"v":`+version, `"order"`, field).Replace(string(b)))
		}
		raws := []json.RawMessage{
			old(1, "-1", `"ord"`), old(2, "0", `"order_id"`), old(3, "1", `"order"`),
			old(4, "-1", `"order"`), // its row cannot read it
			old(5, "-2", `"ord"`),   // older than any row: read as what it says it is
			old(6, "2", `"order"`),  // of tomorrow
		}
		reply := w.pushRaw(dev, 0, raws...)
		got := make([]retail.Verdict, len(reply.Results))
		for i, r := range reply.Results {
			got[i] = r.Verdict
		}
		if reply.Last != 6 || !slices.Equal(got[:4], []retail.Verdict{retail.Applied, retail.Applied, retail.Applied, retail.Quarantined}) || got[5] != retail.Quarantined {
			t.Errorf("verdicts %v up to %d", got, reply.Last)
		}
		if c := w.load(o.ID).Claim; c == nil || c.Device != dev {
			t.Errorf("claim %+v", c)
		}
		for i, raw := range raws {
			r, err := w.s.Command(t.Context(), dev, int64(i+1))
			if err != nil || string(r.Raw) != string(raw) {
				t.Errorf("kept as %s, %v; came as %s", r.Raw, err, raw)
			}
		}
		if n := len(w.exceptions(shibuya)); n < 2 {
			t.Errorf("%d entries in the inbox for what could not be judged", n)
		}
	})
}

// TestUpcastsLeadToToday: a row that raises a version nobody wrote, or that
// stops short of today's, is a slip of whoever raised the version.
func TestUpcastsLeadToToday(t *testing.T) {
	for kind, versions := range hub.Upcasts() {
		slices.Sort(versions)
		for i, v := range versions {
			if v < 1 || v >= kind.Version() || i > 0 && versions[i-1] != v-1 || i == len(versions)-1 && v != kind.Version()-1 {
				t.Errorf("%v is of version %d; rows for %v", kind, kind.Version(), versions)
			}
		}
	}
}
