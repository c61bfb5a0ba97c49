package agent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// BulkStore is what the agent asks of the terminal's database for the scopes
// that all terminals share, see wire.Shared.
type BulkStore interface {
	// Bundle returns the snapshot of a scope that is being taken in and how many
	// of its parts are in; nil when none is.
	Bundle(ctx context.Context, scope wire.Scope) (m *wire.Manifest, done int, err error)
	// BeginBundle begins to take one in; one that was begun before is given up.
	// What the scope held stays in use until EndBundle.
	BeginBundle(ctx context.Context, m wire.Manifest) error
	// ApplyPart takes in part n, the one after those that are in, in one
	// transaction that also notes it.
	ApplyPart(ctx context.Context, m wire.Manifest, n int, data []byte) error
	// EndBundle makes the parts the scope's state and sets its cursor.
	EndBundle(ctx context.Context, m wire.Manifest) error
	// ApplyStock takes a page of the stock feed in with its cursor, in one
	// transaction. Packs are those of its cuts in their order, without nils.
	ApplyStock(ctx context.Context, from wire.Cursor, page wire.Page, packs [][]byte) error
}

// Progress is how much of what is being taken in is here.
type Progress struct {
	Scope wire.Scope // empty when nothing is being taken in
	Done  int64      // bytes, or rows while Of is not known
	Of    int64      // bytes, 0: not known
}

const (
	manifestTimeout = 10 * time.Minute // the hub may have to make the snapshot first
	partTimeout     = 5 * time.Minute
	chunk           = 64 << 10 // of a part, until the progress is told
)

// errBlob says that the hub sent other bytes than it promised.
var errBlob = errors.New("agent: a part does not have its hash")

// bundle takes the snapshot of a shared scope in, part by part. What is here
// stays when the line is cut or the program ends, and the next try goes on.
func (a *Agent) bundle(ctx context.Context, scope wire.Scope) error {
	fresh, err := a.manifest(ctx, scope)
	if err != nil {
		return err
	}
	m, done, err := a.o.Store.Bundle(ctx, scope)
	if err != nil {
		return err
	}
	if m == nil || m.Epoch != fresh.Epoch {
		m, done = &fresh, 0
		if err := a.o.Store.BeginBundle(ctx, fresh); err != nil {
			return err
		}
		a.parts.sweep(fresh)
	}
	defer a.board.update(func(s *Status) {
		if s.Loading.Scope == scope {
			s.Loading = Progress{}
		}
	})
	p := Progress{Scope: scope, Of: m.Bytes()}
	for _, part := range m.Parts[:done] {
		p.Done += part.Bytes
	}
	for n := done; n < len(m.Parts); n++ {
		data, err := a.part(ctx, m.Parts[n], p)
		if said(err, wire.ProblemGone) && m.Seq != fresh.Seq { // it was replaced long ago
			return errors.Join(a.o.Store.BeginBundle(ctx, fresh), err)
		}
		if err != nil {
			return err
		}
		if err := a.o.Store.ApplyPart(ctx, *m, n, data); err != nil {
			return err
		}
		a.parts.drop(m.Parts[n].Sha)
		p.Done += m.Parts[n].Bytes
	}
	if err := a.o.Store.EndBundle(ctx, *m); err != nil {
		return err
	}
	a.settled(scope)
	a.contact()
	return nil
}

func (a *Agent) manifest(ctx context.Context, scope wire.Scope) (wire.Manifest, error) {
	ctx, cancel := context.WithTimeout(ctx, manifestTimeout)
	defer cancel()
	var m wire.Manifest
	res, err := a.link.call(ctx, http.MethodGet, wire.PathSnapshot+url.PathEscape(string(scope)), nil, a.confess(scope)...) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return m, err
	}
	if err := decodeBody(res, &m); err != nil {
		return m, err
	}
	if m.Scope != scope || m.Epoch == "" {
		return m, retail.E(retail.CodeRefused, "agent.manifest", "", errors.New("the hub sent another snapshot"))
	}
	for _, p := range m.Parts {
		if _, err := hex.DecodeString(p.Sha); err != nil || len(p.Sha) != 2*sha256.Size || p.Bytes < 0 || p.Bytes > wire.MaxPart {
			return m, retail.E(retail.CodeRefused, "agent.manifest", "", fmt.Errorf("part %q of %d bytes", p.Sha, p.Bytes))
		}
	}
	return m, nil
}

// part fetches a blob, from where an earlier try was cut off. before is the
// progress as it begins.
func (a *Agent) part(ctx context.Context, part wire.Part, before Progress) ([]byte, error) {
	return a.fetch(ctx, &a.parts, part, before)
}

// fetch is part with what is kept of it in s.
func (a *Agent) fetch(ctx context.Context, s *spool, part wire.Part, before Progress) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	data := s.have(part.Sha)
	if int64(len(data)) < part.Bytes {
		headers := []string{"Accept-Encoding", "identity"} // a range counts the bytes that travel (RFC 9110 section 14)
		if len(data) > 0 {
			headers = append(headers, "Range", fmt.Sprintf("bytes=%d-", len(data)))
		}
		res, err := a.link.call(ctx, http.MethodGet, wire.BlobPath(part.Sha), nil, headers...)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusPartialContent {
			data = data[:0] // whoever answered knows no ranges: all of it
		}
		if data, err = a.take(res.Body, s, part, data, before); err != nil {
			return nil, err
		}
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != part.Sha {
		s.drop(part.Sha)
		return nil, retail.E(retail.CodeOffline, "agent.part", "hint.hub_unreachable", errBlob)
	}
	return data, nil
}

