package wave

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"miseban/app/retail"
	"miseban/scanner"
)

// maxCarried is the most commands that one parcel takes along. A wave with more
// of them that the hub has not got must reach it first.
const maxCarried = 120

// maxParcel is the most bytes that a parcel may have when it is unpacked.
const maxParcel = 1 << 20

// Parcel is this terminal's part of a wave, as it is shown to another one.
type Parcel struct {
	ID      string
	Frames  []string // the texts of its codes, to be shown in turn
	Receipt string   // four digits that the other terminal shows when it has all
	Orders  int
	Pieces  int // that lie in totes and hands
}

// errTooLong is the cause when a parcel would need more codes than anybody reads.
var errTooLong = errors.New("wave: too much was done since the last line")

// Pack makes the parcel of a wave. What the other terminal may not know travels
// along: the orders without their customers, who walks, and what this terminal
// did. It changes nothing: the part stays here until Pass.
func (s *Service) Pack(ctx context.Context, id retail.WaveID) (Parcel, error) {
	const op = "wave.Pack"
	w, err := s.store.Wave(ctx, id)
	if err != nil {
		return Parcel{}, err
	}
	k := w.Walker(s.me())
	if k == nil {
		return Parcel{}, retail.E(retail.CodeRefused, op, "verdict.claimed_by", nil)
	}
	body := retail.TakeWave{Wave: id, From: s.me(), Parcel: s.ids.NewID(), Zone: k.Zone, Known: &w}
	p := Parcel{ID: body.Parcel}
	var ids []retail.OrderID
	for _, m := range w.Orders {
		o, err := s.store.Order(ctx, m.Order)
		if err != nil || o.Wave != id {
			continue
		}
		ids = append(ids, o.ID)
		b := retail.OrderBrief{ID: o.ID, Number: o.Number}
		for _, l := range o.Lines {
			b.Lines = append(b.Lines, brief(l))
		}
		body.Briefs = append(body.Briefs, b)
		p.Orders++
		p.Pieces += o.PickedPieces()
	}
	if body.Carried, err = s.carried(ctx, id, ids); err != nil {
		return Parcel{}, err
	}
	message, err := pack(body)
	if err != nil {
		return Parcel{}, retail.E(retail.CodeInternal, op, "", err)
	}
	if p.Frames, err = scanner.NewFrames(message); err != nil {
		return Parcel{}, retail.E(retail.CodeRefused, op, "hint.wave_too_long", err)
	}
	p.Receipt = receipt(message)
	return p, nil
}

// brief is a line as it is shown to another terminal: the rest of it that one reads
// from its own catalogue. How much of weighed goods was ordered is the order's own.
func brief(l retail.Line) retail.BriefLine {
	return retail.BriefLine{No: l.No, SKU: l.SKU, Qty: l.Qty, Fresh: retail.Fresh{Grams: l.Grams}}
}

// carried is what this terminal did: all of it as long as that is little, else
// what the hub has not got.
func (s *Service) carried(ctx context.Context, id retail.WaveID, ids []retail.OrderID) ([]retail.Command, error) {
	list, err := s.store.Carried(ctx, id, ids, false)
	if err == nil && len(list) > maxCarried {
		list, err = s.store.Carried(ctx, id, ids, true)
	}
	if err != nil {
		return nil, err
	}
	if len(list) > maxCarried {
		return nil, retail.E(retail.CodeRefused, "wave.Pack", "hint.wave_too_long", errTooLong)
	}
	for i := range list {
		c := &list[i]
		c.Stamp, c.Base, c.Store, c.Device, c.Dseq, c.Auth = retail.Stamp{}, retail.Base{}, "", "", 0, 0
	}
	return list, nil
}

// pack writes a parcel small.
func pack(b retail.TakeWave) ([]byte, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = z.Write(text)
	}
	if err == nil {
		err = z.Close()
	}
	return out.Bytes(), err
}

