package pickuppage_test

import (
	"bytes"
	"image"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/scanner/decode"
	"miseban/sync/browsertest"
	"miseban/sync/hub"
	"miseban/sync/pickuppage"
)

// TestInTheBrowser: a real browser on a telephone, with scripts forbidden, opens
// the page, says 「着きました」, asks for more time, cancels; the code on it can be
// read; it is drawn light and dark, in both languages, never wider than the
// screen, and the browser finds nothing that the policy forbids.
func TestInTheBrowser(t *testing.T) {
	b := browsertest.Start(t)
	f := &fake{visit: ready()}
	s := serve(t, f, pickuppage.Limits{Rate: 1000, Burst: 1000})
	b.Size(390, 1500, true)
	b.NoScripts()
	b.Prefer(false, "ja")
	says := func(want string) {
		t.Helper()
		b.Until(func() bool { return strings.Contains(b.Text(), want) })
	}
	shoot := func(name string) image.Image {
		t.Helper()
		if w := b.Eval("document.documentElement.scrollWidth"); w != b.Eval("innerWidth") {
			t.Errorf("%s: %s wide on a screen of %s", name, w, b.Eval("innerWidth"))
		}
		img, err := png.Decode(bytes.NewReader(b.Picture(name)))
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	b.Open(s.URL + path)
	says("ご用意できました")
	light := shoot("pickup-ja-light")
	if got := read(t, light); got != f.visit.Code.Token {
		t.Errorf("the code says %q", got)
	}
	b.Prefer(true, "ja")
	if dark := shoot("pickup-ja-dark"); bright(light) < 200 || bright(dark) > 60 || read(t, dark) != f.visit.Code.Token {
		t.Errorf("ground %d, dark %d", bright(light), bright(dark))
	}
	b.Tap("着きました")
	says("スタッフをお呼びしています")
	shoot("pickup-ja-ringing-dark")
	f.change(func(v *hub.Visit) { v.Order.Arrival.Taken = v.Now })
	b.Open(s.URL + path)
	says("スタッフがまいります")
	b.Prefer(false, "en-GB,en;q=0.9,ja;q=0.5")
	b.Tap("English")
	says("Our staff are coming")
	shoot("pickup-en-coming")
	b.Eval(`document.getElementById('proxy').value='Yoshie Yamada'`)
	b.Tap("Make a pickup QR for them")
	says("They have a pickup QR of their own now")
	shoot("pickup-en-proxy-named")
	b.Tap("Take it back")
	says("They may not collect it any more")
	b.Tap("Have until")
	says("You have until")
	if f.visit.Order.Extended != 1 {
		t.Error("not extended")
	}
	b.Tap("Cancel this order")
	says("This cannot be undone")
	shoot("pickup-en-cancel")
	b.Tap("Keep it")
	says("Your order is ready")
	b.Tap("Cancel this order")
	says("This cannot be undone")
	b.Tap("Cancel the order")
	says("This order is canceled")
	shoot("pickup-en-canceled")
	if f.visit.Order.State != retail.Canceled || len(f.said) != 3 {
		t.Errorf("%v, said %v", f.visit.Order.State, f.said)
	}
	f.change(func(v *hub.Visit) { v.Order.State = retail.HandedOver; v.Order.Handover = &retail.Handover{At: noon} })
	b.Prefer(false, "ja")
	b.Size(320, 900, true)
	b.Open(s.URL + path)
	says("お渡しが済みました")
	shoot("pickup-ja-given-narrow")
	for _, line := range b.Console() {
		t.Error(line)
	}
	// Every target is as large as a finger.
	for i, h := range strings.Fields(b.Eval(`[...document.querySelectorAll('button,a')].map(e=>Math.round(e.getBoundingClientRect().height)).join(' ')`)) {
		if n, err := strconv.Atoi(h); err != nil || n < 44 {
			t.Errorf("target %d is %s high", i, h)
		}
	}
}

func bright(img image.Image) uint32 {
	r, g, b, _ := img.At(2, 300).RGBA()
	return (r + g + b) / 3 >> 8
}

// read reads the code in a picture as a scanner does.
func read(t *testing.T, img image.Image) string {
	t.Helper()
	for _, r := range decode.New(decode.QR).Frame(decode.FromImage(img)) {
		return r.Text
	}
	return ""
}
