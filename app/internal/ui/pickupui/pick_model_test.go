package pickupui

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

func ja(t testing.TB) words.Catalog {
	t.Helper()
	w, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return w.In(words.Ja)
}

// TestAnswers holds every kind of answer to its own colour, sound and
// sentence.
func TestAnswers(t *testing.T) {
	c := ja(t)
	foreign := func() *pickuptest.Service { s := yamada(); s.Elsewhere = "4822"; return s }
	enough := func() *pickuptest.Service { s := yamada(); s.Order.Lines[1].Picked = 1; return s }
	cases := []struct {
		name     string
		svc      func() *pickuptest.Service
		scan     scanner.Code
		look     answerLook
		fill     theme.Token
		sound    assets.Sound
		sentence string
		where    string
	}{
		{"right", yamada, code(t, pickuptest.ShirtM), lookRight, "", assets.SoundRight, "合っています", ""},
		{"other line", yamada, code(t, pickuptest.Tote), lookRight, "", assets.SoundRight, "合っています", ""},
		{"size", yamada, code(t, pickuptest.ShirtL), lookWrong, "", assets.SoundWrong, "これは L です", "M は左どなりにあります"},
		{"color", yamada, code(t, pickuptest.ShirtBlue), lookWrong, "", assets.SoundWrong, "これは サックス です", "別の棚にあります"},
		{"item", yamada, code(t, pickuptest.Mug), lookWrong, "", assets.SoundWrong, "これは マグカップ です", "別の棚にあります"},
		{"item, nothing needed", picked, code(t, pickuptest.Mug), lookFull, theme.StopFill, assets.SoundWrong, "この注文の品ではありません", "元の棚へ戻してください"},
		{"other order", foreign, code(t, pickuptest.Mug), lookFull, theme.OtherFill, assets.SoundOtherOrder, "4822 の商品です", "元の棚へ戻してください"},
		{"enough", enough, code(t, pickuptest.KnitL), lookFull, theme.MoreFill, assets.SoundSurplus, "もう足りています", "元の棚へ戻してください"},
		{"case", socks, code(t, pickuptest.SocksCase), lookFull, theme.MoreFill, assets.SoundSurplus, "ケースは\n12点入りです", "1点ずつスキャンします"},
		{"unknown", yamada, code(t, pickuptest.Nobody), lookFull, theme.HaltFill, assets.SoundUnknown, "登録のない商品です", "別のバーコードをスキャン"},
		{"misread", yamada, scanner.Classify("4999001999990", scanner.Options{}), lookNote, "", assets.SoundUnknown, "読み取れませんでした。もう一度スキャンしてください", ""},
		{"this shelf", yamada, place("A-01-2"), lookNote, "", assets.SoundUnknown, "この棚です。商品をスキャンしてください", ""},
		{"another shelf", yamada, place("C-02-3"), lookNote, "", assets.SoundUnknown, "棚 C-02-3 です。いまの品は A-01-2 にあります", ""},
		{"bag", yamada, bag("0001"), lookNote, "", assets.SoundUnknown, "袋のラベルです。商品をスキャンしてください", ""},
		{"tote", yamada, tote("T-07"), lookNote, "", assets.SoundRight, "かご T-07 に入れます", ""},
		{"foreign tote", foreignTote, tote("T-03"), lookFull, theme.StopFill, assets.SoundWrong, "4819 のかごです", "空のかごをスキャン"},
		{"colder tote", frozenTote, code(t, pickuptest.Pudding), lookFull, theme.HaltFill, assets.SoundWrong, "冷凍のかごには\n入れません", "冷蔵のかごをスキャン"},
		{"badge", yamada, scanner.Code{Kind: scanner.KindStaff}, lookNote, "", assets.SoundUnknown, "名札です。商品をスキャンしてください", ""},
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			f, err := x.svc().Scan(t.Context(), "", x.scan)
			if err != nil {
				t.Fatal(err)
			}
			a := answerOf(c, f)
			if a.Look != x.look || a.Fill != x.fill || a.Sound != x.sound || a.Sentence != x.sentence || a.Where != x.where {
				t.Errorf("%v: %+v", f.Kind, a)
			}
		})
	}
}

// TestAnswersOfEveryKind: no kind is left without a word.
func TestAnswersOfEveryKind(t *testing.T) {
	c := ja(t)
	view, _ := yamada().Pick(t.Context(), "")
	for _, k := range retail.MatchKinds() {
		got := &retail.SKU{Name: "帽子", Size: "L"}
		a := answerOf(c, pickup.Found{Kind: k, Pick: view, Line: view.Now(), Got: got, Needed: &retail.SKU{Name: "靴", Size: "M"}, Qty: 1})
		if a.Sentence == "" || a.Sound == 0 || a.Look == 0 {
			t.Errorf("%v: %+v", k, a)
		}
	}
}

