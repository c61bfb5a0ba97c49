package page

import "miseban/assets"

// Look is which codes the camera looks for: the fewer, the less clutter is
// taken for one.
type Look uint8

// The looks.
const (
	LookGoods  Look = iota + 1 // goods and their cartons, and our labels
	LookLabels                 // the customer's code, our labels and badges
	LookAny                    // any code that leads to an order: goods, labels, slips
)

// Aim is what a screen wants the camera to find now.
type Aim struct {
	Look  Look
	Title string  // what is to be shown to the camera: 商品をスキャン
	Text  string  // one sentence more, may be empty
	Item  AimItem // the goods that are looked for, if any
	Once  bool    // one code is all: the camera closes with it
	Hand  string  // the way without camera, 番号を入力 if empty
	// HandIcon stands before Hand.
	HandIcon assets.Icon
	// ByHand goes that way; the camera is closed before. nil: there is none.
	ByHand func()
}

// AimItem is the goods that are looked for, as the pick shows them.
type AimItem struct {
	Picture, Name, What, Count, Shelf string
}

// Aimer is a screen that the camera may serve.
type Aimer interface {
	// Aim tells what the camera is to find. ok is false while the screen shows an
	// answer or asks something itself: the camera then waits behind it.
	Aim() (aim Aim, ok bool)
}
