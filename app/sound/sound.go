// Package sound plays the terminal's sounds, each of which can be switched off.
// Where there is no device, or the binary was built without sound, it is
// silent: every sound has a visual twin on the screen.
//
// Sound needs the tag "sound" on Linux, because the binary then needs
// libasound; on Windows it is always in.
package sound

import (
	"sync"

	"miseban/assets"
)

// Player plays sounds. Play returns at once and never fails: a sound that
// cannot be heard is not worth stopping work for.
type Player interface {
	Play(s assets.Sound)
}

// Silent is a player that plays nothing.
type Silent struct{}

// Play does nothing.
func (Silent) Play(assets.Sound) {}

// Switched is a player whose sounds can be switched off one by one. All are on
// at first. It is safe for use from any goroutine.
type Switched struct {
	mu   sync.Mutex
	to   Player
	mute map[assets.Sound]bool
}

// NewSwitched plays through another player.
func NewSwitched(to Player) *Switched {
	return &Switched{to: to, mute: map[assets.Sound]bool{}}
}

// Set switches one sound on or off.
func (p *Switched) Set(s assets.Sound, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute[s] = !on
}

// On tells whether a sound is switched on.
func (p *Switched) On(s assets.Sound) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.mute[s]
}

// Play plays the sound unless it is switched off.
func (p *Switched) Play(s assets.Sound) {
	if p.On(s) {
		p.to.Play(s)
	}
}
