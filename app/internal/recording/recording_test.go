package recording_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
)

type session struct{ in bool }

func (s session) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: "sato", Role: retail.RoleLead}, Device: "handy-1"}, s.in
}

type clock struct{}

func (clock) Now() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, retail.Japan) }

// TestDo: a command carries who, where and when; nobody signed in, a failing store
// and a rule that says no are errors, the last in the service's own words.
func TestDo(t *testing.T) {
	broken := errors.New("disk")
	for name, c := range map[string]struct {
		in      bool
		fails   error
		verdict retail.Verdict
		hint    func(retail.VerdictCode) string
		want    retail.Code
		says    string
	}{
		"recorded":        {in: true, verdict: retail.Applied},
		"nobody":          {want: retail.CodeNotAllowed, says: "hint.sign_in"},
		"store":           {in: true, fails: broken, want: retail.CodeInternal},
		"no":              {in: true, verdict: retail.Rejected, want: retail.CodeRefused, says: "verdict.wrong_state"},
		"no in own words": {in: true, verdict: retail.Rejected, hint: func(retail.VerdictCode) string { return "own" }, want: retail.CodeRefused, says: "own"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []retail.Command
			clerk := recording.Clerk{
				Session: session{c.in}, Clock: clock{}, IDs: retail.UUIDv7{}, Hint: c.hint,
				Site: func(context.Context) (retail.Site, error) { return retail.Site{ID: "SHIBUYA"}, nil },
				Record: func(_ context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
					if role != retail.RoleLead {
						t.Errorf("judged as %v", role)
					}
					got = cmds
					return []retail.Decision{{Verdict: c.verdict, Code: retail.WrongState}}, c.fails
				},
			}
			_, err := clerk.Do(t.Context(), "test.Do", retail.KindSignIn, retail.SignIn{})
			if c.fails != nil {
				if !errors.Is(err, c.fails) {
					t.Errorf("%v, want %v", err, c.fails)
				}
				return
			}
			if (err != nil) != (c.want != 0) || err != nil && (retail.CodeOf(err) != c.want || retail.HintOf(err) != c.says) {
				t.Errorf("%v %q, want %v %q", retail.CodeOf(err), retail.HintOf(err), c.want, c.says)
			}
			if c.in && (len(got) != 1 || got[0].Staff != "sato" || got[0].Store != "SHIBUYA" || got[0].Device != "handy-1" || !got[0].At.Equal(clock{}.Now())) {
				t.Errorf("recorded %+v", got)
			}
		})
	}
}
