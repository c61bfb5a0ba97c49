package hubdb_test

import (
	"fmt"
	"slices"
	"testing"

	"miseban/sync/bridge/csvfile"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// TestQuarantine holds the rows and files of imports to csvfile.Quarantine, on
// both engines.
func TestQuarantine(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		q, ok := s.(csvfile.Quarantine)
		if !ok {
			t.Fatal("the store keeps no quarantine")
		}
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		ids := func() string {
			t.Helper()
			rows, err := q.BadRows(ctx, nil)
			must(err)
			var out []string
			for _, r := range rows {
				out = append(out, r.ID)
			}
			slices.Sort(out)
			return fmt.Sprint(out)
		}
		row := func(id, group string, no int) csvfile.Bad {
			return csvfile.Bad{
				ID: id, Profile: "eccube", File: "a.csv", Row: no, Group: group, Text: `表,"ソ"`, Cells: []string{"表", `"ソ"`}, Header: []string{"甲", "乙"},
				Reason: csvfile.Reason{Fault: csvfile.BrokenJAN, Args: map[string]string{"code": "4.9E+12"}}, At: clock.Now(),
			}
		}
		torn := row("d", "", 9)
		torn.Cells = nil
		must(q.KeepBad(ctx, []csvfile.Bad{row("a", "g1", 2), row("b", "g1", 3), row("c", "g2", 4), torn}))
		must(q.KeepBad(ctx, []csvfile.Bad{row("a", "g1", 2)})) // again
		if got := ids(); got != "[a b c d]" {
			t.Fatal(got)
		}
		rows, err := q.GroupRows(ctx, []string{"g1"})
		must(err)
		if len(rows) != 2 || rows[0].ID != "a" || rows[0].Text != `表,"ソ"` || !slices.Equal(rows[0].Cells, []string{"表", `"ソ"`}) ||
			!slices.Equal(rows[0].Header, []string{"甲", "乙"}) || rows[0].Reason.Args["code"] != "4.9E+12" || !rows[0].At.Equal(clock.Now()) {
			t.Errorf("rows %+v", rows)
		}
		if rows, err = q.BadRows(ctx, []string{"d"}); err != nil || len(rows) != 1 || rows[0].Cells != nil {
			t.Errorf("torn row %+v %v", rows, err)
		}
		must(q.ReleaseBad(ctx, nil, []string{"g1", "g9"}))
		if got := ids(); got != "[c d]" {
			t.Error("after the release:", got)
		}
		must(q.KeepBad(ctx, []csvfile.Bad{row("a", "g1", 2)})) // bad again: it comes again
		n, err := q.DropBad(ctx, []string{"c", "nobody"})
		if n != 1 || err != nil {
			t.Error(n, err)
		}
		must(q.KeepBad(ctx, []csvfile.Bad{row("c", "g2", 4)})) // dropped: it does not
		must(q.ReleaseBad(ctx, []string{"c"}, []string{"g2"}))
		must(q.KeepBad(ctx, []csvfile.Bad{row("c", "g2", 4)}))
		if got := ids(); got != "[a d]" {
			t.Error("after the drop:", got)
		}
		must(q.ForgetBad(ctx, "a.csv", 3))
		if got := ids(); got != "[a]" {
			t.Error("after the file grew:", got)
		}

		must(q.SeeFile(ctx, csvfile.File{Name: "a.csv", Size: 10, Hash: "h1", Rows: 1, At: clock.Now()}))
		must(q.SeeFile(ctx, csvfile.File{Name: "a.csv", Size: 20, Hash: "h2", Rows: 2, At: clock.Now()}))
		if f, ok, err := q.FileByName(ctx, "a.csv"); !ok || err != nil || f.Hash != "h2" || f.Size != 20 {
			t.Error(f, ok, err)
		}
		if f, ok, err := q.FileByHash(ctx, "h1"); !ok || err != nil || f.Name != "a.csv" || f.Rows != 1 {
			t.Error(f, ok, err)
		}
		if _, ok, err := q.FileByHash(ctx, "h3"); ok || err != nil {
			t.Error(ok, err)
		}
		must(q.KeepBad(ctx, nil))
		var many []string
		for i := range 450 {
			many = append(many, fmt.Sprint("x", i))
		}
		must(q.ReleaseBad(ctx, append(many, "a"), many))
		if got := ids(); got != "[]" {
			t.Error("at the end:", got)
		}
	})
}
