package sample

import (
	"fmt"
	"time"

	"miseban/app/retail"
)

// Big returns a chain of one shop with that many SKUs, all of them in stock
// there, and that many open orders of two lines each, for measuring.
func Big(now time.Time, orders, skus int) (*World, []retail.Order) {
	w := New(1, now)
	small := w.SKUs
	w.SKUs = make([]retail.SKU, skus)
	w.Stock = make([]retail.StockLevel, skus)
	for i := range w.SKUs {
		s := small[i%len(small)]
		if n := i / len(small); n > 0 {
			s.ID = retail.SKUID(fmt.Sprintf("%s-%d", s.ID, n))
			s.Style = fmt.Sprintf("%s-%d", s.Style, n)
			s.JAN = jan13(10+i/100_000, i%100_000)
			s.Codes = codes(s.JAN, 0)
		}
		s.Rank = i + 1
		w.SKUs[i] = s
		w.Stock[i] = retail.StockLevel{
			StockKey: retail.StockKey{Site: Shibuya, SKU: s.ID, Class: retail.Regular}, OnHand: 20,
			Shelf: fmt.Sprintf("%c-%02d-%d", 'A'+i%5, 1+i/5%40, 1+i/200%4), Place: "売場 1階・中央の棚", AsOf: now,
		}
	}
	w.index()
	r := w.rng(6)
	out := make([]retail.Order, orders)
	for i := range out {
		promised := now.Add(time.Duration(i-orders/20) * 15 * time.Second)
		o := w.order(r, Shibuya, w.external("C", i), promised.Add(-time.Hour))
		o.PromisedAt = promised
		o.Number = fmt.Sprintf("%04d", (4819+i)%10000)
		o.Lines = o.Lines[:0]
		for n := range 2 {
			s := w.SKUs[(i*7919+n*104729)%len(w.SKUs)]
			o.Lines = append(o.Lines, w.line(n+1, want{s.ID, 1}))
		}
		pay(&o, i%4 == 0)
		out[i] = o
	}
	return w, out
}
