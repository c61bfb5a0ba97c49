// Package sheet draws the set-up sheet of hand scanners as PDF, one page of A4:
// the code that teaches a device its scanner, codes to try, and how a scanner is
// to be programmed, in Japanese and English.
package sheet

import (
	"io"

	"github.com/go-pdf/fpdf"

	"miseban/scanner"
	"miseban/scanner/bars"
	"miseban/scanner/qr"
)

// Fonts are the TrueType faces of the text; they must hold Japanese.
type Fonts struct{ Regular, Bold []byte }

// Sample is a code on the sheet to try.
type Sample struct {
	Name string // 種類
	Text string // as a reader gives it back, without AIM identifier
	draw func() (bars.Bars, error)
}

// Samples are the codes to try, in the order of the sheet; the label of a shelf
// is a QR.
func Samples() []Sample {
	const jan, jan8, itf, slip = "4901234567894", "49123456", "14901234567891", "A123456789013A"
	const elements = "01049012345678941726123110AB12\x1d21789"
	return []Sample{
		{"JAN-13", jan, func() (bars.Bars, error) { return bars.EAN(jan) }},
		{"JAN-8（短縮）", jan8, func() (bars.Bars, error) { return bars.EAN(jan8) }},
		{"ITF-14（ケース）", itf, func() (bars.Bars, error) { return bars.ITF14(itf) }},
		{"NW-7（送り状）", slip, func() (bars.Bars, error) { return bars.NW7(slip) }},
		{"GS1-128（期限・ロット・GS）", elements, func() (bars.Bars, error) { return bars.GS1128(elements) }},
		{"棚の札 / shelf label", place, nil},
	}
}

// place is the label of a shelf that no shop has.
const place = "PL-TEST-1/22"

// Millimetres of the page.
const (
	width  = 210.0
	margin = 14.0
	column = (width - 2*margin - 6) / 2
	module = 0.33 // of bars: the size that JAN is meant to have
)

// page is the sheet while it is drawn.
type page struct{ *fpdf.Fpdf }

// Write draws the sheet. It fails as out does, or when a font cannot be read.
func Write(out io.Writer, fonts Fonts) error {
	p := page{fpdf.New("P", "mm", "A4", "")}
	p.AddUTF8FontFromBytes("ud", "", fonts.Regular)
	p.AddUTF8FontFromBytes("ud", "B", fonts.Bold)
	p.SetTitle("miseban scanner set-up", true)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0)
	p.AddPage()
	p.text(margin, 20, 18, "B", "スキャナー設定シート")
	p.text(margin+78, 20, 11, "", "Scanner set-up sheet · 店番 miseban")
	p.rule(24)
	p.calibration(28)
	p.samples(98)
	p.advice(199)
	return p.Output(out)
}

func (p page) text(x, y, size float64, style, s string) {
	p.SetFont("ud", style, size)
	p.Text(x, y, s)
}

func (p page) rule(y float64) {
	p.SetDrawColor(170, 170, 170)
	p.SetLineWidth(0.2)
	p.Line(margin, y, width-margin, y)
}

// calibration is the code that teaches a device, and what to do with it.
func (p page) calibration(y float64) {
	const side = 62
	p.qr(margin, y, side, scanner.Calibration())
	x := margin + side + 8
	p.text(x, y+7, 14, "B", "1  調整 / Adjust")
	for i, s := range []string{
		"端末で「設定」→「読み取りの調整」を開き、左のコードを", "1回読みます。端末がスキャナーの癖を覚えます。",
		"On the terminal open Settings, Adjust the scanner, and", "scan the code on the left once.",
		"", "スキャナーか端末を替えたら、もう一度読みます。", "Again after a scanner or a terminal is replaced.",
	} {
		p.text(x, y+16+float64(i)*6, 10, "", s)
	}
}

