package retail

import "database/sql/driver"

// WaveState is how far a wave (まとめてピッキング) has come.
type WaveState uint8

// Values of WaveState; the words are stable, they are stored and sent.
const (
	// WaveOpen: opened, and nothing is picked: orders may still join.
	WaveOpen WaveState = iota + 1
	// WaveWalking: the first item was scanned.
	WaveWalking
	// WaveClosed: over.
	WaveClosed
)

var waveStateWords = words{"open", "walking", "closed"}

// waveTransitions is the one table of which state of a wave may follow which.
var waveTransitions = map[WaveState][]WaveState{
	WaveOpen:    {WaveWalking, WaveClosed},
	WaveWalking: {WaveClosed},
	WaveClosed:  {},
}

// CanBecome tells whether next may follow s.
func (v WaveState) CanBecome(next WaveState) bool { return contains(waveTransitions[v], next) }

// String returns the stable word of the value.
func (v WaveState) String() string { return waveStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v WaveState) MarshalText() ([]byte, error) { return waveStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *WaveState) UnmarshalText(b []byte) error {
	n, err := waveStateWords.parse(b)
	*v = WaveState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *WaveState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v WaveState) Value() (driver.Value, error) { return waveStateWords.value(uint8(v)) }

// WaveStates returns every value in order.
func WaveStates() []WaveState { return allOf[WaveState](len(waveStateWords)) }
