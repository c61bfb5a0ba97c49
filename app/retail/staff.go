package retail

import "time"

// Staff is a member of staff (スタッフ) as terminals know them.
type Staff struct {
	ID     StaffID  `json:"id"`
	Name   string   `json:"name"` // family name, as colleagues say it: 佐藤
	NameEn string   `json:"name_en,omitempty"`
	Role   Role     `json:"role"`
	Stores []SiteID `json:"stores,omitempty"` // empty: every shop
	Active bool     `json:"active"`
}

// WorksAt tells whether the member of staff may sign in at the shop.
func (s Staff) WorksAt(store SiteID) bool {
	if !s.Active {
		return false
	}
	if len(s.Stores) == 0 {
		return true
	}
	for _, id := range s.Stores {
		if id == store {
			return true
		}
	}
	return false
}

// StaffSecret is what one terminal checks a PIN or a badge against. It is made
// for that device alone and travels in its own scope.
type StaffSecret struct {
	Staff StaffID `json:"staff"`
	Salt  []byte  `json:"salt"`  // of the PIN, 16 bytes
	PIN   []byte  `json:"pin"`   // verifier bound to the device, 32 bytes
	Badge []byte  `json:"badge"` // keyed hash of the badge code, 32 bytes
}

// Actor is who acts on a terminal.
type Actor struct {
	Staff  Staff
	Auth   Auth
	Device DeviceID
}

// Command is what the actor does, for the books of a shop: a command of the
// actor's terminal that localdb numbers when it records it.
func (a Actor) Command(id CommandID, at time.Time, store SiteID, kind Kind, body Body) Command {
	return Command{ID: id, V: kind.Version(), Kind: kind, At: at, Store: store, Device: a.Device, Staff: a.Staff.ID, Auth: a.Auth, Body: body}
}