// take reads the rest of a part and keeps what came when it is cut off.
func (a *Agent) take(r io.Reader, s *spool, part wire.Part, data []byte, p Progress) ([]byte, error) {
	r = io.LimitReader(r, part.Bytes-int64(len(data))+1)
	buf, begun := make([]byte, chunk), p.Done
	for {
		p.Done = begun + min(int64(len(data)), part.Bytes)
		if p.Scope != "" {
			a.board.update(func(s *Status) { s.Loading = p })
		}
		n, err := r.Read(buf)
		data = append(data, buf[:n]...)
		switch {
		case errors.Is(err, io.EOF) && int64(len(data)) >= part.Bytes:
			return data, nil
		case errors.Is(err, io.EOF):
			err = io.ErrUnexpectedEOF
			fallthrough
		case err != nil:
			err = retail.E(retail.CodeOffline, "agent.take", "hint.hub_unreachable", err)
			return nil, errors.Join(err, s.keep(part.Sha, data))
		}
	}
}

// stockPage fetches the packs of a page of the stock feed and takes it in.
func (a *Agent) stockPage(ctx context.Context, from wire.Cursor, page wire.Page) error {
	var packs [][]byte
	for _, c := range page.Changes {
		if c.Entity != retail.EntityStockCut {
			continue
		}
		var cut wire.StockCut
		if err := json.Unmarshal(c.Data, &cut); err != nil {
			return fmt.Errorf("agent: stock cut: %w", err)
		}
		if cut.Pack == nil {
			continue
		}
		data, err := a.part(ctx, *cut.Pack, Progress{})
		if err != nil {
			return err
		}
		packs = append(packs, data)
		defer a.parts.drop(cut.Pack.Sha)
	}
	return a.o.Store.ApplyStock(ctx, from, page, packs)
}

// LiveStock asks the hub what every site has of a SKU now.
func (a *Agent) LiveStock(ctx context.Context, sku retail.SKUID) (wire.LiveStock, error) {
	var live wire.LiveStock
	res, err := a.link.call(ctx, http.MethodGet, wire.StockPath(string(sku)), nil) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return live, err
	}
	return live, decodeBody(res, &live)
}

// Moves asks the hub what lies behind a figure of the shop.
func (a *Agent) Moves(ctx context.Context, sku retail.SKUID, class retail.StockClass, limit int) (wire.Moves, error) {
	var m wire.Moves
	res, err := a.link.call(ctx, http.MethodGet, wire.MovesPath(sku, class, limit), nil) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return m, err
	}
	return m, decodeBody(res, &m)
}

// Proposals asks the hub what should go from or to the shop.
func (a *Agent) Proposals(ctx context.Context) (wire.Proposals, error) {
	var p wire.Proposals
	res, err := a.link.call(ctx, http.MethodGet, wire.PathProposals, nil) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return p, err
	}
	return p, decodeBody(res, &p)
}

// Weekly asks the hub how the shop did in the last weeks.
func (a *Agent) Weekly(ctx context.Context) (wire.Weekly, error) {
	var f wire.Weekly
	res, err := a.link.call(ctx, http.MethodGet, wire.PathWeekly, nil) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return f, err
	}
	return f, decodeBody(res, &f)
}

// Fleet asks the hub what it has of each terminal of the shop.
func (a *Agent) Fleet(ctx context.Context) (wire.Fleet, error) {
	var f wire.Fleet
	res, err := a.link.call(ctx, http.MethodGet, wire.PathFleet, nil) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return f, err
	}
	return f, decodeBody(res, &f)
}

// spool keeps parts that have not been taken in yet: in a folder, so that a
// restart goes on with them, or without one in memory.
type spool struct {
	dir string
	mem map[string][]byte
}

// have returns what is here of a part.
func (s *spool) have(sha string) []byte {
	if s.dir == "" {
		return s.mem[sha]
	}
	b, err := os.ReadFile(filepath.Join(s.dir, sha))
	if err != nil {
		return nil // then it is fetched from its beginning
	}
	return b
}

// keep stores what is here of a part. Its hash is checked when it is used, so
// nothing need be lasting.
func (s *spool) keep(sha string, data []byte) error {
	if s.dir == "" {
		if s.mem == nil {
			s.mem = map[string][]byte{}
		}
		s.mem[sha] = data
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.dir, sha), data, 0o600)
}

func (s *spool) drop(sha string) {
	delete(s.mem, sha)
	if s.dir != "" {
		_ = os.Remove(filepath.Join(s.dir, sha)) // one that stays is swept later
	}
}

// sweep drops every part that a snapshot does not name.
func (s *spool) sweep(m wire.Manifest) {
	named := map[string]bool{}
	for _, p := range m.Parts {
		named[p.Sha] = true
	}
	for sha := range s.mem {
		if !named[sha] {
			delete(s.mem, sha)
		}
	}
	if s.dir == "" {
		return
	}
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return // there is none yet
	}
	for _, f := range files {
		if !named[f.Name()] {
			s.drop(f.Name())
		}
	}
}
