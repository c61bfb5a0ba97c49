package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

func init() {
	commands["keys"] = command{
		ja:  "証明書を替えます: keys next で次の鍵を作って端末に知らせ、keys switch で替えます。",
		en:  "Changes the certificate: keys next makes the key that comes and tells terminals, keys switch changes over.",
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
	if word == "next" {
		return nextKey(*data, out)
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

func switchKey(ctx context.Context, data string, force, drop bool, out io.Writer) error {
	noNext := fmt.Errorf("先に keys next を実行してください / run keys next first")
	if !force {
		left, err := hubserve.Untold(ctx, data)
		if retail.CodeOf(err) == retail.CodeNotFound {
			return noNext
		}
		if err != nil {
			return err
		}
		for _, d := range left {
			fmt.Fprintf(out, "%s\t%s\t%s\n", d.Store, d.Name, d.LastSeen.In(retail.Japan).Format("2006-01-02 15:04"))
		}
		if len(left) > 0 {
			return fmt.Errorf("まだ知らない端末が %d 台あります（最後の通信は上のとおり）。待つか、-force で替えて再登録してください / "+
				"%d terminals may not know the next certificate; wait for them, or use -force and enrol them again", len(left), len(left))
		}
	}
	err := hubserve.SwitchKey(ctx, data, drop)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return noNext
	}
	if err == nil {
		fmt.Fprintln(out, "替えました。動いているハブは1分以内に新しい証明書を出します / changed; a running hub shows the new certificate within a minute")
	}
	return err
}