func TestPickModel(t *testing.T) {
	c := ja(t)
	part, none := picked(), yamada()
	part.Order.Lines[2].Picked, part.Order.Lines[2].Short = 0, 1
	for i := range none.Order.Lines {
		none.Order.Lines[i].Short = 1
	}
	half := socks()
	half.Order.Lines[0].Picked = 2
	cases := []struct {
		name    string
		svc     *pickuptest.Service
		mode    pickMode
		role    retail.Role
		undo    time.Duration
		acts    []pickDo
		number  string
		rest    string
		settled string
	}{
		{"first", yamada(), pickItem, retail.RoleStaff, 0, []pickDo{pickMissingAct, pickHandAct}, "1", "/ 3点", ""},
		{"undo stands where 見つからない was", yamada(), pickItem, retail.RoleStaff, 8 * time.Second, []pickDo{pickUndoAct, pickHandAct}, "1", "/ 3点", ""},
		{"undo is over", yamada(), pickItem, retail.RoleStaff, -time.Second, []pickDo{pickMissingAct, pickHandAct}, "1", "/ 3点", ""},
		{"after a scan", half, pickRight, retail.RoleStaff, 10 * time.Second, []pickDo{pickUndoAct, pickHandAct}, "2", "/ 7点 済", ""},
		{"list", yamada(), pickLines, retail.RoleStaff, 8 * time.Second, []pickDo{pickItemAct}, "1", "/ 3点", ""},
		{"all", picked(), pickSettled, retail.RoleStaff, 0, []pickDo{pickStageAct}, "3", "/ 3点 済", "すべてそろいました"},
		{"part", part, pickSettled, retail.RoleStaff, 0, []pickDo{pickOfferAct, pickStageAct}, "2", "/ 2点 済", "2点 そろいました"},
		{"none, staff", none, pickSettled, retail.RoleStaff, 0, []pickDo{pickOfferAct, pickHomeAct}, "0", "/ 0点 済", "どの品もありません"},
		{"none, lead", none, pickSettled, retail.RoleLead, 0, []pickDo{pickOfferAct, pickDeclineAct}, "0", "/ 0点 済", "どの品もありません"},
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			v, err := x.svc.Pick(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			undo := time.Time{}
			if x.undo != 0 {
				undo = pickuptest.At.Add(x.undo)
			}
			m := pickModelOf(c, v, x.mode, x.role, undo, pickuptest.At)
			var acts []pickDo
			for _, a := range m.Actions {
				acts = append(acts, a.Do)
			}
			if len(acts) != len(x.acts) {
				t.Fatalf("actions %v, want %v", acts, x.acts)
			}
			for i := range acts {
				if acts[i] != x.acts[i] {
					t.Errorf("actions %v, want %v", acts, x.acts)
				}
			}
			if m.Progress.Number != x.number || m.Progress.Rest != x.rest || m.Settled.Title != x.settled {
				t.Errorf("%+v %+v", m.Progress, m.Settled)
			}
		})
	}
}

func TestOrderBarTellsTheTimeLeft(t *testing.T) {
	c := ja(t)
	for left, want := range map[time.Duration]struct {
		tone theme.Token
		text string
	}{
		14 * time.Minute: {theme.Amber, "あと14分"}, 20 * time.Minute: {theme.Green, "あと20分"}, -6 * time.Minute: {theme.Red, "6分 遅れ"},
	} {
		o := pickuptest.Yamada()
		o.PromisedAt = pickuptest.At.Add(left)
		if b := orderBar(c, o, "ヤマダ", pickuptest.At); b.Tone != want.tone || b.Sub != want.text || b.Title != "ヤマダ様" {
			t.Errorf("%v: %+v", left, b)
		}
	}
}

func TestRouteAway(t *testing.T) {
	for _, s := range retail.OrderStates() {
		var want page.Route
		switch s {
		case retail.Canceled, retail.Declined, retail.Expired:
			want = page.Stop{Order: "1"}
		case retail.Staged, retail.Notified, retail.HandedOver:
			want = page.Stage{Order: "1"}
		case retail.Received, retail.Picking, retail.Short:
		}
		if got, gone := routeAway(&retail.Order{ID: "1", State: s}); got != want || gone != (want != nil) {
			t.Errorf("%v: %v %v", s, got, gone)
		}
	}
}

func TestItemWithoutShelfOrFigure(t *testing.T) {
	c := ja(t)
	l := pickup.LineView{Line: retail.Line{No: 1, Qty: 3, Picked: 1, Name: "帽子"}}
	m := itemOf(c, l)
	if m.HasShelf || m.Shelf != "棚番なし" || m.Count != "×2" || m.Part != "3点のうち 1点 済" {
		t.Errorf("%+v", m)
	}
	if s := stockOf(c, l, pickuptest.At); s.Number != "" || s.Label != "在庫の数はわかりません" {
		t.Errorf("%+v", s)
	}
}

