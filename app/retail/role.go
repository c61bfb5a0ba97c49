package retail

import "database/sql/driver"

// Role is what a member of staff, or the hub itself, may do. Higher includes lower.
type Role uint8

// Values of Role; the words are stable, they are stored and sent.
const (
	// RoleDevice: a terminal on its own, nobody signed in.
	RoleDevice Role = iota + 1
	// RoleStaff: スタッフ: picks, stages, hands over, settles exceptions.
	RoleStaff
	// RoleLead: リーダー: may also decline an order.
	RoleLead
	// RoleManager: 店長: may also cancel, and take a terminal out of service.
	RoleManager
	// RoleHQ: 本部: every shop.
	RoleHQ
	// RoleHub: the hub itself and the systems behind it.
	RoleHub
)

var roleWords = words{"device", "staff", "lead", "manager", "hq", "hub"}

// String returns the stable word of the value.
func (v Role) String() string { return roleWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Role) MarshalText() ([]byte, error) { return roleWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Role) UnmarshalText(b []byte) error {
	n, err := roleWords.parse(b)
	*v = Role(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Role) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Role) Value() (driver.Value, error) { return roleWords.value(uint8(v)) }

// Roles returns every value in order.
func Roles() []Role { return allOf[Role](len(roleWords)) }

// Auth is how surely the terminal knew who acted.
type Auth uint8

// Values of Auth; the words are stable, they are stored and sent.
const (
	// AuthNone: nobody was signed in.
	AuthNone Auth = iota + 1
	// AuthPIN: PIN checked on the terminal.
	AuthPIN
	// AuthBadge: staff badge scanned.
	AuthBadge
	// AuthHub: the hub acted.
	AuthHub
)

var authWords = words{"none", "pin", "badge", "hub"}

// String returns the stable word of the value.
func (v Auth) String() string { return authWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Auth) MarshalText() ([]byte, error) { return authWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Auth) UnmarshalText(b []byte) error {
	n, err := authWords.parse(b)
	*v = Auth(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Auth) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Auth) Value() (driver.Value, error) { return authWords.value(uint8(v)) }

// Auths returns every value in order.
func Auths() []Auth { return allOf[Auth](len(authWords)) }
