package terminal_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/ui/goodsui"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
)

// counting tells how many searches were answered.
type counting struct {
	*catalog.Service
	n int
}

func (s *counting) Search(ctx context.Context, text string, f catalog.Filter) (catalog.Results, error) {
	r, err := s.Service.Search(ctx, text, f)
	s.n++
	return r, err
}

// noLine is a hub that cannot be reached.
type noLine struct{ catalog.Hub }

// BenchmarkTypeAheadScreen is a keystroke on the page 商品をさがす, from the key to
// the list as it stands on the screen: what the search, the list and the rubbish
// that both leave cost together. The first keys, which read fonts and what is here,
// are not among them: a terminal has done both when somebody types. Percentiles
// need some hundred keys: -benchtime 400x.
func BenchmarkTypeAheadScreen(b *testing.B) {
	for _, n := range localdbtest.Sizes(b) {
		b.Run(fmt.Sprintf("skus=%d", n), func(b *testing.B) {
			k := localdbtest.New(b)
			k.Range(b, n)
			svc := &counting{Service: catalog.New(k.DB, noLine{}, retail.ClockFunc(k.Clock))}
			f := pagetest.New(b, page.Handheld, words.Ja, theme.Light)
			f.Show(func(w page.Window) page.Screen { return goodsui.NewGoods(w, svc, page.Goods{}) })
			f.Settle()
			f.Tap("サ") // its row of the pad
			keys := []string{"シ", "ス", "消す", "セ", "ス", "消す"}
			press := func(i int) {
				want := svc.n + 1
				f.Tap(keys[i%len(keys)])
				for svc.n < want { // and what it brought is on the screen
					f.Pump.Next(b)
				}
				f.Pump.Run()
			}
			for i := range keys {
				press(i)
			}
			s := localdbtest.Stopwatch{All: true}
			for i := 0; b.Loop(); i++ {
				if keys[i%len(keys)] == "消す" { // what lists nothing does not count
					press(i)
					continue
				}
				s.Time(func() { press(i) })
			}
			s.Report(b)
		})
	}
}

// StockNow tells that there is no line.
func (noLine) StockNow(context.Context, retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	return nil, time.Time{}, retail.E(retail.CodeOffline, "test", "", nil)
}

// BenchmarkTypeAheadProduct is what the pages of an article ask of a chain of 300
// shops: its own figures, and who else has it. "screen" is the whole page, from the
// scan of a tag until both stand on it, what all threads did for it. The rubbish is
// swept between scans, which follow one another by seconds in a shop and by
// milliseconds here: Fyne keeps what it painted for a minute, and its test driver
// for ever, so that sweeping would cost more with each page. B/op says how much it is.
func BenchmarkTypeAheadProduct(b *testing.B) {
	const skus, shops = 100_000, 300
	k := localdbtest.New(b)
	k.Range(b, skus)
	k.Chain(b, shops, skus)
	svc := catalog.New(k.DB, noLine{}, retail.ClockFunc(k.Clock))
	ctx := context.Background()
	b.Run(fmt.Sprintf("shops=%d", shops), func(b *testing.B) {
		var s localdbtest.Stopwatch
		for i := 0; b.Loop(); i++ {
			sku := localdbtest.RangeSKU(i * 7919 % skus)
			s.Time(func() {
				if _, err := svc.Product(ctx, sku.Style); err != nil {
					b.Fatal(err)
				}
				e, err := svc.Elsewhere(ctx, sku.ID)
				if err != nil || len(e.Sites)+len(e.Empty) == 0 {
					b.Fatal(len(e.Sites), err)
				}
			})
		}
		s.Report(b)
		debug.FreeOSMemory() // what making the goods took is not the terminal's
		b.ReportMetric(memory(b, "VmRSS:"), "RSS-MB")
		b.ReportMetric(memory(b, "RssAnon:"), "anon-MB")
	})
	for name, shape := range map[string]page.Shape{"screen": page.Handheld, "screen-counter": page.Counter} {
		b.Run(fmt.Sprintf("shops=%d/%s", shops, name), func(b *testing.B) {
			f := pagetest.New(b, shape, words.Ja, theme.Light)
			first := localdbtest.RangeSKU(0)
			screen := f.Show(func(w page.Window) page.Screen {
				return goodsui.NewProduct(w, svc, goodsui.Actions{Hold: func(goodsui.Wish) {}, Fetch: func(goodsui.Wish) {}}, page.Product{SKU: first.ID, Style: first.Style})
			})
			f.Settle()
			s := localdbtest.Stopwatch{All: true}
			for i := 0; b.Loop(); i++ {
				sku := localdbtest.RangeSKU((i + 1) * 7919 % skus)
				if i%10 == 0 {
					b.StopTimer()
					runtime.GC()
					b.StartTimer()
				}
				s.Time(func() {
					screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: sku.Codes[0].GTIN}})
					f.UntilSeen(sku.Style)
					f.UntilSeen("号店") // another shop that has it
				})
			}
			s.Report(b)
		})
	}
}

// memory is a line of what the system says of this process, in megabytes, 0 where
// it does not tell: VmRSS is all that lies in memory, RssAnon what of it is no file.
func memory(b *testing.B, line string) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), line)
	var kb float64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}
