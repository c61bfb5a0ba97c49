//go:build window

package windowtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

// TestScansWhateverHasTheFocus types thousands of scans as a hand scanner does,
// with 0 to 20 ms between keys, while nothing, a text field, a message and a list
// have the focus: every one arrives as it was sent, and the field holds what a person
// typed into it before and after.
func TestScansWhateverHasTheFocus(t *testing.T) {
	n := scans(t)
	s := openShop(t)
	log := filepath.Join(t.TempDir(), "scans.json")
	s.openTest(log)
	rng := rand.New(rand.NewPCG(7, 7))
	sent := 0
	storm := func(name string, count int) {
		t.Helper()
		before := len(heard(t, log))
		var want []string
		begun := time.Now()
		for range count {
			code := mixed(sent)
			sent++
			want = append(want, code)
			most := []int{0, 1, 2, 3, 5, 20}[rng.IntN(6)]
			pace := func() uint32 { return uint32(rng.IntN(most + 1)) }
			if err := s.x.typed(code, pace); err != nil {
				t.Fatal(err)
			}
		}
		for last := want[count-1]; ; time.Sleep(200 * time.Millisecond) {
			all := heard(t, log)
			if len(all) > before && all[len(all)-1].Raw == last || time.Since(begun) > time.Duration(count)*time.Second+patience {
				break
			}
		}
		time.Sleep(300 * time.Millisecond)
		got := heard(t, log)[before:]
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
		t.Logf("%s: %d sent, %d arrived, %d right, %d wrong, %v each", name, count, len(got), right, wrong, (time.Since(begun) / time.Duration(count)).Round(time.Millisecond))
		if len(got) != count || right != count {
			t.Errorf("%s: %d of %d arrived right", name, right, count)
		}
	}
	storm("nothing has the focus", n/2)
	s.tap(byHand)
	s.hand("tana ")
	storm("a text field", n/4)
	s.hand("4821")
	s.x.returns(t)
	await(t, "what was typed by hand is handed over", func() bool {
		all := heard(t, log)
		return all[len(all)-1].Source == "typed"
	})
	if all := heard(t, log); all[len(all)-1].Raw != "tana 4821" {
		t.Errorf("the field held %q: scans ran into it", all[len(all)-1].Raw)
	}
	s.tap(writeFile) // a message lies over the page
	storm("a message over the page", n/8)
	time.Sleep(messageFor)
	s.tap(goBack)
	s.settled()
	storm("a list", n/8)
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
