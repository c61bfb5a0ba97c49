package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
)

// Digest is what the rows of a scope come to, kind by kind: for the word of each
// kind of row 16 hex digits. Two sides that hold the same rows in the same
// versions come to the same, in whatever order they count them.
type Digest map[string]string

// Digester adds rows up to a Digest. The zero value has none.
type Digester struct{ sums map[string]uint64 }

// Kind makes the kind part of the digest although no row of it may come.
func (d *Digester) Kind(entity string) { d.add(entity, 0) }

// Row adds a row: to the sum of its kind, without carry over 64 bits, the first
// eight bytes of SHA-256 over its key, a zero byte and its version in decimal.
func (d *Digester) Row(entity, key string, ver int64) {
	b := append(make([]byte, 0, 80), key...)
	b = strconv.AppendInt(append(b, 0), ver, 10)
	sum := sha256.Sum256(b)
	d.add(entity, binary.BigEndian.Uint64(sum[:8]))
}

func (d *Digester) add(entity string, n uint64) {
	if d.sums == nil {
		d.sums = map[string]uint64{}
	}
	d.sums[entity] += n
}

// Digest returns what was added so far.
func (d *Digester) Digest() Digest {
	out := make(Digest, len(d.sums))
	for entity, n := range d.sums {
		out[entity] = fmt.Sprintf("%016x", n)
	}
	return out
}

// noRows is the sum of a kind without rows.
const noRows = "0000000000000000"

// Astray returns the kinds of mine in which theirs differs, none when the two
// agree. Kinds that only theirs has are not looked at: a program takes in what
// it knows.
func (d Digest) Astray(theirs Digest) []string {
	var out []string
	for kind, sum := range d {
		other := theirs[kind]
		if other == "" {
			other = noRows
		}
		if sum != other {
			out = append(out, kind)
		}
	}
	return out
}
