package retail

import "database/sql/driver"

// PayState is whether money is still to be taken.
type PayState uint8

// Values of PayState; the words are stable, they are stored and sent.
const (
	// Prepaid: paid in the web shop.
	Prepaid PayState = iota + 1
	// PayAtPickup: to be paid when collected.
	PayAtPickup
	// Collected: paid at the counter.
	Collected
)

var payStateWords = words{"prepaid", "pay_at_pickup", "collected"}

// String returns the stable word of the value.
func (v PayState) String() string { return payStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v PayState) MarshalText() ([]byte, error) { return payStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *PayState) UnmarshalText(b []byte) error {
	n, err := payStateWords.parse(b)
	*v = PayState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *PayState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v PayState) Value() (driver.Value, error) { return payStateWords.value(uint8(v)) }

// PayStates returns every value in order.
func PayStates() []PayState { return allOf[PayState](len(payStateWords)) }

// NoticeState is how far the ready notice has come.
type NoticeState uint8

// Values of NoticeState; the words are stable, they are stored and sent.
const (
	// NoticeQueued: to be sent by the hub.
	NoticeQueued NoticeState = iota + 1
	// NoticeSending: the hub wrote down that it will send now.
	NoticeSending
	// NoticeSent: the mail server took it.
	NoticeSent
	// NoticeUnknown: 送れたか不明: the hub stopped in the middle; only staff may resend.
	NoticeUnknown
	// NoticeFailed: the mail server refused it for good.
	NoticeFailed
	// NoticeNoAddress: no e-mail address: tell by phone.
	NoticeNoAddress
	// NoticeTold: a member of staff told the customer.
	NoticeTold
)

var noticeStateWords = words{"queued", "sending", "sent", "unknown", "failed", "no_address", "told"}

// String returns the stable word of the value.
func (v NoticeState) String() string { return noticeStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v NoticeState) MarshalText() ([]byte, error) { return noticeStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *NoticeState) UnmarshalText(b []byte) error {
	n, err := noticeStateWords.parse(b)
	*v = NoticeState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *NoticeState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v NoticeState) Value() (driver.Value, error) { return noticeStateWords.value(uint8(v)) }

// NoticeStates returns every value in order.
func NoticeStates() []NoticeState { return allOf[NoticeState](len(noticeStateWords)) }

// ShortReason is why goods ordered could not be taken.
type ShortReason uint8

// Values of ShortReason; the words are stable, they are stored and sent.
const (
	// NotFound: 棚にない.
	NotFound ShortReason = iota + 1
	// DamagedGoods: 傷・汚れがある.
	DamagedGoods
	// DisplayOnly: 展示品しかない.
	DisplayOnly
	// SoldOut: もう売れた.
	SoldOut
	// ScrapGoods: 売り物にならない: for 廃棄.
	ScrapGoods
	// WrongGoods: ちがう商品が入っている.
	WrongGoods
)

var shortReasonWords = words{"not_found", "damaged", "display_only", "sold", "scrap", "mismatch"}

// String returns the stable word of the value.
func (v ShortReason) String() string { return shortReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v ShortReason) MarshalText() ([]byte, error) { return shortReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *ShortReason) UnmarshalText(b []byte) error {
	n, err := shortReasonWords.parse(b)
	*v = ShortReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *ShortReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v ShortReason) Value() (driver.Value, error) { return shortReasonWords.value(uint8(v)) }

// ShortReasons returns every value in order.
func ShortReasons() []ShortReason { return allOf[ShortReason](len(shortReasonWords)) }

// Entry is how a code came in.
type Entry uint8

// Values of Entry; the words are stable, they are stored and sent.
const (
	// Scanned: by a scanner.
	Scanned Entry = iota + 1
	// TypedIn: by hand, with a reason.
	TypedIn
)

var entryWords = words{"scanned", "typed"}

// String returns the stable word of the value.
func (v Entry) String() string { return entryWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Entry) MarshalText() ([]byte, error) { return entryWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Entry) UnmarshalText(b []byte) error {
	n, err := entryWords.parse(b)
	*v = Entry(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Entry) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Entry) Value() (driver.Value, error) { return entryWords.value(uint8(v)) }

// Entries returns every value in order.
func Entries() []Entry { return allOf[Entry](len(entryWords)) }

// HandReason is why a code was entered by hand.
type HandReason uint8

// Values of HandReason; the words are stable, they are stored and sent.
const (
	// LabelDamaged: バーコードが読めない.
	LabelDamaged HandReason = iota + 1
	// NoLabel: バーコードがない.
	NoLabel
	// ScannerBroken: スキャナーが使えない.
	ScannerBroken
)

var handReasonWords = words{"label_damaged", "no_label", "scanner_broken"}

// String returns the stable word of the value.
func (v HandReason) String() string { return handReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v HandReason) MarshalText() ([]byte, error) { return handReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *HandReason) UnmarshalText(b []byte) error {
	n, err := handReasonWords.parse(b)
	*v = HandReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *HandReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v HandReason) Value() (driver.Value, error) { return handReasonWords.value(uint8(v)) }

// HandReasons returns every value in order.
func HandReasons() []HandReason { return allOf[HandReason](len(handReasonWords)) }

// Proof is what showed that the person at the counter may have the goods.
type Proof uint8

// Values of Proof; the words are stable, they are stored and sent.
const (
	// ByCode: 受取コード, checked by signature.
	ByCode Proof = iota + 1
	// ByDigits: the eight digits below the code, typed.
	ByDigits
	// ByIdentity: name and identity check without a code.
	ByIdentity
)

var proofWords = words{"code", "digits", "identity"}

// String returns the stable word of the value.
func (v Proof) String() string { return proofWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Proof) MarshalText() ([]byte, error) { return proofWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Proof) UnmarshalText(b []byte) error {
	n, err := proofWords.parse(b)
	*v = Proof(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Proof) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Proof) Value() (driver.Value, error) { return proofWords.value(uint8(v)) }

// Proofs returns every value in order.
func Proofs() []Proof { return allOf[Proof](len(proofWords)) }

// IdentityKind is what was looked at; never its number.
type IdentityKind uint8

// Values of IdentityKind; the words are stable, they are stored and sent.
const (
	// NameAndPhone: name and last four digits of the phone.
	NameAndPhone IdentityKind = iota + 1
	// PhotoID: a document with a photo.
	PhotoID
	// OrderMail: the order mail on the phone.
	OrderMail
	// ProxyNote: 委任: a proxy with the order details.
	ProxyNote
)

var identityKindWords = words{"name_phone", "photo_id", "order_mail", "proxy_note"}

// String returns the stable word of the value.
func (v IdentityKind) String() string { return identityKindWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v IdentityKind) MarshalText() ([]byte, error) { return identityKindWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *IdentityKind) UnmarshalText(b []byte) error {
	n, err := identityKindWords.parse(b)
	*v = IdentityKind(n)
	return err
}

// Scan reads the stable word from a database.
func (v *IdentityKind) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v IdentityKind) Value() (driver.Value, error) { return identityKindWords.value(uint8(v)) }

// IdentityKinds returns every value in order.
func IdentityKinds() []IdentityKind { return allOf[IdentityKind](len(identityKindWords)) }
