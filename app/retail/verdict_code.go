package retail

// VerdictCode says why a verdict was given. Its message is "verdict." + word.
type VerdictCode uint8

// Values of VerdictCode.
const (
	// UnknownCommand: a kind or body that the judge does not know.
	UnknownCommand VerdictCode = iota + 1
	// UnknownOrder: no such order here.
	UnknownOrder
	// NotAllowed: the staff's role is too low.
	NotAllowed
	// ClaimedBy: a colleague has the order.
	ClaimedBy
	// WrongState: the order's state does not permit it.
	WrongState
	// AlreadySo: what was wanted is already so.
	AlreadySo
	// Clashed: applied, with an exception.
	Clashed
	// ForeignStore: the device does not belong to the shop.
	ForeignStore
	// CounterHeld: another terminal is the counter (受渡端末).
	CounterHeld
	// Superseded: something newer of the same sort was taken in before.
	Superseded
	// UnknownCount: no such stocktake, or nobody counted that in it.
	UnknownCount
	// AreaOpen: somebody still counts there.
	AreaOpen
	// SamePerson: another person is to count again.
	SamePerson
	// CountAgainFirst: the difference is so large that another person counts first.
	CountAgainFirst
	// NeedsReason: a difference is booked with a reason that can be one.
	NeedsReason
	// FigureChanged: what was approved has become another figure since.
	FigureChanged
	// UnknownTransfer: no such transfer here.
	UnknownTransfer
	// NotEnough: there is not so much that is promised to nobody.
	NotEnough
	// UnknownHold: no such hold here.
	UnknownHold
	// UnknownWave: no such wave here.
	UnknownWave
	// WaveBegun: something was picked in it already.
	WaveBegun
	// WaveFull: it has as many orders as a wave may have.
	WaveFull
	// CallTaken: a colleague looks after the customer.
	CallTaken
	// TooLate: the time for it has run out.
	TooLate
)

var verdictCodeWords = words{
	"unknown_command",
	"unknown_order",
	"not_allowed",
	"claimed_by",
	"wrong_state",
	"already_so",
	"clashed",
	"foreign_store",
	"counter_held",
	"superseded",
	"unknown_count",
	"area_open",
	"same_person",
	"count_again_first",
	"needs_reason",
	"figure_changed",
	"unknown_transfer",
	"not_enough",
	"unknown_hold",
	"unknown_wave",
	"wave_begun",
	"wave_full",
	"call_taken",
	"too_late",
}

// String returns the stable word of the code, empty for none.
func (v VerdictCode) String() string {
	if v == 0 {
		return ""
	}
	return verdictCodeWords.text(uint8(v))
}

// MarshalText writes the stable word.
func (v VerdictCode) MarshalText() ([]byte, error) { return verdictCodeWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *VerdictCode) UnmarshalText(b []byte) error {
	n, err := verdictCodeWords.parse(b)
	*v = VerdictCode(n)
	return err
}
