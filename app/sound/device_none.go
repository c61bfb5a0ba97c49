//go:build !windows && !(linux && sound)

package sound

// Open gives a silent player: this binary was built without sound.
func Open() (Player, error) { return Silent{}, nil }
