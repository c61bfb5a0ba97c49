package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

func init() {
	commands["config"] = command{
		ja: "設定を確かめます（check）、設定ファイルの見本を出します（sample、コードの決まりは codes、在庫を伝える先は channels）。", en: "Checks the settings (check), or writes a file to begin with: settings (sample), rules of codes (codes), who is told of stock (channels).", run: configure,
	}
}

// errConfig says that a hub cannot run with these settings; why has been written.
var errConfig = errors.New("この設定では動きません / a hub cannot run with these settings")

func configure(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("config", errs)
	g := settingFlags(f)
	word := ""
	if len(args) > 0 {
		word, args = args[0], args[1:]
	}
	if word == "-h" || word == "-help" || word == "--help" {
		f.Usage()
		return nil
	}
	if err := parse(f, args); err != nil {
		return err
	}
	switch word {
	case "check":
		return checkConfig(ctx, g, out)
	case "sample":
		writeSample(out)
		return nil
	case "codes":
		fmt.Fprint(out, hubserve.CodesSample)
		return nil
	case "channels":
		fmt.Fprint(out, hubserve.ChannelsSample)
		return nil
	case "table":
		writeTable(out)
		return nil
	}
	return wrong(f, "check, sample, codes, channels のどれかです", "is check, sample, codes or channels", "config "+word)
}

// checkConfig shows every value and where it came from, then looks whether a
// hub would run with them.
func checkConfig(ctx context.Context, g *given, out io.Writer) error {
	c, all, bad := resolve(g)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, v := range all {
		from := v.from
		if from == "" {
			from = "既定 / default"
		}
		text := v.shown(v.text)
		if text == "" {
			text = "—"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", v.name, text, from)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, p := range bad {
		fmt.Fprintf(out, "✗ %s: %v\n", p.what, p.why)
	}
	if c.Data == "" {
		bad = append(bad, problem{what: "data"})
		fmt.Fprintf(out, "✗ data: %v\n", fault("指定してください", "is needed"))
	} else {
		c.Clock = retail.ClockFunc(time.Now)
		for _, x := range hubserve.Check(ctx, c.Options) {
			mark := "!"
			if x.Bad {
				mark = "✗"
				bad = append(bad, problem{what: x.About})
			}
			fmt.Fprintf(out, "%s %s: %s / %s\n", mark, x.About, x.Ja, x.En)
		}
	}
	if len(bad) > 0 {
		return errConfig
	}
	fmt.Fprintln(out, "この設定で動きます / a hub runs with these settings")
	return nil
}

// writeSample writes a settings file in which nothing is set yet.
func writeSample(out io.Writer) {
	fmt.Fprint(out, "# miseban-hub serve -config このファイル / this file\n# 順番: フラグ、環境変数、このファイル、既定 / order: flag, environment, this file, default\n")
	for _, s := range table {
		fmt.Fprintf(out, "\n# %s\n# %s\n", s.ja, s.en)
		text := s.def
		if text == "" {
			text = s.sample
		}
		if !s.yes {
			text = fmt.Sprintf("%q", text)
		}
		fmt.Fprintf(out, "# %s = %s\n", s.name, text)
	}
}

// writeTable writes the settings as docs/operate.md shows them.
func writeTable(out io.Writer) {
	fmt.Fprint(out, "| flag and key in the file | environment | default | what it is |\n|---|---|---|---|\n")
	for _, s := range table {
		def := "—"
		if s.def != "" {
			def = "`" + s.def + "`"
		}
		fmt.Fprintf(out, "| `%s` | `%s` | %s | %s |\n", s.name, s.env(), def, s.en)
	}
}

// logger is the log as the settings want it.
func (c config) logger(to io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.logLevel}
	if c.logForm == "json" {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// settle reads the settings for a command that runs a hub: all that is wrong is
// written, in words.
func settle(g *given, errs io.Writer) (config, error) {
	c, _, bad := resolve(g)
	if c.Data == "" {
		bad = append(bad, problem{"-data", fault("指定してください", "is needed")})
	}
	if len(bad) == 0 {
		return c, nil
	}
	var lines []string
	for _, p := range bad {
		lines = append(lines, fmt.Sprintf("%s: %v", p.what, p.why))
	}
	fmt.Fprintln(errs, strings.Join(lines, "\n"))
	return c, errUsage
}
