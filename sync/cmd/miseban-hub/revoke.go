package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
)

func init() {
	commands["revoke"] = command{
		ja: "なくした端末を無効にし、目で確かめる注文を出します。端末は次につながったときに中身を消します。",
		en: "Shuts a lost terminal out and lists the orders to verify by eye; it wipes itself at its next contact.", run: revoke,
	}
}

// answers is where the answer to a question comes from.
var answers io.Reader = os.Stdin

func revoke(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("revoke", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	store := f.String("store", "", "店舗コード（同じ名前の端末がほかの店舗にもあるとき） / code of the shop, where another has a terminal of that name")
	yes := f.Bool("yes", false, "たずねずに無効にします / do not ask")
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return wrong(f, "端末の名前か番号を一つ指定してください", "is wanted: the name or number of one terminal", "miseban-hub revoke")
	}
	return beside(ctx, *data, func(h *hub.Hub) error {
		d, err := findTerminal(ctx, h, f.Arg(0), retail.SiteID(*store))
		if err != nil {
			return err
		}
		if d.Revoked {
			return fmt.Errorf("%s はもう無効です / %s is shut out already", d.Name, d.Name)
		}
		fmt.Fprintf(out, "%s %s  %s\n最終接続 / last contact  %s\n未送信 / unsent  %d\n",
			d.Store, d.Name, d.ID, d.LastSeen.In(retail.Japan).Format("2006-01-02 15:04"), d.Unsent)
		if !*yes && !agreed(out) {
			return errors.New("やめました / nothing was done")
		}
		if err := h.Revoke(ctx, d.ID); err != nil {
			return err
		}
		return checklist(ctx, h, d, out)
	})
}

// agreed asks and tells whether the answer was yes.
func agreed(out io.Writer) bool {
	fmt.Fprint(out, "\n無効にすると元に戻せません。送っていない記録は失われます。無効にしますか？ [y/N]\n"+
		"This cannot be undone, and what it has not sent is lost. Shut it out? [y/N] ")
	line, err := bufio.NewReader(answers).ReadString('\n')
	word := strings.ToLower(strings.TrimSpace(line))
	return (err == nil || errors.Is(err, io.EOF)) && (word == "y" || word == "yes" || word == "はい")
}

// findTerminal finds a terminal by its number, or by its name where only one
// that is in service has it.
func findTerminal(ctx context.Context, h *hub.Hub, word string, store retail.SiteID) (hub.Device, error) {
	all, err := h.Store.Devices(ctx)
	if err != nil {
		return hub.Device{}, err
	}
	var found []hub.Device
	for _, d := range all {
		if string(d.ID) == word {
			return d, nil
		}
		if d.Name == word && (store == "" || d.Store == store) && !d.Revoked {
			found = append(found, d)
		}
	}
	switch len(found) {
	case 0:
		return hub.Device{}, retail.E(retail.CodeNotFound, "revoke", "", nil)
	case 1:
		return found[0], nil
	}
	var shops []string
	for _, d := range found {
		shops = append(shops, fmt.Sprintf("  -store %s  %s", d.Store, d.ID))
	}
	return hub.Device{}, fmt.Errorf("%s という端末は%d台あります。店舗か番号で指定してください / %d terminals are called %s: name the shop or the number\n%s",
		word, len(found), len(found), word, strings.Join(shops, "\n"))
}

// checklist writes what the shop verifies by eye: it stands in its inbox too.
func checklist(ctx context.Context, h *hub.Hub, d hub.Device, out io.Writer) error {
	c, err := h.Store.Census(ctx, []retail.SiteID{d.Store})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\n無効にしました。次の注文を目で確かめてください（店舗の要確認にも出ます）。\n"+
		"It is shut out. Verify these orders by eye; they stand in the shop's inbox too:")
	n := 0
	for _, x := range c.Open {
		if x.Kind != retail.ExRevoked || x.Device != d.ID {
			continue
		}
		if x.Order == "" {
			fmt.Fprintf(out, "  ☐ 送られなかった記録 %d件: 保管棚と受け渡しを確かめる / %d commands were never sent: look at staging and handovers\n", x.Qty, x.Qty)
			n++
			continue
		}
		o, err := h.Order(ctx, x.Order)
		if err != nil {
			return err
		}
		n++
		fmt.Fprintf(out, "  ☐ %s  %d / %d点 取り出し済 / %d of %d pieces taken\n", o.Number, o.PickedPieces(), o.Pieces(), o.PickedPieces(), o.Pieces())
	}
	if n == 0 {
		fmt.Fprintln(out, "  ありません / none")
	}
	return nil
}
