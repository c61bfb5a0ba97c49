//go:build windows || (linux && sound)

package sound

import (
	"bytes"
	"sync"

	"github.com/ebitengine/oto/v3"

	"miseban/assets"
)

// Open opens the machine's loudspeaker. With no device it gives a silent
// player and the reason.
func Open() (Player, error) {
	ctx, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate:   assets.SampleRate,
		ChannelCount: 1,
		Format:       oto.FormatSignedInt16LE,
	})
	if err != nil {
		return Silent{}, err
	}
	return &device{ctx: ctx, ready: ready}, nil
}

// device plays through oto.
type device struct {
	mu    sync.Mutex
	ctx   *oto.Context
	ready <-chan struct{}
	last  *oto.Player // kept while it plays; a new sound cuts the one before
}

// Play starts the sound over the one before. Until the device is ready sounds
// are dropped: a late one would answer a scan long past.
func (d *device) Play(s assets.Sound) {
	select {
	case <-d.ready:
	default:
		return
	}
	pcm := s.PCM()
	if pcm == nil || d.ctx.Err() != nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last != nil {
		d.last.Pause()
	}
	d.last = d.ctx.NewPlayer(bytes.NewReader(pcm))
	d.last.Play()
}
