package goodsui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miseban/app/retail"
)

// TestMapLabels: where the labels of a crowded map stand, in both shapes, is what was
// looked at; none touches another or a dot, and the nearest shops have theirs.
func TestMapLabels(t *testing.T) {
	here := retail.Site{ID: "SHIBUYA", Name: "渋谷店", Lat: 35.6580, Lng: 139.7016}
	var rows []siteRow
	for _, s := range []struct {
		name     string
		lat, lng float64
		n        string
	}{
		{"表参道店", 35.6652, 139.7123, "2"},
		{"原宿店", 35.6702, 139.7027, "3"},
		{"恵比寿店", 35.6467, 139.7101, "1"},
		{"代官山店", 35.6481, 139.7032, "6"},
		{"新宿店", 35.6896, 139.7006, "4"},
		{"池袋店", 35.7295, 139.7109, "1"},
		{"銀座店", 35.6717, 139.7650, "5"},
		{"吉祥寺店", 35.7033, 139.5797, "2"},
	} {
		rows = append(rows, siteRow{Name: s.name, Pieces: s.n, Site: retail.Site{Name: s.name, Kind: retail.Shop, Lat: s.lat, Lng: s.lng}})
	}
	sides := []string{"right", "left", "above", "below", "above right", "below right", "above left", "below left"}
	for name, size := range map[string][2]float32{"handheld": {328, 376}, "counter": {600, 560}} {
		points := mapOf(ja(t), here, rows, size[0], size[1])
		var b strings.Builder
		hidden := 0
		for i, p := range points {
			if p.Hidden {
				hidden++
				fmt.Fprintf(&b, "%s at %.0f,%.0f: no room\n", p.Label, p.X, p.Y)
				continue
			}
			fmt.Fprintf(&b, "%s at %.0f,%.0f: %s\n", p.Label, p.X, p.Y, sides[p.Side])
			r := labelRect(p, p.Side)
			for j, q := range points {
				dot := rect{q.X - dotRadius, q.Y - dotRadius, q.X + dotRadius, q.Y + dotRadius}
				if r.hits(dot) || i != j && !q.Hidden && r.hits(labelRect(q, q.Side)) {
					t.Errorf("%s: the label of %s touches %s", name, p.Label, q.Label)
				}
			}
		}
		if len(points) != len(rows)+1 || hidden > 0 {
			t.Errorf("%s: %d of %d shops are on the map, %d without a label", name, len(points)-1, len(rows), hidden)
		}
		if n := outside(rows, points); n != 0 {
			t.Errorf("%s: %d shops are said to be beyond the map", name, n)
		}
		path := filepath.Join("testdata", "map-"+name+".txt")
		if os.Getenv("MISEBAN_GOLDEN") == "write" {
			if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != b.String() {
			t.Errorf("%s: %v; MISEBAN_GOLDEN=write accepts it:\n%s", path, err, b.String())
		}
	}
}

// TestBeyondTheMap: a shop that is too far for the map, and one whose place nobody
// knows, are counted; a warehouse is on no map.
func TestBeyondTheMap(t *testing.T) {
	here := retail.Site{ID: "SHIBUYA", Lat: 35.6580, Lng: 139.7016}
	at := func(kind retail.SiteKind, lat, lng float64) siteRow {
		return siteRow{Site: retail.Site{Kind: kind, Lat: lat, Lng: lng}}
	}
	rows := []siteRow{
		at(retail.Shop, 35.6652, 139.7123), at(retail.Shop, 35.6896, 139.7006), at(retail.Shop, 35.7295, 139.7109),
		at(retail.Shop, 43.0618, 141.3545), at(retail.Shop, 0, 0), at(retail.Warehouse, 35.9, 139.6),
	}
	if n := outside(rows, mapOf(ja(t), here, rows, 328, 410)); n != 2 {
		t.Errorf("%d shops are beyond the map, want 2", n)
	}
}
