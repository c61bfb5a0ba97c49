package hub

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Limits of what counts as in order, in Overview.
const (
	// HereFor is how long after its last word a terminal counts as on line; it
	// asks at least once a minute.
	HereFor = 5 * time.Minute
	// MissingAfter is when somebody should look for a terminal: 3日未接続.
	MissingAfter = 3 * 24 * time.Hour
	// InboxLimit is how long an exception may be open.
	InboxLimit = 24 * time.Hour
	// BackupLimit is how old the newest backup may be.
	BackupLimit = 24 * time.Hour
)

// Census is what waits for somebody: what Store.Census counts.
type Census struct {
	Open    []retail.Exception         // that nobody settled yet, by shop
	Orders  map[retail.SiteID]int      // orders with something still to do
	Notices map[retail.NoticeState]int // under way, or in trouble; the others are not counted
	Copied  time.Time                  // when the newest finished backup was begun, zero without one
	BadRows int                        // rows of imported files that could not be taken in
}

// Overview is how a chain stands: for head office and for whoever runs the hub.
// It holds nobody's personal data.
type Overview struct {
	Now     time.Time      `json:"now"`
	Epoch   string         `json:"epoch"`
	Shops   []ShopView     `json:"shops"`
	Inbox   InboxView      `json:"inbox"` // of all shops
	States  map[string]int `json:"terminals"`
	Orders  int            `json:"open_orders"`
	Unsent  int            `json:"unsent"`
	Skewed  int            `json:"clocks_off"`
	Notices map[string]int `json:"notices"`
	BadRows int            `json:"import_quarantine"`
	Bytes   int64          `json:"database_bytes"`
	Log     int64          `json:"log_bytes"`
	Backup  *BackupView    `json:"backup,omitempty"`  // nil: no backup is known
	Restore *RestoreView   `json:"restore,omitempty"` // nil: this hub was never restored
	Heads   []wire.Hint    `json:"-"`
}

// BackupView is the newest backup.
type BackupView struct {
	At  time.Time     `json:"at"`
	Age time.Duration `json:"age_ns"`
}

// RestoreView is how far a restored hub has its terminals back.
type RestoreView struct {
	At   time.Time `json:"at"`
	Back int       `json:"back"` // terminals that came back and have nothing more to send
	Of   int       `json:"of"`
}

// ShopView is one shop.
type ShopView struct {
	ID        retail.SiteID  `json:"id"`
	Name      string         `json:"name"`
	NameEn    string         `json:"name_en,omitempty"`
	Orders    int            `json:"open_orders"`
	Inbox     InboxView      `json:"inbox"`
	Unsent    int            `json:"unsent"`
	Terminals []TerminalView `json:"terminals"`
}

// InboxView counts open exceptions (要確認).
type InboxView struct {
	Open   int       `json:"open"`
	Late   int       `json:"late"` // open for longer than InboxLimit
	Oldest time.Time `json:"oldest,omitzero"`
}

// add counts one.
func (v *InboxView) add(x retail.Exception, now time.Time) {
	v.Open++
	if now.Sub(x.OpenedAt) > InboxLimit {
		v.Late++
	}
	if v.Oldest.IsZero() || x.OpenedAt.Before(v.Oldest) {
		v.Oldest = x.OpenedAt
	}
}

// TerminalView is one terminal.
type TerminalView struct {
	ID       retail.DeviceID `json:"id"`
	Name     string          `json:"name"`
	Model    string          `json:"model,omitempty"`
	App      string          `json:"app,omitempty"`
	State    Contact         `json:"state"`
	LastSeen time.Time       `json:"last_seen,omitzero"`
	Unsent   int             `json:"unsent"`  // as it said at LastSeen
	SkewMS   int64           `json:"skew_ms"` // how far its clock is ahead
	ClockOff bool            `json:"clock_off"`
	Astray   int             `json:"astray,omitempty"` // how often its rows were not the hub's
}

// Contact is how a terminal stands with the hub.
type Contact uint8

// Values of Contact.
const (
	// Here: heard of within HereFor.
	Here Contact = iota + 1
	// Away: switched off, or without a line.
	Away
	// Missing: not heard of for MissingAfter.
	Missing
	// Revoked: shut out.
	Revoked
)

// Contacts returns every value in order.
func Contacts() []Contact { return []Contact{Here, Away, Missing, Revoked} }