func TestShortageModel(t *testing.T) {
	c := ja(t)
	v, err := yamada().Shortage(t.Context(), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	m := shortageOf(c, v, 0)
	want := []string{"在庫 2 を確認中に。棚卸へ追加", "1点をB品へ。在庫 2 → 1", "1点を展示品へ。在庫 2 → 1", "在庫 2 のまま。レジの反映待ち", "1点を廃棄へ。在庫 2 → 1", "在庫 2 を確認中に。棚卸へ追加"}
	for i, r := range m.Reasons {
		if r.Effect != want[i] {
			t.Errorf("%v: %s", r.Reason, r.Effect)
		}
	}
	if m.Action.Kind != widgets.NotYet {
		t.Errorf("open before a reason is chosen: %+v", m.Action)
	}
	if m = shortageOf(c, v, retail.NotFound); m.Action.Kind != widgets.Main || m.Later.Kind != widgets.Secondary {
		t.Errorf("%+v", m.Action)
	}
	v.Line.Known = false
	if e := shortageOf(c, v, 0).Reasons[1].Effect; e != "B品にします" {
		t.Errorf("a figure nobody knows is written: %s", e)
	}
}

func TestStageAnswers(t *testing.T) {
	c := ja(t)
	seen := map[string]bool{}
	for a := pickup.StageSlot; a <= pickup.StageOrderOver; a++ {
		m := stageAnswerOf(c, pickup.Staged{Answer: a, Other: "4811"}, "B-11")
		quiet := a == pickup.StageSlot || a == pickup.StageBagIn // the shelf and the tile say it
		if quiet != (m.Sentence == "") || m.Sound == 0 || !quiet && (m.Sentence[0] == '[' || seen[m.Sentence]) {
			t.Errorf("%v: %+v", a, m)
		}
		seen[m.Sentence] = true
		if a.Right() != (m.Look == lookRight) {
			t.Errorf("%v looks like %v", a, m.Look)
		}
	}
}

func TestStagedSaysWhatHappensNext(t *testing.T) {
	c := ja(t)
	for _, x := range []struct {
		state   retail.NoticeState
		offline bool
		want    string
	}{
		{retail.NoticeQueued, false, "お客様にお知らせします"},
		{retail.NoticeQueued, true, "つながったら、お客様にお知らせします"},
		{retail.NoticeNoAddress, false, "電話でお客様にお知らせください"},
		{retail.NoticeFailed, true, "電話でお客様にお知らせください"},
		{retail.NoticeSent, false, "お客様にはお知らせ済みです"},
		{retail.NoticeUnknown, false, "お知らせが送れたか不明です"},
	} {
		s := picked()
		s.Order.State, s.Order.Notice.State = retail.Staged, x.state
		v, _ := s.Staging(t.Context(), "")
		if got := stageOf(c, v, x.offline, v.Pick.Order.PlacedAt).Rest.Next; got != x.want {
			t.Errorf("%v: %s", x.state, got)
		}
	}
}

func TestStopModel(t *testing.T) {
	c := ja(t)
	for _, x := range []struct {
		name  string
		order func(o *retail.Order)
		title string
		note  string
		pick  bool
	}{
		{"canceled", func(o *retail.Order) { pickuptest.Cancel(o) }, "ピッキングを\n止めてください", "お客様へはネットショップが連絡します", false},
		{"canceled when staged", func(o *retail.Order) { pickuptest.Cancel(o).Slot = "B-12" }, "品を棚へ\n戻してください", "品は保管棚 B-12 の袋にあります", false},
		{"declined", func(o *retail.Order) { o.State = retail.Declined }, "品を棚へ\n戻してください", "", false},
		{"expired", func(o *retail.Order) { o.State, o.Slot = retail.Expired, "B-12" }, "品を棚へ\n戻してください", "品は保管棚 B-12 の袋にあります", false},
		{"too many", func(o *retail.Order) { o.Lines[0].Picked = 3 }, "多い品を棚へ\n戻してください", "", true},
	} {
		s := pickuptest.New(pickuptest.Watanabe())
		x.order(s.Order)
		v, _ := s.PutBack(t.Context(), "")
		m := stopOf(c, v, pickuptest.At)
		if m.Title != x.title || m.Note != x.note || m.Pick != x.pick || len(m.Rows) == 0 {
			t.Errorf("%s: %+v", x.name, m)
		}
	}
}

func TestPutBackScan(t *testing.T) {
	c := ja(t)
	v, _ := canceled().PutBack(t.Context(), "")
	for _, x := range []struct {
		name  string
		hand  int
		code  scanner.Code
		line  int
		shelf string
		sound assets.Sound
	}{
		{"shelf of the first", 0, place("A-04-2"), 1, "A-04-2", assets.SoundRight},
		{"shelf of another row", 1, place("A-01-4"), 2, "A-01-4", assets.SoundRight},
		{"no shelf of the list", 1, place("C-02-3"), 0, "", assets.SoundWrong},
		{"an item takes it in hand", 0, code(t, pickuptest.ShirtBlue), 2, "", assets.SoundRight},
		{"another item", 0, code(t, pickuptest.Mug), 0, "", assets.SoundWrong},
		{"a bag", 0, bag("0001"), 0, "", assets.SoundUnknown},
	} {
		got := putBackOf(c, v, x.hand, x.code)
		if got.Line != x.line || got.Shelf != x.shelf || got.Sound != x.sound || got.Note == "" {
			t.Errorf("%s: %+v", x.name, got)
		}
	}
}