// unpack reads what pack wrote.
func unpack(message []byte) (b retail.TakeWave, err error) {
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(message)), maxParcel+1))
	switch {
	case err != nil:
		return b, err
	case len(text) > maxParcel:
		return b, errTooLong
	}
	if err = json.Unmarshal(text, &b); err == nil && (b.Wave == "" || b.From == "" || b.Parcel == "") {
		err = errors.New("wave: no parcel")
	}
	return b, err
}

// receipt is what proves that a parcel was read whole, short enough to be typed.
func receipt(message []byte) string {
	sum := sha256.Sum256(append([]byte("receipt"), message...))
	return fmt.Sprintf("%04d", binary.BigEndian.Uint32(sum[:])%10000)
}

// TakenOver is a parcel that was taken over.
type TakenOver struct {
	Wave    retail.WaveID
	Receipt string // four digits to be entered on the terminal that gave it
	Reply   string // the same as the text of a code
}

// Take goes on with the part of another terminal, read from its codes. A message
// that is no parcel is CodeInvalid with a hint.
func (s *Service) Take(ctx context.Context, frames *scanner.Frames) (TakenOver, error) {
	const op = "wave.Take"
	message, id, err := frames.Message()
	if err != nil {
		return TakenOver{}, retail.E(retail.CodeInvalid, op, "hint.wave_frames", err)
	}
	b, err := unpack(message)
	if err != nil {
		return TakenOver{}, retail.E(retail.CodeInvalid, op, "hint.wave_frames", err)
	}
	if b.From == s.me() {
		return TakenOver{}, retail.E(retail.CodeRefused, op, "hint.wave_own", nil)
	}
	if err := s.fillIn(ctx, &b); err != nil {
		return TakenOver{}, err
	}
	if err := s.do(ctx, op, retail.KindTakeWave, b); err != nil {
		return TakenOver{}, err
	}
	r := receipt(message)
	return TakenOver{Wave: b.Wave, Receipt: r, Reply: scanner.NewFrameReply(id, r)}, nil
}

// fillIn leaves out of a parcel the orders that are known here, and says of the
// others what the catalogue knows of their goods.
func (s *Service) fillIn(ctx context.Context, b *retail.TakeWave) error {
	var unknown []retail.OrderBrief
	for _, o := range b.Briefs {
		_, err := s.store.Order(ctx, o.ID)
		if err == nil {
			continue
		}
		if retail.CodeOf(err) != retail.CodeNotFound {
			return err
		}
		for i := range o.Lines {
			l := &o.Lines[i]
			grams := l.Grams
			if sku, err := s.store.SKU(ctx, l.SKU); err == nil {
				l.JAN, l.Name, l.Color, l.Size, l.Picture, l.Fresh = sku.JAN, sku.Name, sku.Color, sku.Size, sku.Picture, sku.Fresh
				l.Grams = cmp.Or(grams, l.Grams)
			}
		}
		unknown = append(unknown, o)
	}
	b.Briefs = unknown
	return nil
}

// TakeOver goes on with the part of a terminal that shows nothing any more, from
// what the hub knows of it.
func (s *Service) TakeOver(ctx context.Context, id retail.WaveID, from retail.DeviceID) (View, error) {
	const op = "wave.TakeOver"
	w, err := s.store.Wave(ctx, id)
	if err != nil {
		return View{}, err
	}
	b := retail.TakeWave{Wave: id, From: from}
	if k := w.Walker(from); k != nil {
		b.Zone = k.Zone
	}
	if err := s.do(ctx, op, retail.KindTakeWave, b); err != nil {
		return View{}, err
	}
	return s.View(ctx, id)
}

// Pass gives the part up: the other terminal has it, as its receipt proves. A
// receipt that does not fit is CodeInvalid with a hint.
func (s *Service) Pass(ctx context.Context, id retail.WaveID, p Parcel, receipt string) error {
	const op = "wave.Pass"
	if receipt != p.Receipt {
		return retail.E(retail.CodeInvalid, op, "hint.wave_receipt", nil)
	}
	return s.do(ctx, op, retail.KindPassWave, retail.PassWave{Wave: id, Parcel: p.ID})
}
