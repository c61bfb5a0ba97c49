package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// PackedPhoto is one photograph in a pack.
type PackedPhoto struct {
	Thumb []byte // the small one, JPEG
	Large Part   // the large one, JPEG, a blob of its own; Rows and Enc are empty
}

// Limits of photographs.
const (
	// MaxThumb is how many bytes a small photograph has at the most.
	MaxThumb = 6 << 10
	// MaxLarge is how many bytes a large one has at the most.
	MaxLarge = 48 << 10
	// PhotoPack is how large a pack of small ones is when it is full, in bytes.
	PhotoPack = 256 << 10
)

// photoMagic begins a pack. An entry is the SHA-256 of the large photograph, its
// length and that of the small one in four bytes each, then the small one.
const (
	photoMagic = "MBPHOTO1"
	photoHead  = sha256.Size + 4 + 4
)

// errPhotoPack says that the bytes are no pack.
var errPhotoPack = errors.New("wire: not a pack of photographs")

// ThumbName returns the name of a small photograph, as retail.Photo has it.
func ThumbName(thumb []byte) string {
	sum := sha256.Sum256(thumb)
	return hex.EncodeToString(sum[:8])
}

// PackPhotos returns a pack.
func PackPhotos(list []PackedPhoto) ([]byte, error) {
	out := bytes.NewBufferString(photoMagic)
	for _, p := range list {
		sum, err := hex.DecodeString(p.Large.Sha)
		if err != nil || len(sum) != sha256.Size || len(p.Thumb) == 0 || len(p.Thumb) > MaxThumb || p.Large.Bytes <= 0 || p.Large.Bytes > MaxLarge {
			return nil, errPhotoPack
		}
		out.Write(sum)
		_ = binary.Write(out, binary.BigEndian, []uint32{uint32(p.Large.Bytes), uint32(len(p.Thumb))})
		out.Write(p.Thumb)
	}
	return out.Bytes(), nil
}

// ReadPhotoPack reads a pack. What it returns shares the memory of data. Whether
// the pictures are any is not looked at.
func ReadPhotoPack(data []byte) ([]PackedPhoto, error) {
	rest, ok := bytes.CutPrefix(data, []byte(photoMagic))
	if !ok {
		return nil, errPhotoPack
	}
	var list []PackedPhoto
	for len(rest) > 0 {
		if len(rest) < photoHead {
			return nil, errPhotoPack
		}
		p := PackedPhoto{Large: Part{Sha: hex.EncodeToString(rest[:sha256.Size]), Bytes: int64(binary.BigEndian.Uint32(rest[sha256.Size:]))}}
		n := int64(binary.BigEndian.Uint32(rest[sha256.Size+4:]))
		rest = rest[photoHead:]
		if n == 0 || n > MaxThumb || n > int64(len(rest)) || p.Large.Bytes == 0 || p.Large.Bytes > MaxLarge {
			return nil, errPhotoPack
		}
		p.Thumb, rest = rest[:n:n], rest[n:]
		list = append(list, p)
	}
	return list, nil
}
