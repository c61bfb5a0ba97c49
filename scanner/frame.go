package scanner

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
)

const (
	prefixFrame = "W1-"
	// FrameBytes is how much of a message one frame carries: a code of it is read
	// from a small screen at arm's length.
	FrameBytes = 180
	// MaxFrames is the most frames of one message.
	MaxFrames = 60
)

// Frame is a part of a message that one terminal shows another as codes. Part
// counts from 1 to Of; 0 of 0 is the answer of whoever has read all of it.
type Frame struct {
	ID   string // of the message, the same on all its frames
	Part int
	Of   int
	Data []byte
}

// NewFrames cuts a message into the texts of its codes, in order; ErrPayload
// when it is empty or needs more than MaxFrames.
func NewFrames(message []byte) ([]string, error) {
	n := (len(message) + FrameBytes - 1) / FrameBytes
	if n == 0 || n > MaxFrames {
		return nil, ErrPayload
	}
	id, out := messageID(message), make([]string, 0, n)
	for i := range n {
		out = append(out, frameText(Frame{id, i + 1, n, message[i*FrameBytes : min(len(message), (i+1)*FrameBytes)]}))
	}
	return out, nil
}

// NewFrameReply is the code that says that a message was read whole.
func NewFrameReply(id, answer string) string { return frameText(Frame{ID: id, Data: []byte(answer)}) }

func frameText(f Frame) string {
	return seal(fmt.Sprintf("%s%s.%d.%d.%s", prefixFrame, f.ID, f.Part, f.Of, tokenBase32.EncodeToString(f.Data)))
}

// ParseFrame reads the text of one code.
func ParseFrame(code string) (Frame, error) {
	body, err := unseal(prefixFrame, normal(code))
	if err != nil {
		return Frame{}, err
	}
	p := strings.Split(body, ".")
	if len(p) != 4 || len(p[0]) != messageIDLen {
		return Frame{}, ErrDamaged
	}
	f := Frame{ID: p[0]}
	f.Part, err = strconv.Atoi(p[1])
	of, err2 := strconv.Atoi(p[2])
	data, err3 := decode32(p[3])
	if err != nil || err2 != nil || err3 != nil || len(data) == 0 || len(data) > FrameBytes || f.Part < min(1, of) || f.Part > of || of < 0 || of > MaxFrames {
		return Frame{}, ErrDamaged
	}
	f.Of, f.Data = of, data
	return f, nil
}

const messageIDLen = 8

// messageID follows from the content: frames of two messages never mix, and what
// was put together proves that it is whole.
func messageID(message []byte) string {
	sum := sha256.Sum256(message)
	return tokenBase32.EncodeToString(sum[:5])
}

// Frames puts a message together from its frames, in any order and as often as
// they are read. The zero Frames has none.
type Frames struct {
	id    string
	parts [][]byte
	have  int
}

// Add takes a frame in. A frame of another message begins anew. It tells whether
// the frame was news.
func (s *Frames) Add(f Frame) bool {
	if f.Of == 0 {
		return false
	}
	if f.ID != s.id || f.Of != len(s.parts) {
		s.id, s.parts, s.have = f.ID, make([][]byte, f.Of), 0
	}
	if s.parts[f.Part-1] != nil {
		return false
	}
	s.parts[f.Part-1] = f.Data
	s.have++
	return true
}

// Have is how many frames there are of how many.
func (s *Frames) Have() (n, of int) { return s.have, len(s.parts) }

// Missing are the numbers of the frames that are still to be read.
func (s *Frames) Missing() []int {
	var out []int
	for i, p := range s.parts {
		if p == nil {
			out = append(out, i+1)
		}
	}
	return out
}

// Message returns what the frames say and its ID when all of them are there and
// fit; ErrDamaged otherwise.
func (s *Frames) Message() (message []byte, id string, err error) {
	for _, p := range s.parts {
		message = append(message, p...)
	}
	if s.have == 0 || s.have < len(s.parts) || messageID(message) != s.id {
		return nil, "", ErrDamaged
	}
	return message, s.id, nil
}