// String returns the stable word of the value.
func (c Contact) String() string {
	if c < Here || c > Revoked {
		return "invalid"
	}
	return [...]string{"here", "away", "missing", "revoked"}[c-1]
}

// MarshalText writes the stable word.
func (c Contact) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// contactOf is how the terminal stands at the instant.
func contactOf(d Device, now time.Time) Contact {
	switch silent := now.Sub(d.LastSeen); {
	case d.Revoked:
		return Revoked
	case silent > MissingAfter:
		return Missing
	case silent > HereFor:
		return Away
	}
	return Here
}

// Overview tells how the chain stands. It reads the database alone, but for
// what terminals said to this process in the last minute.
func (h *Hub) Overview(ctx context.Context) (Overview, error) {
	now := h.Clock.Now()
	v := Overview{Now: now, Epoch: h.Store.Epoch(), States: map[string]int{}, Notices: map[string]int{}}
	for _, c := range Contacts() {
		v.States[c.String()] = 0
	}
	sites, err := h.Sites(ctx)
	if err != nil {
		return v, err
	}
	slices.SortFunc(sites, func(a, b retail.Site) int { return cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.ID, b.ID)) })
	at := map[retail.SiteID]int{}
	var ids []retail.SiteID
	for _, s := range sites {
		if s.Kind != retail.Shop {
			continue
		}
		at[s.ID] = len(v.Shops)
		ids = append(ids, s.ID)
		v.Shops = append(v.Shops, ShopView{ID: s.ID, Name: s.Name, NameEn: s.NameEn})
	}
	if err := h.countTerminals(ctx, &v, at); err != nil {
		return v, err
	}
	c, err := h.Store.Census(ctx, ids)
	if err != nil {
		return v, err
	}
	for _, x := range c.Open {
		v.Inbox.add(x, now)
		v.Shops[at[x.Store]].Inbox.add(x, now)
	}
	for id, n := range c.Orders {
		v.Orders += n
		if i, ok := at[id]; ok {
			v.Shops[i].Orders = n
		}
	}
	for state, n := range c.Notices {
		v.Notices[state.String()] = n
	}
	v.BadRows = c.BadRows
	if !c.Copied.IsZero() {
		v.Backup = &BackupView{At: c.Copied, Age: now.Sub(c.Copied)}
	}
	if v.Bytes, v.Log, err = h.Store.Size(ctx); err != nil {
		return v, err
	}
	if v.Heads, err = h.Store.Heads(ctx); err != nil {
		return v, err
	}
	r, err := h.Recovery(ctx)
	if r.Life.Restored() {
		v.Restore = &RestoreView{At: r.Life.Began, Of: len(r.Devices), Back: len(r.Devices) - len(r.Missing())}
	}
	return v, err
}

// countTerminals puts every terminal to its shop.
func (h *Hub) countTerminals(ctx context.Context, v *Overview, at map[retail.SiteID]int) error {
	all, err := h.Store.Devices(ctx)
	if err != nil {
		return err
	}
	for _, d := range all {
		d = h.heardOf(d)
		t := TerminalView{
			ID: d.ID, Name: d.Name, Model: d.Model, App: d.App, State: contactOf(d, v.Now), LastSeen: d.LastSeen,
			Unsent: d.Unsent, SkewMS: d.Skew.Milliseconds(), ClockOff: d.ClockWrong() && !d.Revoked, Astray: d.Astray,
		}
		v.States[t.State.String()]++
		if t.ClockOff {
			v.Skewed++
		}
		i, ok := at[d.Store]
		if !ok {
			continue
		}
		v.Shops[i].Terminals = append(v.Shops[i].Terminals, t)
		if !d.Revoked {
			v.Unsent += t.Unsent
			v.Shops[i].Unsent += t.Unsent
		}
	}
	for i := range v.Shops {
		slices.SortStableFunc(v.Shops[i].Terminals, func(a, b TerminalView) int {
			return cmp.Or(cmp.Compare(gone(a), gone(b)), cmp.Compare(a.Name, b.Name))
		})
	}
	return nil
}

// gone sorts the terminals that are out of service to the end.
func gone(t TerminalView) int {
	if t.State == Revoked {
		return 1
	}
	return 0
}

// OverviewOf tells how the chain of a database stands, beside the hub that may
// be running on it: what terminals told that hub in the last minute is missing.
func OverviewOf(ctx context.Context, s Store, clock retail.Clock) (Overview, error) {
	return (&Hub{Options: Options{Store: s, Clock: clock}}).Overview(ctx)
}
