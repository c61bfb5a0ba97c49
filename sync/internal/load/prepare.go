package load

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

const (
	staffID = retail.StaffID("LOAD")
	skuID   = retail.SKUID("LOAD-1")
	skuJAN  = "4901234567894"
	steps   = 6 // commands of one order, see terminal.next
	atOnce  = 64
)

// storeOf names a store of the load.
func storeOf(n int) retail.SiteID { return retail.SiteID(fmt.Sprintf("L%05d", n)) }

// fill writes stores, staff, stock and orders, and returns a one-time code for
// each terminal.
func (r *run) fill(ctx context.Context, h *hub.Hub) ([]string, error) {
	var sites []retail.Site
	var stock []hub.StockRow
	for i := range r.Stores {
		sites = append(sites, retail.Site{ID: storeOf(i), No: uint32(i + 1), Kind: retail.Shop, Name: string(storeOf(i))})
		stock = append(stock, hub.StockRow{Site: storeOf(i), SKU: skuID, OnHand: 1_000_000, Shelf: "A-01-1"})
	}
	counted := func(_ int, err error) error { return err }
	staff := []hub.StaffRow{{Staff: retail.Staff{ID: staffID, Name: "負荷", Role: retail.RoleManager, Active: true}, PIN: "0000"}}
	sku := []retail.SKU{{ID: skuID, JAN: skuJAN, Name: "負荷試験", PriceTaxIn: 1000, TaxRate: 10, Codes: []retail.ItemCode{{GTIN: skuJAN, Qty: 1}}}}
	err := errors.Join(counted(h.PutSites(ctx, sites)), counted(h.PutStaff(ctx, staff)), counted(h.PutSKUs(ctx, sku)), counted(h.SetStock(ctx, stock)))
	if err != nil {
		return nil, err
	}
	if err := r.orders(ctx, h); err != nil {
		return nil, err
	}
	codes := make([]string, r.Terminals)
	err = each(ctx, r.Terminals, func(ctx context.Context, i int) error {
		once, err := h.NewEnrolOnce(ctx, storeOf(i%r.Stores))
		codes[i] = hex.EncodeToString(once[:])
		return err
	})
	return codes, err
}

// orders gives each terminal as many orders of its own as it will need.
func (r *run) orders(ctx context.Context, h *hub.Hub) error {
	need := 1 + int(r.Rate*r.For.Seconds())/(steps*r.Terminals)
	now := r.Clock.Now()
	list := make([]retail.Order, 0, need*r.Terminals)
	for i := range r.Terminals {
		for k := range need {
			list = append(list, retail.Order{
				Store: storeOf(i % r.Stores), Channel: "load", External: orderNumber(i, k), Number: fmt.Sprint(i, "-", k),
				PlacedAt: now, PromisedAt: now.Add(2 * time.Hour), Deadline: now.Add(72 * time.Hour),
				Customer: retail.Customer{Name: "負荷 試験", Kana: "フカ シケン", Phone: "09000000000"},
				Pay:      retail.Payment{State: retail.Prepaid, TotalTaxIn: 2000},
				Lines: []retail.Line{
					{SKU: skuID, JAN: skuJAN, Name: "負荷試験", PriceTaxIn: 1000, TaxRate: 10, Qty: 1},
					{SKU: skuID, JAN: skuJAN, Name: "負荷試験", PriceTaxIn: 1000, TaxRate: 10, Qty: 1},
				},
			})
		}
	}
	out, err := h.ReceiveOrders(ctx, list)
	for _, o := range out {
		err = errors.Join(err, o.Err)
	}
	return err
}

func orderNumber(terminal, k int) string { return fmt.Sprintf("%d/%d", terminal, k) }

// spawn prepares the database and starts the hub processes.
func (r *run) spawn(ctx context.Context) error {
	keys := filepath.Join(r.Data, "keys")
	s, err := hubserve.Start(ctx, hubserve.Options{Data: r.folder(0), Keys: keys, DB: r.DB, Listen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	r.pin = s.Pin
	began := r.Clock.Now()
	r.codes, err = r.fill(ctx, s.Hub)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	r.say("database filled in %v", r.Clock.Now().Sub(began).Round(time.Millisecond))
	for i := range r.Hubs {
		addr, err := freePort(ctx)
		if err != nil {
			return err
		}
		p := &process{
			name: fmt.Sprint("hub ", i+1), addr: addr, bin: r.Bin, data: r.folder(i),
			args: []string{"serve", "-data", r.folder(i), "-keys", keys, "-listen", addr, "-log-level", "warn", "-admin", "off"}, out: r.out,
		}
		if r.Profile != "" {
			if p.debug, err = freePort(ctx); err != nil {
				return err
			}
		}
		if r.DB != "" {
			p.args = append(p.args, "-db", r.DB)
		}
		r.hubs = append(r.hubs, p)
		if err := p.start(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) folder(i int) string { return filepath.Join(r.Data, fmt.Sprint("hub", i+1)) }

func freePort(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// each runs f for every number below n, some at a time, and stops at the first
// error.
func each(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, atOnce) {
		wg.Go(func() {
			for i := range next {
				if err := f(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}
