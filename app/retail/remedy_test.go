package retail

import (
	"slices"
	"testing"
)

// TestRemedies: every kind of exception can be closed, each remedy is of use
// somewhere, and one that a command brings about is not closed without it where
// that command ends the entry by itself.
func TestRemedies(t *testing.T) {
	used := map[Remedy]bool{RemedySeen: true}
	for _, k := range ExceptionKinds() {
		all := k.Remedies()
		if len(all) == 0 || remedies[k] == nil {
			t.Errorf("%v: nothing can be done about it", k)
		}
		staff := false
		for i, r := range all {
			used[r] = true
			if slices.Index(all, r) != i {
				t.Errorf("%v: %v twice", k, r)
			}
			staff = staff || r.MinRole() <= RoleStaff
		}
		if !staff && k != ExNotAllowed {
			t.Errorf("%v: staff can do nothing about it", k)
		}
	}
	for _, r := range Remedies() {
		if !used[r] {
			t.Errorf("%v is a remedy for nothing", r)
		}
	}
	if got := ExceptionKind(200).Remedies(); !slices.Equal(got, []Remedy{RemedySeen}) {
		t.Errorf("a kind of a later program: %v", got)
	}
	for _, k := range []ExceptionKind{ExRecount, ExPutBack} {
		for _, r := range k.Remedies() {
			if r.Kind() == 0 {
				t.Errorf("%v can be closed by %v although the books would stay wrong", k, r)
			}
		}
	}
}

func TestRemedyOf(t *testing.T) {
	for how, want := range map[string]Remedy{"queue.x.seen": RemedySeen, "called": RemedyCalled, "": 0, "of a later program": 0} {
		if got := (Exception{How: how}).Remedy(); got != want {
			t.Errorf("%q: %v, want %v", how, got, want)
		}
	}
	if RemedyApproved.MinRole() != RoleManager || RemedyDeclined.MinRole() != RoleLead || RemedyCalled.MinRole() != RoleStaff {
		t.Error("who may do what is wrong")
	}
}
