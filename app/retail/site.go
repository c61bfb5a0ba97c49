package retail

// SiteKind tells shops from warehouses.
type SiteKind uint8

// Values of SiteKind.
const (
	// Shop is a 店舗.
	Shop SiteKind = iota + 1
	// Warehouse is a 倉庫.
	Warehouse
)

var siteKindWords = words{"shop", "warehouse"}

// String returns the stable word of the kind.
func (k SiteKind) String() string { return siteKindWords.text(uint8(k)) }

// MarshalText writes the stable word.
func (k SiteKind) MarshalText() ([]byte, error) { return siteKindWords.marshal(uint8(k)) }

// UnmarshalText reads the stable word.
func (k *SiteKind) UnmarshalText(b []byte) error {
	n, err := siteKindWords.parse(b)
	*k = SiteKind(n)
	return err
}

// Site is a place that keeps stock (拠点): a shop or a warehouse.
type Site struct {
	ID      SiteID   `json:"id"`
	No      uint32   `json:"no"` // 24 bits, as it stands in pickup codes
	Kind    SiteKind `json:"kind"`
	Name    string   `json:"name"`
	NameEn  string   `json:"name_en,omitempty"`
	Kana    string   `json:"kana,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Address string   `json:"address,omitempty"`
	Lat     float64  `json:"lat,omitempty"` // degrees, WGS 84
	Lng     float64  `json:"lng,omitempty"`
	Opens   string   `json:"opens,omitempty"`  // "10:00", local time
	Closes  string   `json:"closes,omitempty"` // "20:00"
	Weekend Hours    `json:"weekend,omitzero"` // on Saturdays, Sundays and holidays, where they differ
	Closed  Closing  `json:"closed,omitzero"`
}

// Terminal is an enrolled device of a shop (端末).
type Terminal struct {
	ID    DeviceID `json:"id"`
	Store SiteID   `json:"store"`
	Name  string   `json:"name"` // as staff call it: ハンディ2, カウンター1
}

// StagingSlot is one labelled place of the pickup corner (保管棚).
type StagingSlot struct {
	Code  string `json:"code"`  // as printed: B-12
	Store SiteID `json:"store"` //
	Area  string `json:"area"`  // 受取コーナー
	Place string `json:"place"` // in words: 中段・左から 3つ目
	Order int    `json:"order"` // nearest first
	// Kind is what the place is made for, Room how many bags of several orders it
	// holds; 0: those of one order alone.
	Kind SlotKind `json:"kind,omitempty"`
	Room int      `json:"room,omitempty"`
}

// PickupKey is a public key that pickup codes are checked with.
type PickupKey struct {
	ID     uint8  `json:"id"`
	Public []byte `json:"public"` // Ed25519, 32 bytes
}

// Chain is what every terminal of a chain knows about it.
type Chain struct {
	Name       string      `json:"name"`
	Accent     string      `json:"accent,omitempty"` // "#0B5C4B"
	PickupKeys []PickupKey `json:"pickup_keys"`
	Holds      HoldPolicy  `json:"holds,omitzero"`

	Pickups PickupPolicy `json:"pickups,omitzero"`
	// Places is which goods need which kind of place among those for bags.
	Places PlacePolicy `json:"places,omitzero"`
	Shorts ShortPolicy `json:"shorts,omitzero"`
	Dues   DuePolicy   `json:"dues,omitzero"`
	Counts CountPolicy `json:"counts,omitzero"`
	// Cold is how long chilled and frozen goods may be on their way.
	Cold ColdPolicy `json:"cold,omitzero"`
	// Weigh is how far packs of weighed goods may be from what was ordered.
	Weigh WeighPolicy `json:"weigh,omitzero"`
	// Show is what customers see on the tablets in the shops.
	Show  ShowPolicy  `json:"show,omitzero"`
	Floor FloorPolicy `json:"floor,omitzero"`
}
