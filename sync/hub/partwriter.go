package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Bounds of a part: what is lost when the line is cut, and what is held in
// memory while it is made.
const (
	partRows  = 5000
	partBytes = 512 << 10
)

// partWriter makes the parts of a shared scope and stores each when it is full.
type partWriter struct {
	h     *Hub
	ctx   context.Context
	scope wire.Scope
	enc   string
	buf   bytes.Buffer
	rows  int64
	parts []wire.Part
}

// partOf describes a blob.
func partOf(data []byte, rows int64, enc string) wire.Part {
	sum := sha256.Sum256(data)
	return wire.Part{Sha: hex.EncodeToString(sum[:]), Bytes: int64(len(data)), Rows: rows, Enc: enc}
}

// store ends a part.
func (p *partWriter) store() error {
	data := p.buf.Bytes()
	part := partOf(data, p.rows, p.enc)
	err := p.h.update(p.ctx, nil, func(tx Tx) error { return tx.PutBlob(p.scope, part.Sha, data) })
	p.parts = append(p.parts, part)
	p.buf.Reset()
	p.rows = 0
	return err
}

// rowParts makes parts of rows of a feed.
type rowParts struct {
	partWriter
	z   *zstd.Encoder
	out *json.Encoder
}

func newRowParts(ctx context.Context, h *Hub, scope wire.Scope) (*rowParts, error) {
	p := &rowParts{partWriter: partWriter{h: h, ctx: ctx, scope: scope, enc: wire.EncRows}}
	var err error
	p.z, err = zstd.NewWriter(&p.buf, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	p.out = json.NewEncoder(p.z)
	return p, err
}

func (p *rowParts) put(c wire.Change) error {
	if err := p.out.Encode(c); err != nil {
		return err
	}
	if p.rows++; p.rows >= partRows || p.buf.Len() >= partBytes {
		return p.end()
	}
	return nil
}

// end ends a part that has rows.
func (p *rowParts) end() error {
	if p.rows == 0 {
		return nil
	}
	if err := p.z.Close(); err != nil {
		return err
	}
	err := p.store()
	p.z.Reset(&p.buf)
	return err
}

// stockParts makes parts of stock rows.
type stockParts struct {
	partWriter
	at    time.Time
	sites []retail.SiteID
	w     *wire.StockWriter
}

func newStockParts(ctx context.Context, h *Hub, at time.Time, sites []retail.SiteID) *stockParts {
	return &stockParts{partWriter: partWriter{h: h, ctx: ctx, scope: wire.ScopeStock, enc: wire.EncStock}, at: at, sites: sites}
}

func (p *stockParts) put(r wire.StockRow) (err error) {
	if p.w == nil {
		if p.w, err = wire.NewStockWriter(&p.buf, p.at, p.sites); err != nil {
			return err
		}
	}
	if err := p.w.Put(r); err != nil {
		return err
	}
	if p.rows++; p.w.Len() >= partBytes {
		return p.end()
	}
	return nil
}

// end ends a part that has rows.
func (p *stockParts) end() error {
	if p.w == nil {
		return nil
	}
	if err := p.w.Flush(); err != nil {
		return err
	}
	p.w = nil
	return p.store()
}
