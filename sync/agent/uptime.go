package agent

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
)

// programID names this run of the program.
var programID = sync.OnceValue(func() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b)
})
