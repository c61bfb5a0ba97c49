// Package photo brings photographs of goods to the terminal and to whoever shows
// them. The small ones come by themselves, many in a blob, those of popular goods
// first and as many as the terminal has room for; the large ones when somebody looks
// at the goods. What came stays and needs no line. They never hurry: whatever staff
// work with comes before them.
package photo

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"miseban/app/retail"
)

// Blob names bytes that the hub has.
type Blob struct {
	Sha   string // SHA-256, hex
	Bytes int64
}

// Store is what photographs ask of the terminal's database.
type Store interface {
	// Plan returns the packs to be fetched within so many bytes, and forgets what is
	// not to be here.
	Plan(ctx context.Context, most int64) ([]Blob, error)
	// PutPack takes a pack in, CodeDamaged.
	PutPack(ctx context.Context, pack Blob, data []byte) error
	// Small returns a small photograph as JPEG, and the large one of it. CodeNotFound.
	Small(ctx context.Context, name string) ([]byte, Blob, error)
	// Large returns a large one, CodeNotFound.
	Large(ctx context.Context, sha string) ([]byte, error)
	// PutLarge keeps a large one, and drops older ones beyond so many bytes.
	PutLarge(ctx context.Context, sha string, data []byte, most int64) error
}

// Line is what they ask of the line to the hub.
type Line interface {
	// Blob fetches bytes and checks them. CodeNotFound: the hub has none such.
	Blob(ctx context.Context, b Blob) ([]byte, error)
	// Idle tells that the hub can be asked and that nothing else is being taken in.
	Idle() bool
}

// Room is how many bytes of photographs a terminal keeps.
type Room struct {
	Small int64
	Large int64
}

// RoomOf parts the megabytes that a terminal has for photographs: three in four are
// for small ones.
func RoomOf(megabytes int) Room {
	all := int64(megabytes) << 20
	return Room{Small: all * 3 / 4, Large: all / 4}
}

// DefaultRoom is what a terminal has unless it is told otherwise, in megabytes: small
// photographs of some 8,000 goods.
const DefaultRoom = 64

// Service is the photographs of a terminal. Its methods may be called from any
// goroutine.
type Service struct {
	store Store
	line  Line
	room  Room
	log   *slog.Logger
	wake  chan struct{}
	came  atomic.Pointer[func()]

	mu   sync.Mutex
	busy map[string]bool // large ones that are being fetched
}

// New makes the service; Run sets it going.
func New(store Store, line Line, room Room, log *slog.Logger) *Service {
	return &Service{store: store, line: line, room: room, log: log, wake: make(chan struct{}, 1), busy: map[string]bool{}}
}

// Keep says how much room there is, instead of what New was told. Before Run.
func (s *Service) Keep(r Room) { s.room = r }

// Came sets what is called, from a goroutine of its own, when photographs came that
// may be wanted on the screen.
func (s *Service) Came(f func()) { s.came.Store(&f) }

// Wake says that the catalogue may name others.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Waits between two looks.
const (
	busyWait = 3 * time.Second // while work is being taken in
	failWait = 30 * time.Second
	longWait = 10 * time.Minute
)

// Run fetches what is missing until ctx ends, a pack at a time.
func (s *Service) Run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := s.turn(ctx)
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-time.After(wait):
		}
	}
}

// turn fetches what is missing now, and returns how long to wait.
func (s *Service) turn(ctx context.Context) time.Duration {
	if !s.line.Idle() {
		return busyWait
	}
	missing, err := s.store.Plan(ctx, s.room.Small)
	if err != nil {
		return s.failed(ctx, err)
	}
	for _, p := range missing {
		if !s.line.Idle() {
			return busyWait
		}
		data, err := s.line.Blob(ctx, p)
		if retail.CodeOf(err) == retail.CodeNotFound {
			continue // the catalogue has moved on, and will name another
		}
		if err == nil {
			err = s.store.PutPack(ctx, p, data)
		}
		if retail.CodeOf(err) == retail.CodeDamaged {
			s.log.Warn("photo: a pack that is none", "sha", p.Sha, "err", err)
			continue // the others may be sound
		}
		if err != nil {
			return s.failed(ctx, err)
		}
		s.tell()
	}
	return longWait
}

func (s *Service) failed(ctx context.Context, err error) time.Duration {
	if ctx.Err() == nil && retail.CodeOf(err) != retail.CodeOffline {
		s.log.Warn("photo: fetching", "err", err)
	}
	return failWait
}

func (s *Service) tell() {
	if f := s.came.Load(); f != nil {
		(*f)()
	}
}

// smallSide is up to how many pixels a small photograph does.
const smallSide = 400

// ErrNone says that there is no photograph here, now.
var ErrNone = errors.New("photo: not here")

// Get returns the best photograph that is here of what retail.SKU.Picture says, for
// px pixels on its longer side. With better there is a larger one to be had from the
// hub, by Fetch. ErrNone: what is drawn stands in for it.
func (s *Service) Get(ctx context.Context, p retail.Photo, px int) (img image.Image, better *Blob, err error) {
	data, large, err := s.store.Small(ctx, p.Thumb)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return nil, nil, ErrNone
	}
	if err != nil {
		return nil, nil, err
	}
	if px > smallSide {
		if full, err := s.store.Large(ctx, large.Sha); err == nil {
			if img, err = decode(full); err == nil {
				return img, nil, nil
			}
		}
		if s.room.Large > 0 {
			better = &large
		}
	}
	img, err = decode(data)
	return img, better, err
}

// Fetch brings a large photograph from the hub and keeps it.
func (s *Service) Fetch(ctx context.Context, b Blob) (image.Image, error) {
	s.mu.Lock()
	if s.busy[b.Sha] {
		s.mu.Unlock()
		return nil, ErrNone
	}
	s.busy[b.Sha] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.busy, b.Sha)
		s.mu.Unlock()
	}()
	data, err := s.line.Blob(ctx, b)
	if err != nil {
		return nil, err
	}
	img, err := decode(data)
	if err != nil {
		return nil, err
	}
	return img, s.store.PutLarge(ctx, b.Sha, data, s.room.Large)
}

// mostSide is the longest side of a photograph that is unpacked, in pixels: the hub
// makes none larger.
const mostSide = 2048

// decode unpacks a photograph; how large it is, is looked at before.
func decode(data []byte) (image.Image, error) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err == nil && max(cfg.Width, cfg.Height) > mostSide {
		err = image.ErrFormat
	}
	var img image.Image
	if err == nil {
		img, err = jpeg.Decode(bytes.NewReader(data))
	}
	if err != nil {
		return nil, retail.E(retail.CodeDamaged, "photo.decode", "", err)
	}
	return img, nil
}
