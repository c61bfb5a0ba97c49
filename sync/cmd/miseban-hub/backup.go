package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["backup"] = command{
		ja: "ハブを動かしたまま、データベースと鍵を複製します。", en: "Copies database and keys; the hub may go on working.", run: backup,
	}
	commands["restore"] = command{
		ja: "複製からハブを復旧します（ハブを止めてから）。-status は復旧のようす。", en: "Restores a hub from a copy, once it is stopped; -status tells how far it has come.", run: restore,
	}
}

func backup(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("backup", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	o := hubserve.BackupOptions{}
	f.StringVar(&o.To, "to", "", "複製を置くフォルダー（別のディスクか別の機械に） / folder for copies, on another disk or machine")
	f.IntVar(&o.Keep, "keep", 0, "残す複製の数（0: すべて） / how many copies stay (0: all)")
	every := f.Duration("every", 0, "止めるまで、この間隔で複製し続けます / copy this often until stopped")
	begin := f.Bool("begin", false, "ほかの方法で複製する前に。番号を出します / before a copy by other means: prints an id")
	done := f.String("done", "", "-begin の番号。その複製が終わったら / the id of -begin, once that copy is whole")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	switch {
	case *begin:
		id, err := hubserve.BeginMark(ctx, *data)
		if err == nil {
			fmt.Fprintln(out, id)
		}
		return noHub(err, *data)
	case *done != "":
		return noHub(hubserve.FinishMark(ctx, *data, *done), *data)
	}
	if err := required(f, "to"); err != nil {
		return err
	}
	for {
		b, err := hubserve.BackupBeside(ctx, *data, o)
		switch {
		case err == nil:
			showBackup(out, b)
		case *every <= 0 || ctx.Err() != nil || retail.CodeOf(err) == retail.CodeNotFound:
			return noHub(err, *data)
		default:
			fmt.Fprintln(errs, "miseban-hub backup:", err)
		}
		if *every <= 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(*every):
		}
	}
}

// noHub says what CodeNotFound of a data folder means.
func noHub(err error, data string) error {
	if retail.CodeOf(err) == retail.CodeNotFound {
		return fmt.Errorf("%s でハブが動いたことがないか、番号が違います / no hub has run in %s, or the id is unknown: %w", data, data, err)
	}
	return err
}

func showBackup(out io.Writer, b hubserve.Backup) {
	fmt.Fprintf(out, "%s\t%s\t%d バイト / bytes", b.Path, when(b.Begun), b.Bytes)
	if b.Devices > 0 {
		fmt.Fprintf(out, "\tコマンド / commands %d", b.Commands)
	}
	fmt.Fprintln(out)
	for _, path := range b.Gone {
		fmt.Fprintf(out, "%s\t古いので削除 / old, removed\n", path)
	}
}

// when is an instant as people in a shop say it, "—" for none.
func when(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(retail.Japan).Format("2006-01-02 15:04:05")
}

func restore(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("restore", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	o := hubserve.RestoreOptions{}
	f.StringVar(&o.From, "from", "", "複製のファイル / the file of the copy")
	keys := f.String("keys", "", "鍵が違うとき: present か copy / where keys differ: present or copy")
	status := f.Bool("status", false, "復旧のようすだけを出します / only tell how far the last restore has come")
	asJSON := f.Bool("json", false, "-status をJSONで出します / write -status as JSON")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if *status {
		return recovery(ctx, out, *data, *asJSON)
	}
	if err := required(f, "from"); err != nil {
		return err
	}
	switch *keys {
	case "":
	case "present":
		o.Keys = hubserve.KeysPresent
	case "copy":
		o.Keys = hubserve.KeysOfCopy
	default:
		return wrong(f, "present か copy です", "is present or copy", "-keys "+*keys)
	}
	r, err := hubserve.Restore(ctx, *data, o, retail.ClockFunc(time.Now))
	if err != nil {
		return err
	}
	return showRestored(out, o.From, r)
}

func showRestored(out io.Writer, from string, r hubserve.Restored) error {
	fmt.Fprintf(out, "復旧しました / restored\t%s\n", from)
	fmt.Fprintf(out, "複製の時点 / as of\t%s\n", when(r.Life.Copied))
	if r.Aside != "" {
		fmt.Fprintf(out, "これまでのデータ / what was there\t%s\n", r.Aside)
	}
	fmt.Fprint(out, `
このあと / what happens next
  1. いつものように serve でハブを起動します。 / Start the hub with serve as always.
  2. 端末は自分で気づき、ハブにない記録を送り直します。店での操作はいりません。
     Terminals notice by themselves and send again what the hub lacks. Nobody in a shop does anything.
  3. 注文などのファイルは、この時点より後のものを取り込みフォルダーへもう一度入れてください（二重にはなりません）。
     Put files with orders that came in since into the inbox again; nothing counts twice.
`)
	if r.Life.Ledger {
		fmt.Fprint(out, `  4. 受取のお知らせは、送ったものを台帳が覚えています。二度送りません。
     The ledger knows which ready notices were sent. None leaves twice.
`)
	} else {
		fmt.Fprint(out, `  4. 送れたか分からない受取のお知らせは「送れたか不明」になります。二度送りません。店で送り直せます。
     Ready notices that may have been sent become "unknown". None leaves twice; the shop may send them again.
`)
	}
	fmt.Fprint(out, `  5. 戻っていない端末は miseban-hub restore -status で分かります。
     miseban-hub restore -status tells which terminals have not come back.

`)
	return showDevices(out, r.Recovery)
}

func showDevices(out io.Writer, r hub.Recovery) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "端末 / terminal\t店舗 / shop\t最後の連絡 / last heard\t戻った / back\t送り直し / recovered\t未送信 / unsent")
	for _, d := range r.Devices {
		back := "まだ / not yet"
		if d.Back {
			back = "はい / yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\n", d.Name, d.Store, when(d.Heard), back, d.Recovered, d.Left)
	}
	return w.Flush()
}

// recovery tells how far the last restore has come.
func recovery(ctx context.Context, out io.Writer, data string, asJSON bool) error {
	r, err := hubserve.RecoveryBeside(ctx, data)
	if err != nil {
		return noHub(err, data)
	}
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", " ")
		return e.Encode(r)
	}
	if !r.Life.Restored() {
		fmt.Fprintln(out, "このハブは復旧されたことがありません / this hub was never restored")
		return nil
	}
	fmt.Fprintf(out, "復旧 / restored\t%s\n複製の時点 / as of\t%s\n", when(r.Life.Began), when(r.Life.Copied))
	if r.Life.Found {
		fmt.Fprintln(out, "データベースが古いものに戻っていることを、ハブが自分で見つけました / the hub found by itself that its database had been put back")
	}
	err = showDevices(out, r)
	if len(r.Exceptions) > 0 {
		fmt.Fprintf(out, "\n要確認（送り直しで開いたもの） / exceptions opened by what was sent again: %d\n", len(r.Exceptions))
	}
	for _, x := range r.Exceptions {
		mark := "未解決 / open"
		if !x.Open() {
			mark = "解決済 / settled"
		}
		_, werr := fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", x.Store, x.Number, x.Kind, when(x.OpenedAt), mark)
		err = errors.Join(err, werr)
	}
	return err
}
