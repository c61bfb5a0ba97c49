package figureui

import (
	"context"
	"slices"
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

func book(t *testing.T, lang words.Lang) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(lang)
}

func TestPageOf(t *testing.T) {
	now := pagetest.At
	week := func(back int, f retail.Figures) retail.WeekFigures {
		return retail.WeekFigures{Week: retail.WeekOf(now.AddDate(0, 0, -7*back)), Figures: f}
	}
	m := pageOf(book(t, words.Ja), Report{At: now, Stale: true, Unsent: 2, Weeks: []retail.WeekFigures{
		week(9, retail.Figures{Caught: 99}), // not shown any more
		week(2, retail.Figures{Caught: 8, Ready: 2, InTime: 1}),
		week(1, retail.Figures{Caught: 2, Lines: 10, PickSecs: 900, Ready: 10, InTime: 9}),
		week(0, retail.Figures{Caught: 4, Lines: 10, PickSecs: 720, Ready: 4, InTime: 3, Escaped: 0, Noticed: 1}),
	}}, now)
	by := map[string]figureModel{}
	for i, f := range m.Figures {
		by[figures[i].key] = f
		if len(f.Bars) != shownWeeks {
			t.Errorf("%s has %d bars", f.Title, len(f.Bars))
		}
	}
	if len(m.Notes) != 2 || m.Empty {
		t.Errorf("%+v", m)
	}
	for key, want := range map[string][2]string{
		"in_time": {"75", "先週より 15 % 少ない"}, "line": {"1.2", "先週より 0.3 分 少ない"}, "wait": {"—", "先週の数字はありません"},
		"caught": {"4", "先週より 2 件 多い"}, "escaped": {"0", "先週と同じ"},
	} {
		if f := by[key]; f.Value != want[0] || f.Change != want[1] {
			t.Errorf("%s: %q, %q; want %q", key, f.Value, f.Change, want)
		}
	}
	if by["in_time"].Tone != figures[0].tone(-1) || by["line"].Tone == by["in_time"].Tone {
		t.Error("fewer orders in time look well, or fewer minutes do not")
	}
	if b := by["caught"].Bars; !slices.Equal(b[5:], []float32{1, .25, .5}) || b[4] >= 0 {
		t.Errorf("bars %v", b)
	}
}

// asked answers once it may.
type asked struct{ err error }

func (a *asked) Weekly(context.Context) (Report, error) {
	if a.err != nil {
		return Report{}, a.err
	}
	return Report{At: pagetest.At, Weeks: []retail.WeekFigures{{Week: retail.WeekOf(pagetest.At), Figures: retail.Figures{Caught: 7}}}}, nil
}

// TestAskedAgain: a page that was opened without a line fills itself when it is
// back.
func TestAskedAgain(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		svc := &asked{retail.E(retail.CodeOffline, "test", "", nil)}
		f := pagetest.New(t, shape, words.Ja, theme.Light)
		f.Show(func(w page.Window) page.Screen { return New(w, svc, page.Figures{}) })
		f.UntilSeen("いまは数字を聞けません")
		svc.err = nil
		f.Screen.Synced()
		f.UntilSeen("スキャンで防いだまちがい")
		f.UntilSeen("7")
	}
}
