//go:build window

package windowtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/sample"
	"miseban/scanner"
)

// Places of the tablet's window, 1280×800: the page 読み取りテスト.
var (
	toTest    = image.Pt(960, 752) // main button of a calibration's result
	byHand    = image.Pt(900, 148) // the field
	writeFile = image.Pt(266, 752) // 設定シート
	goBack    = image.Pt(28, 36)
	settings  = image.Pt(48, 655) // of the rail
	signOut   = image.Pt(60, 752) // 退勤, which asks first
	question  = image.Rect(360, 280, 920, 520)
)

// messageFor is how long a message stays at the most.
const messageFor = 10 * time.Second

// scans is how many scans the storm has: MISEBAN_SCANS, 160 in CI and 10,000 to be
// sure. Where it is not set the test is skipped.
func scans(t testing.TB) int {
	n, err := strconv.Atoi(os.Getenv("MISEBAN_SCANS"))
	if err != nil || n < 8 {
		t.Skip("MISSING: MISEBAN_SCANS is not set; no storm of scans was typed into the window")
	}
	return n
}

// logged is a line of -scanlog.
type logged struct {
	Raw, Text, AIM string
	Kind, Fault    string
	Source, End    string
	Micros         int64
}

// heard reads what the terminal has logged.
func heard(t testing.TB, path string) []logged {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was scanned yet
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []logged
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var l logged
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			break // being written
		}
		out = append(out, l)
	}
	return out
}

// mixed is the i-th code of the storm: every symbology of a shop, each once.
func mixed(i int) string {
	body := fmt.Sprintf("49%010d", i)
	jan := body + check(body)
	switch i % 8 {
	case 0:
		return "]E0" + jan
	case 1:
		return jan
	case 2:
		eight := fmt.Sprintf("49%05d", i%100000)
		return "]E4" + eight + check(eight)
	case 3:
		return "]C10104901234567894" + "10L" + strconv.Itoa(i) + "\x1d21s" + strconv.Itoa(i)
	case 4:
		n := fmt.Sprintf("%011d", 10000000000+i)
		v, _ := strconv.Atoi(n)
		return "]F0A" + n + strconv.Itoa(v%7) + "A"
	case 5:
		return "https://example.jp/01/04901234567894/21/" + strconv.Itoa(i) + "?x=1&y=_2"
	case 6:
		four := fmt.Sprintf("14901%08d", i)
		return "]I1" + four + check(four)
	}
	place, _ := scanner.NewPlace("Z-" + strconv.Itoa(i))
	return place
}

func check(body string) string {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// openTest enrols a counter, signs in and opens 読み取りテスト.
func (s *shop) openTest(log string) {
	s.t.Helper()
	if raw := s.calibrate(log); raw != scanner.Calibration() {
		s.t.Fatalf("the calibration arrived as %q", raw)
	}
	s.settled()
	s.tap(toTest)
	s.settled()
}

// calibrate enrols a counter, signs in and scans the calibration code, which opens
// its page from anywhere. It returns what arrived.
func (s *shop) calibrate(log string) (raw string) {
	s.t.Helper()
	s.t.Cleanup(func() {
		if all := heard(s.t, log); s.t.Failed() {
			s.t.Logf("arrived last: %+v", all[max(0, len(all)-5):])
		}
	})
	world := sample.New(1, time.Now())
	s.start("-shape", "counter", "-enrol", s.enrolCode(), "-scanlog", log)
	i := slices.IndexFunc(world.Staff, func(p sample.Person) bool { return p.ID == sample.Sato })
	badge := must(s.t)(scanner.NewStaff(world.Staff[i].Badge))
	db := s.data()
	await(s.t, "佐藤 is signed in", func() bool {
		s.scan(badge)
		time.Sleep(400 * time.Millisecond)
		who, _, err := db.SignedIn(s.t.Context())
		return who == sample.Sato && err == nil
	})
	await(s.t, "the calibration is read whole", func() bool { // a busy machine may cut it
		s.burst(scanner.Calibration(), keyPause)
		time.Sleep(400 * time.Millisecond)
		all := heard(s.t, log)
		raw = all[len(all)-1].Raw
		_, _, err := scanner.Learn(raw)
		return err == nil
	})
	return raw
}

func (s *shop) burst(code string, each int) {
	s.t.Helper()
	if err := s.x.typed(code, func() uint32 { return uint32(each) }); err != nil {
		s.t.Fatal(err)
	}
}

// settled waits until the window has stood still for a while.
func (s *shop) settled() {
	s.t.Helper()
	time.Sleep(1500 * time.Millisecond)
	var before []byte
	await(s.t, "the window stands still", func() bool {
		img, err := s.x.picture(s.window, image.Rect(0, 80, 1280, 700))
		if err != nil {
			return false
		}
		same := slices.Equal(before, img.Pix)
		before = img.Pix
		time.Sleep(100 * time.Millisecond)
		return same
	})
}

// storms types scans as a hand scanner does and counts what becomes of them.
type storms struct {
	s    *shop
	log  string // of the terminal's scans
	rng  *rand.Rand
	sent int
}

// heldUp is a pause that no scanner makes between two keys.
const heldUp = 50 * time.Millisecond

// storm types so many codes, with 0 to 20 ms between keys: each must arrive as it
// was sent, once, and in its turn. Codes in which the typist itself was held up are
// typed for nothing, said, and typed anew with another number.
func (w *storms) storm(t *testing.T, name string, count int) {
	t.Helper()
	before := len(heard(t, w.log))
	var want, spoilt []string
	var last string
	begun := time.Now()
	for len(want) < count && len(spoilt) <= count {
		last = mixed(w.sent)
		w.sent++
		most := []int{0, 1, 2, 3, 5, 20}[w.rng.IntN(6)]
		pace := func() uint32 { return uint32(w.rng.IntN(most + 1)) }
		if err := w.s.x.typed(last, pace); err != nil {
			t.Fatal(err)
		}
		if w.s.x.held > heldUp {
			spoilt = append(spoilt, last)
		} else {
			want = append(want, last)
		}
	}
	took := time.Since(begun)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if all := heard(t, w.log); len(all) > before && strings.HasSuffix(last, all[len(all)-1].Raw) {
			break
		}
	}
	time.Sleep(300 * time.Millisecond)
	got := slices.DeleteFunc(heard(t, w.log)[before:], func(l logged) bool {
		return slices.ContainsFunc(spoilt, func(code string) bool { return strings.Contains(code, l.Raw) })
	})
	right, wrong := 0, 0
	for i, l := range got {
		if i < len(want) && l.Raw == want[i] && l.Kind != scanner.KindUnknown.String() {
			right++
			continue
		}
		if wrong++; wrong <= 5 {
			t.Errorf("%s: scan %d arrived as %+v, sent %q", name, i, l, want[min(i, len(want)-1)])
		}
	}
	t.Logf("%s: %d sent, %d arrived, %d right, %d wrong, %v each; %d more in which the typist was held up",
		name, len(want), len(got), right, wrong, (took / time.Duration(len(want)+len(spoilt))).Round(time.Millisecond), len(spoilt))
	if len(want) != count || len(got) != count || right != count {
		t.Errorf("%s: %d of %d arrived right", name, right, count)
	}
}

