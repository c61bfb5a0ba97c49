package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["keys"] = command{
		ja:  "証明書、または受取コードの鍵（-pickup）を替えます: keys next で次の鍵を作って端末に知らせ、keys switch で替えます。",
		en:  "Changes the certificate, or the key of pickup codes (-pickup): keys next makes the key that comes and tells terminals, keys switch changes over.",
		run: keys,
	}
}

func keys(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("keys", errs)
	word := ""
	if len(args) > 0 {
		word, args = args[0], args[1:]
	}
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	force := f.Bool("force", false, "まだ知らせていない端末があっても替えます（その端末は再登録になります） / change although terminals were not told; those must be enrolled again")
	pickup := f.Bool("pickup", false, "受取コードに署名する鍵を替えます / change the key that signs pickup codes")
	drop := f.Bool("drop", false, "古い鍵をすぐに無効にします（盗まれたとき） / trust the old key no longer, at once: somebody may have it")
	if word != "next" && word != "switch" {
		if word == "-h" || word == "-help" || word == "--help" {
			return parse(f, []string{"-h"})
		}
		return wrong(f, "next か switch を指定してください", "say next or switch", "keys "+word)
	}
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	switch {
	case word == "next" && *pickup:
		return nextPickupKey(ctx, *data, out)
	case word == "next":
		return nextKey(*data, out)
	case *pickup:
		return switchPickupKey(ctx, *data, *force, *drop, out)
	}
	return switchKey(ctx, *data, *force, *drop, out)
}

func nextKey(data string, out io.Writer) error {
	pin, err := hubserve.NextKey(data)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return fmt.Errorf("%s でハブが動いたことがありません / no hub has run in %s", data, data)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, `次の証明書 / the next certificate: %s
オンラインの端末には20分以内に伝わります。ハブが複数あるときは tls.next.key をすべての鍵フォルダーに写してください。
Terminals on line hear of it within 20 minutes. Where several hubs share a database, copy tls.next.key into the key
folder of each. Then: miseban-hub keys switch
`, hex.EncodeToString(pin))
	return nil
}

func nextPickupKey(ctx context.Context, data string, out io.Writer) error {
	id, err := hubserve.NextPickupKey(ctx, data)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return fmt.Errorf("%s でハブが動いたことがありません / no hub has run in %s", data, data)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, `次の受取コードの鍵 / the next key of pickup codes: %d
オンラインの端末にはすぐに伝わります。ハブが複数あるときは pickup.next.key をすべての鍵フォルダーに写してください。
Terminals on line hear of it at once. Where several hubs share a database, copy pickup.next.key into the key folder of
each. Then: miseban-hub keys switch -pickup
`, id)
	return nil
}

func switchPickupKey(ctx context.Context, data string, force, drop bool, out io.Writer) error {
	if !force {
		left, err := listUntold(ctx, data, hubserve.UntoldPickup, out)
		if err != nil {
			return err
		}
		if left > 0 {
			return fmt.Errorf("まだ知らない端末が %d 台あります（最後の通信は上のとおり）。待つか、-force で替えてください（その端末は次の通信まで新しい受取コードを偽物とみなします） / "+
				"%d terminals may not know the next key; wait for them, or use -force: until they are on line again they take new codes for forged ones", left, left)
		}
	}
	err := hubserve.SwitchPickupKey(ctx, data, drop)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return errNoNext
	}
	if err == nil {
		fmt.Fprintln(out, "替えました。動いているハブは1分以内に新しい鍵で署名します / changed; a running hub signs with the new key within a minute")
	}
	if err == nil && drop {
		fmt.Fprintln(out, "古い受取コードは無効です。お待ちのお客様には受取コードを送り直してください / codes of the old key are void: send waiting customers new ones")
	}
	return err
}

var errNoNext = errors.New("先に keys next を実行してください / run keys next first")

// listUntold writes the terminals that may not know a next key, and counts them.
func listUntold(ctx context.Context, data string, untold func(context.Context, string) ([]hub.Device, error), out io.Writer) (int, error) {
	left, err := untold(ctx, data)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return 0, errNoNext
	}
	for _, d := range left {
		fmt.Fprintf(out, "%s\t%s\t%s\n", d.Store, d.Name, d.LastSeen.In(retail.Japan).Format("2006-01-02 15:04"))
	}
	return len(left), err
}

func switchKey(ctx context.Context, data string, force, drop bool, out io.Writer) error {
	if !force {
		left, err := listUntold(ctx, data, hubserve.Untold, out)
		if err != nil {
			return err
		}
		if left > 0 {
			return fmt.Errorf("まだ知らない端末が %d 台あります（最後の通信は上のとおり）。待つか、-force で替えて再登録してください / "+
				"%d terminals may not know the next certificate; wait for them, or use -force and enrol them again", left, left)
		}
	}
	err := hubserve.SwitchKey(ctx, data, drop)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return errNoNext
	}
	if err == nil {
		fmt.Fprintln(out, "替えました。動いているハブは1分以内に新しい証明書を出します / changed; a running hub shows the new certificate within a minute")
	}
	return err
}
