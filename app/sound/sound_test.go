package sound

import (
	"slices"
	"testing"

	"miseban/assets"
)

type heard struct{ sounds []assets.Sound }

func (h *heard) Play(s assets.Sound) { h.sounds = append(h.sounds, s) }

func TestEachSoundIsSwitchable(t *testing.T) {
	for _, off := range assets.Sounds {
		h := &heard{}
		p := NewSwitched(h)
		p.Set(off, false)
		for _, s := range assets.Sounds {
			p.Play(s)
		}
		if slices.Contains(h.sounds, off) || len(h.sounds) != len(assets.Sounds)-1 {
			t.Errorf("%v off: heard %v", off, h.sounds)
		}
		p.Set(off, true)
		if p.Play(off); !slices.Contains(h.sounds, off) {
			t.Errorf("%v is not heard when it is on again", off)
		}
	}
}

func TestOpenNeverStopsTheApp(t *testing.T) {
	p, err := Open()
	if p == nil {
		t.Fatal("no player", err)
	}
	p.Play(assets.SoundRight)
}
