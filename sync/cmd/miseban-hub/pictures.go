package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"miseban/sync/hubserve"
	"miseban/sync/photo"
)

func init() {
	commands["pictures"] = command{
		ja: "商品の写真（品番・SKU・JAN を名前にした JPEG か PNG）をフォルダーか zip から取り込みます。",
		en: "Takes in photographs of goods, JPEG or PNG named by style code, SKU or JAN, of a folder or a zip file.", run: pictures,
	}
}

// pictures takes photographs in. Files that cannot be used are told of and passed
// over; then the command fails in the end.
func pictures(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("pictures", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	whole := f.Bool("whole", false, "ここにない写真は消します / photographs that are not here are dropped")
	remove := f.String("remove", "", "消す写真の名前、コンマ区切り / names of photographs to be dropped, comma separated")
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if f.NArg() > 1 || f.NArg() == 0 && (*remove == "" || *whole) {
		return wrong(f, "フォルダーか zip を一つ指定してください", "is needed, one", "FOLDER")
	}
	job := hubserve.PhotoJob{From: f.Arg(0), Whole: *whole, Bad: func(path string, why error) {
		ja, en := pictureFault(why)
		fmt.Fprintf(errs, "× %s: %s / %s\n", path, ja, en)
	}}
	if *remove != "" {
		job.Remove = strings.Split(*remove, ",")
	}
	job.Progress = func(done, of int) {
		if done%100 == 0 || done == of {
			fmt.Fprintf(errs, "%d / %d\n", done, of)
		}
	}
	rep, err := hubserve.Photos(ctx, *data, job)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "写真 %d 枚を取り込み、%d 枚は同じ、%d 枚は2枚目以降、%d 枚は使えません。%d 件の商品の写真が変わりました / %d photographs taken in, %d the same, %d further views, %d not usable; %d products have another picture\n",
		rep.New, rep.Same, rep.Further, rep.Bad, rep.SKUs, rep.New, rep.Same, rep.Further, rep.Bad, rep.SKUs)
	if rep.Bad > 0 {
		return fmt.Errorf("%d 枚は使えません / %d files were passed over", rep.Bad, rep.Bad)
	}
	return nil
}

// pictureFault says why a file was passed over.
func pictureFault(why error) (ja, en string) {
	var f *photo.Fault
	switch {
	case errors.Is(why, hubserve.ErrNobodys):
		return "この名前の品番・SKU・JAN の商品がありません（先に商品を取り込んでください）", "no goods have this style code, SKU or JAN (take in the products first)"
	case errors.Is(why, hubserve.ErrTwice):
		return "同じ名前の写真がもう一つあります", "there is another photograph of this name"
	case !errors.As(why, &f):
		return "読めません: " + why.Error(), "cannot be read"
	}
	switch f.Why {
	case photo.TooLarge:
		return fmt.Sprintf("ファイルが大きすぎます（%d MB まで）", photo.MaxFile>>20), fmt.Sprintf("the file is too large (%d MB at the most)", photo.MaxFile>>20)
	case photo.TooMany:
		return fmt.Sprintf("画素が多すぎます（%d × %d、%d 万画素まで）", f.Width, f.Height, photo.MaxPixels/10_000), fmt.Sprintf("it has too many pixels (%d × %d, %d million at the most)", f.Width, f.Height, photo.MaxPixels/1_000_000)
	case photo.TooSmall:
		return fmt.Sprintf("小さすぎます（%d × %d、短い辺は %d から）", f.Width, f.Height, photo.MinSide), fmt.Sprintf("it is too small (%d × %d, %d on the shorter side at least)", f.Width, f.Height, photo.MinSide)
	case photo.Unknown:
		return "JPEG でも PNG でもありません", "it is neither JPEG nor PNG"
	case photo.Damaged:
	}
	return "壊れているか途中で切れています", "it is damaged or ends early"
}
