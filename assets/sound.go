package assets

import (
	"encoding/binary"
	"math"
	"sync"
)

// SampleRate is the rate of every sound: 44,100 mono samples a second, 16 bit,
// little endian.
const SampleRate = 44100

// Sound names one of the terminal's sounds. Each has a visual twin on screen,
// so that nothing is lost where it is switched off.
type Sound uint8

// The sounds: Right one short high tone, Wrong two low and longer ones, Done
// three rising, NewOrder a soft chime (repeats until somebody takes the order),
// Doorbell a customer calling from the showroom; Surplus two falling ones for
// goods there is enough of, OtherOrder three equal ones for another order's
// goods, Unknown one dull one for a code that nobody knows.
const (
	SoundRight Sound = iota + 1
	SoundWrong
	SoundDone
	SoundNewOrder
	SoundDoorbell
	SoundSurplus
	SoundOtherOrder
	SoundUnknown
)

// Sounds lists every sound in order, for settings pages.
var Sounds = []Sound{SoundRight, SoundWrong, SoundDone, SoundNewOrder, SoundDoorbell, SoundSurplus, SoundOtherOrder, SoundUnknown}

// String is the sound's stable name, used as the end of its setting's key.
func (s Sound) String() string {
	switch s {
	case SoundRight:
		return "right"
	case SoundWrong:
		return "wrong"
	case SoundDone:
		return "done"
	case SoundNewOrder:
		return "new-order"
	case SoundDoorbell:
		return "doorbell"
	case SoundSurplus:
		return "surplus"
	case SoundOtherOrder:
		return "other-order"
	case SoundUnknown:
		return "unknown"
	}
	return ""
}

// tone is one note: when it starts and how long it lasts in seconds, its pitch
// in Hz, its loudness 0..1 and the strength of its overtones. Overtones are
// what is heard through shop noise and small speakers.
type tone struct {
	start, length float64
	pitch         float64
	loud          float64
	overtones     []float64
	decay         float64 // how fast it fades; 0 holds it until its end
}

var (
	brightTone = []float64{1, 0.5, 0.3, 0.15}
	buzzTone   = []float64{1, 0.7, 0.6, 0.5, 0.4, 0.3}
	bellTone   = []float64{1, 0.25, 0.3, 0, 0.12}
)

// score is the notes of one sound.
func (s Sound) score() []tone {
	switch s {
	case SoundRight:
		return []tone{{0, 0.11, 2093, 0.9, brightTone, 0}}
	case SoundWrong:
		return []tone{{0, 0.22, 196, 1, buzzTone, 0}, {0.28, 0.34, 156, 1, buzzTone, 0}}
	case SoundDone:
		return []tone{{0, 0.11, 1047, 0.85, brightTone, 0}, {0.12, 0.11, 1319, 0.85, brightTone, 0}, {0.24, 0.26, 1568, 0.9, brightTone, 5}}
	case SoundNewOrder:
		return []tone{{0, 0.6, 784, 0.6, bellTone, 5}, {0.22, 0.8, 1175, 0.6, bellTone, 4}}
	case SoundDoorbell:
		return []tone{{0, 0.7, 1319, 0.85, bellTone, 4}, {0.45, 1.1, 1047, 0.85, bellTone, 3}}
	case SoundSurplus:
		return []tone{{0, 0.13, 988, 0.9, brightTone, 0}, {0.17, 0.2, 659, 0.9, brightTone, 0}}
	case SoundOtherOrder:
		return []tone{{0, 0.1, 440, 0.95, buzzTone, 0}, {0.15, 0.1, 440, 0.95, buzzTone, 0}, {0.3, 0.1, 440, 0.95, buzzTone, 0}}
	case SoundUnknown:
		return []tone{{0, 0.45, 247, 1, buzzTone, 0}}
	}
	return nil
}

var (
	soundMu   sync.Mutex
	soundData = map[Sound][]byte{}
)

// PCM returns the sound as 16 bit little endian mono samples at SampleRate.
// The data is shared and must not be changed. An unknown sound gives nil.
func (s Sound) PCM() []byte {
	soundMu.Lock()
	defer soundMu.Unlock()
	if b, ok := soundData[s]; ok {
		return b
	}
	b := render(s.score())
	soundData[s] = b
	return b
}

// render mixes the notes and brings the loudest sample to 95 % of full scale.
func render(notes []tone) []byte {
	var end float64
	for _, n := range notes {
		end = math.Max(end, n.start+n.length)
	}
	mix := make([]float64, int(math.Ceil(end*SampleRate)))
	for _, n := range notes {
		n.addTo(mix)
	}
	peak, top := 0.0, 0.0
	for _, n := range notes {
		top = math.Max(top, n.loud)
	}
	for _, v := range mix {
		peak = math.Max(peak, math.Abs(v))
	}
	out := make([]byte, 2*len(mix))
	for i, v := range mix {
		if peak > 0 {
			v *= 0.95 * top / peak
		}
		binary.LittleEndian.PutUint16(out[2*i:], uint16(int16(v*math.MaxInt16)))
	}
	return out
}

// addTo adds the note to the mix, with 4 ms ramps so that it does not click.
func (n tone) addTo(mix []float64) {
	const ramp = 0.004
	first, count := int(n.start*SampleRate), int(n.length*SampleRate)
	for i := 0; i < count && first+i < len(mix); i++ {
		t := float64(i) / SampleRate
		v := 0.0
		for h, strength := range n.overtones {
			v += strength * math.Sin(2*math.Pi*n.pitch*float64(h+1)*t)
		}
		edge := math.Min(1, math.Min(t, n.length-t)/ramp)
		mix[first+i] += v * n.loud * edge * math.Exp(-n.decay*t)
	}
}