// TestScansWhateverHasTheFocus types thousands of scans while nothing, a text
// field, the same with a Japanese input method switched on, a message, a list and a
// question have the focus: every one arrives as it was sent, the field holds what a
// person typed into it before and after, and the question was not answered.
func TestScansWhateverHasTheFocus(t *testing.T) {
	n := scans(t)
	s := openShop(t)
	env, _, missing := japanese(t)
	s.more = env
	w := &storms{s: s, log: filepath.Join(t.TempDir(), "scans.json"), rng: rand.New(rand.NewPCG(7, 7))}
	s.openTest(w.log)
	w.storm(t, "nothing has the focus", n/2)
	s.tap(byHand)
	s.hand("tana ")
	w.storm(t, "a text field", n/10)
	t.Run("input method", func(t *testing.T) {
		if missing != "" {
			t.Skip(missing)
		}
		w.storm(t, "a text field, and a Japanese input method is on", n/10)
	})
	s.hand("4821")
	s.x.returns(t)
	await(t, "what was typed by hand is handed over", func() bool {
		all := heard(t, w.log)
		return all[len(all)-1].Source == "typed"
	})
	if all := heard(t, w.log); all[len(all)-1].Raw != "tana 4821" {
		t.Errorf("the field held %q: scans ran into it", all[len(all)-1].Raw)
	}
	s.tap(writeFile) // a message lies over the page
	w.storm(t, "a message over the page", n/10)
	time.Sleep(messageFor)
	s.tap(goBack)
	s.settled()
	w.storm(t, "a list", n/10)
	s.tap(settings)
	s.settled()
	s.tap(signOut)
	s.settled()
	asked := s.whole(question)
	w.storm(t, "a question", n/10)
	s.settled()
	if !slices.Equal(asked.Pix, s.whole(question).Pix) {
		t.Error("the question is not there as it was: a scan answered it")
	}
	if who, _, err := s.data().SignedIn(t.Context()); who != sample.Sato || err != nil {
		t.Errorf("signed in is %q, %v: a scan signed out", who, err)
	}
}

// whole returns an area of the window, and keeps a picture of all of it.
func (s *shop) whole(area image.Rectangle) *image.NRGBA {
	s.t.Helper()
	img, err := s.x.picture(s.window, image.Rect(0, 0, 1280, 800))
	if err != nil {
		s.t.Fatal(err)
	}
	s.keep("question", img)
	out := image.NewNRGBA(area)
	draw.Draw(out, area, img, area.Min, draw.Src)
	return out
}

// hand types as a person does.
func (s *shop) hand(text string) {
	s.t.Helper()
	for _, r := range text {
		time.Sleep(170 * time.Millisecond)
		if err := s.x.press(r); err != nil {
			s.t.Fatal(err)
		}
	}
	time.Sleep(250 * time.Millisecond)
}
