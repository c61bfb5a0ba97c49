package main

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/scanner/qr"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["labels"] = command{
		ja: "棚と袋のラベルを1枚のHTMLに書きます（印刷用）。", en: "Writes the labels of shelves and bags as one HTML page to print.", run: labels,
	}
}

//go:embed labels.html.tmpl
var labelPage string

// label is one label of a sheet.
type label struct {
	Name, Text, Code string
	QR               template.URL
}

// sheet is the labels of one kind.
type sheet struct {
	Title, Note string
	Labels      []label
}

const (
	labelModule = 4 // pixels of a module
	mostBags    = 999
)

func labels(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("labels", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	store := f.String("store", "", "店舗コード / code of the shop")
	file := f.String("out", "labels.html", "書き出すファイル / file to write")
	bags := f.Int("bags", 24, "袋の札の枚数 / number of bag tags")
	practice := f.Bool("practice", false, "練習用: 注文の商品とお客様の受取QRも / for practice: goods and pickup QRs of the orders too")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data", "store"); err != nil {
		return err
	}
	if *bags < 0 || *bags > mostBags {
		return fmt.Errorf("-bags は 0 から %d です / -bags is 0 to %d", mostBags, mostBags)
	}
	var page bytes.Buffer
	err := hubserve.Beside(ctx, *data, func(h *hub.Hub) error {
		p, err := newPage(ctx, h, retail.SiteID(*store), *bags, *practice)
		if err != nil {
			return err
		}
		return template.Must(template.New("labels").Parse(labelPage)).Execute(&page, p)
	})
	if retail.CodeOf(err) == retail.CodeNotFound {
		return fmt.Errorf("店舗 %s はありません / there is no shop %s", *store, *store)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(*file, page.Bytes(), 0o600); err != nil {
		return err
	}
	fmt.Fprintln(out, *file)
	return nil
}

// labelSheets is what the page shows.
type labelSheets struct {
	Shop   string
	Sheets []sheet
}

func newPage(ctx context.Context, h *hub.Hub, store retail.SiteID, bags int, practice bool) (labelSheets, error) {
	var p labelSheets
	sites, err := h.Sites(ctx)
	if err != nil {
		return p, err
	}
	for _, s := range sites {
		if s.ID == store {
			p.Shop = s.Name
		}
	}
	if p.Shop == "" {
		return p, retail.E(retail.CodeNotFound, "labels", "hint.store", nil)
	}
	slots, err := slotLabels(ctx, h, store)
	if err != nil {
		return p, err
	}
	tags, err := bagLabels(bags)
	if err != nil {
		return p, err
	}
	p.Sheets = []sheet{
		{"保管棚", "受取コーナーの棚に1枚ずつ貼ります。", slots},
		{"袋の札", "袋に1枚ずつ付けます。お渡しが済んだ札は、また使えます。", tags},
	}
	if !practice {
		return p, nil
	}
	goods, codes, err := practiceLabels(ctx, h, store)
	p.Sheets = append(p.Sheets,
		sheet{"練習用: 注文の商品", "商品の代わりにスキャンできます。", goods},
		sheet{"練習用: お客様の受取QR", "お客様の画面の代わりにスキャンできます。", codes})
	return p, err
}

func slotLabels(ctx context.Context, h *hub.Hub, store retail.SiteID) ([]label, error) {
	slots, err := h.Slots(ctx, store)
	if err != nil {
		return nil, err
	}
	var out []label
	for _, s := range slots {
		code, err := scanner.NewPlace(s.Code)
		if err != nil {
			return nil, fmt.Errorf("保管棚 %s / staging place %s: %w", s.Code, s.Code, err)
		}
		l, err := newLabel(s.Code, s.Area+" "+s.Place, code)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// bagLabels makes tags that no other sheet has: 40 random bits each.
func bagLabels(n int) ([]label, error) {
	var out []label
	for range n {
		id := rand.Text()[:8]
		code, err := scanner.NewBag(id)
		if err != nil {
			return nil, err
		}
		l, err := newLabel("袋", id, code)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// practiceLabels makes what goods and customers would show, for a shop without
// either.
func practiceLabels(ctx context.Context, h *hub.Hub, store retail.SiteID) (goods, codes []label, err error) {
	orders, err := h.Orders(ctx, store)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range orders {
		if o.State.Over() {
			continue
		}
		for _, line := range o.Lines {
			l, err := newLabel(o.Number, line.Name+" "+line.Color.Word+" "+line.Size, line.JAN)
			if err != nil {
				return nil, nil, err
			}
			goods = append(goods, l)
		}
		code, err := h.PickupCode(ctx, o.ID)
		if err != nil {
			return nil, nil, err
		}
		l, err := newLabel(o.Number, o.Customer.CallName()+" 様", code.Token)
		if err != nil {
			return nil, nil, err
		}
		codes = append(codes, l)
	}
	return goods, codes, nil
}

func newLabel(name, text, code string) (label, error) {
	m, err := qr.Encode(code, qr.LevelM)
	if err != nil {
		return label{}, err
	}
	var png bytes.Buffer
	if err := m.PNG(&png, labelModule); err != nil {
		return label{}, errors.Join(errors.New("labels: "+name), err)
	}
	uri := "data:image/png;base64," + base64.StdEncoding.EncodeToString(png.Bytes())
	return label{Name: name, Text: text, Code: code, QR: template.URL(uri)}, nil //nolint:gosec // our own PNG
}
