package main

import (
	"context"
	"strings"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/scanui"
	"miseban/scanner"
)

// fakeScans is a terminal that learned something, or nothing.
type fakeScans struct{ layout scanner.Layout }

func (f fakeScans) Layout() scanner.Layout                    { return f.layout }
func (fakeScans) Learn(context.Context, scanner.Layout) error { return nil }
func (fakeScans) Sheet(context.Context) (string, error) {
	return "/home/shop/Downloads/miseban-scanner.pdf", nil
}

func (fakeScans) Rules() scanner.Rules {
	r := scanner.DefaultRules()
	r.Templates = []scanner.Template{
		{Pattern: "02IIIIIVXXXXC", Unit: scanner.ValueYen, Check: scanner.GS1Price4()}, {Pattern: "22IIIIIXXXXXC", Unit: scanner.ValueGram},
	}
	return r
}

// wedged is a code as a hand scanner types it, by a scene's rules.
func wedged(raw string, end scanner.Ending, each time.Duration, l scanner.Layout) scanner.Code {
	n := len([]rune(raw))
	return scanner.Classify(raw, fakeScans{}.Rules().Apply(scanner.Options{
		Source: scanner.SourceWedge, At: at, Layout: l, Typing: scanner.Typing{End: end, Keys: n, Took: time.Duration(n-1) * each},
	}))
}

// swap types a text with the keys of a US scanner on a Japanese keyboard.
func swap(text string) string {
	l := scanner.USOnJIS()
	typed, meant := []rune(l.Typed), []rune(l.Meant)
	back := map[rune]rune{')': '~', '+': '~', '`': -1, '~': -1, '\x1d': -1}
	for i, r := range meant {
		back[r] = typed[i]
	}
	return strings.Map(func(r rune) rune {
		if to, moved := back[r]; moved {
			return to
		}
		return r
	}, text)
}

func calibration(l scanner.Layout) func(page.Window) page.Screen {
	return func(w page.Window) page.Screen { return scanui.NewCalibrate(w, fakeScans{l}, page.Calibrate{}) }
}

func scanTest(w page.Window) page.Screen {
	return scanui.NewTest(w, fakeScans{}, func(string) {}, page.ScanTest{})
}

// scanned brings a code to the screen.
func scanned(c scanner.Code) func(page.Screen, *window) {
	return func(s page.Screen, _ *window) { s.Scan(c) }
}

func init() {
	whole := scanner.Calibration()
	none := scanner.Layout{}
	test := func(name string, c scanner.Code) scene {
		return scene{Name: "scan-test-" + name, Route: page.ScanTest{}, Build: scanTest, Then: scanned(c)}
	}
	cal := func(name string, c scanner.Code) scene {
		return scene{Name: "scan-adjust-" + name, Route: page.Calibrate{}, Build: calibration(none), Then: scanned(c)}
	}
	scenes = append(scenes,
		scene{Name: "scan-adjust", Route: page.Calibrate{}, Build: calibration(none), Contrast: true},
		scene{Name: "scan-adjust-again", Route: page.Calibrate{}, Build: calibration(scanner.USOnJIS())},
		cal("fine", wedged(whole, scanner.EndEnter, 2*time.Millisecond, none)),
		cal("swapped", wedged(swap(whole), scanner.EndEnter, 2*time.Millisecond, none)),
		cal("poor", wedged(strings.ToUpper(strings.ReplaceAll(whole, "\x1d", "")), scanner.EndIdle, 2*time.Millisecond, none)),
		cal("part", wedged(whole[:80], scanner.EndEnter, 2*time.Millisecond, none)),
		scene{Name: "scan-test", Route: page.ScanTest{}, Build: scanTest, Contrast: true},
		test("gtin", wedged("]E04901234567894", scanner.EndEnter, 3*time.Millisecond, none)),
		test("gs1", wedged("]C101049012345678941726123110AB12\x1d21789", scanner.EndEnter, time.Millisecond, none)),
		test("swapped", wedged("https+//example.jp/01/04901234567894^", scanner.EndIdle, 2*time.Millisecond, none)),
		test("half", wedged("4901234567", scanner.EndIdle, 28*time.Millisecond, none)),
		test("upce", wedged("04252614", scanner.EndTab, 2*time.Millisecond, none)),
		test("gs-text", wedged("]C101049012345678941726123110AB12<GS>21789", scanner.EndEnter, 2*time.Millisecond, none)),
	)
}
