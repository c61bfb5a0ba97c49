package terminal

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"miseban/app/internal/photo"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
)

// Version of the program, as the hub and the settings page show it.
const Version = "0.1.0"

// Options says how a terminal is started.
type Options struct {
	Data   string // data folder
	Hub    string // base URL of the hub instead of the one enrolled with
	Enrol  string // enrolment code to use when this device is not enrolled
	Lang   words.Lang
	Shape  page.Shape
	Scale  float32 // of text, 0 for what the settings say
	Camera string  // the camera instead of the settings' one: a device, a folder of pictures, "off"
	Sample bool    // with -solo: fill the hub with the sample chain
	// Scan switches ways in on for this run, each with its device, empty for
	// the one kept in the settings.
	Scan   map[scanner.Source]string
	Photos int    // megabytes of photographs of goods that are kept here; 0: none
	Scans  string // file that every scan is written to, "" for none
	// InputMethod: staff type Japanese through the system's input method; a
	// scanner that types must then come in another way.
	InputMethod bool
	// Exit ends the process with what went wrong; nil for who only waits for Run.
	Exit func(error)
}

// Flags reads the command line. out gets the help text.
func Flags(args []string, out io.Writer) (o Options, solo bool, err error) {
	fs := flag.NewFlagSet("miseban", flag.ContinueOnError)
	fs.SetOutput(out)
	fs.Usage = func() {
		fmt.Fprintln(out, "miseban — 店番 店舗スタッフの端末 / the staff terminal of a shop\n\n使い方 / usage: miseban [flags]")
		fs.PrintDefaults()
	}
	fs.StringVar(&o.Data, "data", defaultData(), "データのフォルダー / data `DIR`")
	fs.StringVar(&o.Hub, "hub", "", "ハブのアドレス / hub `URL` instead of the enrolled one")
	fs.StringVar(&o.Enrol, "enrol", "", "登録コード（未登録のとき、ハブに登録がないとき） / enrolment `CODE`, used once, or again when the hub does not know this terminal")
	fs.BoolVar(&solo, "solo", false, "1台だけのお店: ハブもこの中で動かす / hub and terminal in one process")
	fs.BoolVar(&o.Sample, "sample", false, "-solo のとき見本のお店で始める / with -solo: the sample chain")
	fs.StringVar(&o.Camera, "camera", "", "カメラ: 装置、または写真のフォルダー、off / `DEVICE` to scan with instead of the one in the settings, a folder of pictures, or off")
	fs.IntVar(&o.Photos, "photos", photo.DefaultRoom, "商品写真に使う容量 / `MB` of photographs of goods that this terminal keeps, the popular ones first; 0 for drawings alone")
	fs.StringVar(&o.Scans, "scanlog", "", "届いたコードをすべて書き足すファイル（調査用） / `FILE` that gets every code that comes in, a line of JSON each, to look into a scanner")
	fs.BoolVar(&o.InputMethod, "ime", false, "日本語入力を使う（キーボード型のスキャナーは読めなくなることがある） / let the system's input method have the keys; a scanner that types may then not be read")
	lang := fs.String("lang", "", "表示の言葉 / language `ja|en`")
	shape := fs.String("shape", "handheld", "画面の形 / `handheld|counter|showroom`")
	scan := fs.String("scan", "", "スキャナー / `LIST` of ways in for this run: tcp[=HOST:PORT|=call:HOST:PORT],serial=PORT[@BAUD],evdev=DEVICE,picture=DIR")
	scale := fs.Float64("scale", 0, "文字の大きさ / size of text, 1.0 to 1.6")
	if err := fs.Parse(args); err != nil {
		return o, solo, err
	}
	bad := func(what string) error {
		return retail.E(retail.CodeInvalid, "terminal.Flags", "", errors.New(what))
	}
	if *lang != "" {
		if o.Lang, err = words.ParseLang(*lang); err != nil {
			return o, solo, bad("-lang: ja か en / ja or en")
		}
	}
	for _, s := range []page.Shape{page.Handheld, page.Counter, page.Showroom} {
		if s.String() == *shape {
			o.Shape = s
		}
	}
	if o.Shape == 0 {
		return o, solo, bad("-shape: handheld, counter, showroom")
	}
	if *scale != 0 && (*scale < 1 || *scale > 1.6) {
		return o, solo, bad("-scale: 1.0 – 1.6")
	}
	if o.Photos < 0 || o.Photos > 8192 {
		return o, solo, bad("-photos: 0 – 8192")
	}
	o.Scale = float32(*scale)
	if o.Scan, err = parseScan(*scan); err != nil {
		return o, solo, bad("-scan: " + err.Error())
	}
	return o, solo, nil
}

func defaultData() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "miseban-data"
	}
	return filepath.Join(dir, "miseban")
}

// Plain is what a console says of an error: the cause in words where there is
// one of ours.
func Plain(err error) string {
	var e *retail.Error
	if errors.As(err, &e) && e.Err != nil && e.Code != retail.CodeInternal {
		return e.Err.Error()
	}
	return err.Error()
}