// samples are the codes to try.
func (p page) samples(y float64) {
	p.rule(y - 4)
	p.text(margin, y+3, 14, "B", "2  試し読み / Try these")
	p.text(margin+62, y+3, 10, "", "「設定」→「読み取りテスト」で読みます / on Settings, Test the scanner")
	for i, s := range Samples() {
		x, top := margin+float64(i%2)*(column+6), y+8+float64(i/2)*30
		p.text(x, top+4, 9, "B", s.Name)
		if s.draw == nil {
			p.qr(x+34, top-3, 27, s.Text)
			p.text(x, top+10, 9, "", s.Text)
			continue
		}
		b, err := s.draw()
		if err != nil {
			p.SetError(err)
			return
		}
		p.bars(x, top+6, b, 15)
		p.text(x, top+25, 9, "", shown(s.Text))
	}
}

// shown is a text as people read it.
func shown(s string) string {
	out := ""
	for _, r := range s {
		if r == bars.GS {
			out += " <GS> "
			continue
		}
		out += string(r)
	}
	return out
}

// bars draws a code with its quiet zone, at the size it is meant to have where
// the column is wide enough.
func (p page) bars(x, y float64, b bars.Bars, height float64) {
	unit := min(module, column/float64(b.Modules()+2*bars.Quiet))
	p.SetFillColor(0, 0, 0)
	at := x + float64(bars.Quiet)*unit
	for i, w := range b {
		if i%2 == 0 {
			p.Rect(at, y, float64(w)*unit, height, "F")
		}
		at += float64(w) * unit
	}
}

// qr draws a code with its quiet zone into a square.
func (p page) qr(x, y, side float64, text string) {
	m, err := qr.Encode(text, qr.LevelM)
	if err != nil {
		p.SetError(err)
		return
	}
	unit := side / float64(m.Size()+2*qr.QuietZone)
	p.SetFillColor(0, 0, 0)
	for row := range m.Size() {
		for from := 0; from < m.Size(); from++ {
			to := from
			for to < m.Size() && m.Dark(to, row) {
				to++
			}
			if to > from {
				p.Rect(x+float64(from+qr.QuietZone)*unit, y+float64(row+qr.QuietZone)*unit, float64(to-from)*unit, unit, "F")
				from = to
			}
		}
	}
}

// advice is how a scanner is to be programmed.
func (p page) advice(y float64) {
	p.rule(y - 4)
	p.text(margin, y+3, 14, "B", "3  スキャナーの設定 / Programming")
	ja := []string{
		"スキャナーの説明書のコードを読んで、次のようにします。",
		"・末尾 (suffix): Enter (CR) を付ける",
		"・先頭 (prefix): AIM 識別子を付ける。ほかは付けない",
		"・キーボードの国: 端末と同じ 日本語 (JIS) か 英語 (US)",
		"・文字の間隔 (HID delay): 5 ms。抜けるときは 10〜20 ms",
		"・GS (ASCII 29): 送る。できなければ <GS> に置き換える",
		"・NW-7: スタート/ストップを送る",
		"・UPC-E、ITF の14桁以外: 読まない",
		"・端末の日本語入力: オフ（半角英数）",
		"Android の DataWedge:",
		"・出力は IP（端末の設定「ネットワーク」のポートへ）を勧める",
		"・キー入力なら ENTER を追加、制御文字の送信をオン",
		"・miseban はインテント出力を受け取りません",
	}
	en := []string{
		"Scan these from the manual of the scanner:",
		"- suffix: Enter (CR)",
		"- prefix: the AIM identifier, nothing else",
		"- keyboard country: as the terminal, JIS or US",
		"- HID delay: 5 ms; 10–20 ms if characters get lost",
		"- GS (ASCII 29): send it, else replace it by <GS>",
		"- Codabar (NW-7): send start and stop",
		"- UPC-E, and ITF of other lengths than 14: off",
		"- input method of the terminal: off",
		"DataWedge on Android:",
		"- best: IP output, to the port under Settings",
		"- keystrokes: append ENTER, send control characters",
		"- miseban does not take intents",
	}
	for i := range ja {
		style := ""
		if i == 0 || i == 9 {
			style = "B"
		}
		line := y + 11 + float64(i)*5.7
		p.text(margin, line, 9, style, ja[i])
		p.text(margin+column+6, line, 8.5, style, en[i])
	}
}
