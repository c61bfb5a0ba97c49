package localdb_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

func queued(t *testing.T, k *localdbtest.Kit, ids ...retail.PrintID) {
	t.Helper()
	for _, id := range ids {
		if err := k.DB.AddPrints(t.Context(), retail.PrintJob{ID: id, Title: "袋・4821", Label: []byte(`{"name":"` + localdbtest.Kana + `"}`), MadeAt: k.Now}); err != nil {
			t.Fatal(err)
		}
	}
}

func moved(t *testing.T, k *localdbtest.Kit, id retail.PrintID, steps ...retail.PrintState) {
	t.Helper()
	for _, s := range steps {
		if err := k.DB.MovePrint(t.Context(), id, s, 0, k.Now); err != nil {
			t.Fatalf("%s to %s: %v", id, s, err)
		}
	}
}

func printState(t *testing.T, db *localdb.DB, id retail.PrintID) (retail.PrintState, retail.PrintCause) {
	t.Helper()
	j, err := db.Print(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return j.State, j.Cause
}

// TestPrintsOutliveTheProgram: what waits still waits, and of what was being sent
// nobody knows; it is not sent again.
func TestPrintsOutliveTheProgram(t *testing.T) {
	k := localdbtest.New(t)
	queued(t, k, "a", "b", "c", "d")
	moved(t, k, "a", retail.PrintSending, retail.PrintPrinted)
	moved(t, k, "b", retail.PrintSending)
	moved(t, k, "c", retail.PrintFailed)
	db := k.Reopen(t)
	if n, err := db.BreakPrints(t.Context(), k.Now); n != 1 || err != nil {
		t.Fatalf("%d were broken off, %v", n, err)
	}
	for id, want := range map[retail.PrintID]retail.PrintState{"a": retail.PrintPrinted, "b": retail.PrintUnknown, "c": retail.PrintFailed, "d": retail.PrintQueued} {
		if got, _ := printState(t, db, id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	next, err := db.NextPrint(t.Context())
	if err != nil || next.ID != "c" || string(next.Label) != `{"name":"`+localdbtest.Kana+`"}` || next.Tries != 1 {
		t.Errorf("next is %+v, %v", next, err)
	}
}

// TestPrintAgain: only what can not come out by itself is printed again, and the
// copy is another label in the list.
func TestPrintAgain(t *testing.T) {
	k := localdbtest.New(t)
	queued(t, k, "a", "b")
	if err := k.DB.PrintAgain(t.Context(), "a", "x", k.Now); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("of one that waits: %v", err)
	}
	moved(t, k, "a", retail.PrintSending)
	if err := k.DB.PrintAgain(t.Context(), "a", "x", k.Now); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("of one that is being sent: %v", err)
	}
	moved(t, k, "a", retail.PrintUnknown)
	moved(t, k, "b", retail.PrintSending, retail.PrintPrinted)
	for id, as := range map[retail.PrintID]retail.PrintID{"a": "a2", "b": "b2"} {
		if err := k.DB.PrintAgain(t.Context(), id, as, k.Now); err != nil {
			t.Fatal(err)
		}
		if got, _ := printState(t, k.DB, as); got != retail.PrintQueued {
			t.Errorf("the copy of %s is %s", id, got)
		}
	}
	if got, why := printState(t, k.DB, "a"); got != retail.PrintDropped || why != retail.PrintAgain {
		t.Errorf("the one that nobody knew of is %s, %s", got, why)
	}
	if err := k.DB.PrintAgain(t.Context(), "a", "a3", k.Now); err != nil {
		t.Errorf("once more: %v", err)
	}
	if err := k.DB.MovePrint(t.Context(), "b", retail.PrintSending, 0, k.Now); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("a printed one was sent: %v", err)
	}
	if err := k.DB.DropPrints(t.Context(), k.Now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if list, err := k.DB.Prints(t.Context(), 10); len(list) != 0 || err != nil {
		t.Errorf("%d are left, %v", len(list), err)
	}
}

// TestPrintsAreSealed: nobody who reads the file learns whose bag it was.
func TestPrintsAreSealed(t *testing.T) {
	k := localdbtest.New(t)
	queued(t, k, "a")
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(k.Dir, localdb.WorkFile))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte(localdbtest.Kana)) {
		t.Error("the name lies open in the file")
	}
	if !bytes.Contains(b, []byte("袋・4821")) {
		t.Error("the title is not there either: the test looks into the wrong file")
	}
}

// TestSalvagedPrintsAreDoubted: the hourly copy says of a label that it waits
// which was printed since.
func TestSalvagedPrintsAreDoubted(t *testing.T) {
	k := localdbtest.New(t)
	queued(t, k, "a", "b")
	moved(t, k, "b", retail.PrintSending, retail.PrintPrinted)
	if err := k.DB.Copy(t.Context()); err != nil {
		t.Fatal(err)
	}
	moved(t, k, "a", retail.PrintSending, retail.PrintPrinted)
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(k.Dir, localdb.WorkFile)
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Remove(path + suffix)
	}
	if err := os.WriteFile(path, bytes.Repeat([]byte("broken"), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Open(t.Context(), k.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if db.Salvaged == nil {
		t.Fatal("nothing was salvaged")
	}
	if got, _ := printState(t, db, "a"); got != retail.PrintUnknown {
		t.Errorf("it is %s and would be printed a second time", got)
	}
	if got, _ := printState(t, db, "b"); got != retail.PrintPrinted {
		t.Errorf("the printed one is %s", got)
	}
}
