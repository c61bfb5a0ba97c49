package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // pictures as they come
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"miseban/scanner/decode"
)

// labelled is a line of a manifest.
type labelled struct {
	shot
	family, want string
}

func pictures(args []string, out, errs io.Writer) error {
	fs := flags("pictures", errs)
	only := fs.String("families", "", "only these, joined by commas")
	names := fs.String("engines", "", "only these, joined by commas: ours, default, gozxing, hard, zxing, zbar")
	list := fs.Bool("list", false, "list as well what was not read or read wrong")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return errors.New("pictures: no manifest")
	}
	engines, missing := enginesFor(*names)
	for _, m := range missing {
		fmt.Fprintln(errs, "scanrate:", m)
	}
	for _, path := range fs.Args() {
		all, err := manifest(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "## %s, %d pictures\n\n", filepath.Base(filepath.Dir(path)), len(all))
		for _, m := range missing {
			fmt.Fprintln(out, m+"\n")
		}
		if err := table(out, all, engines, *only, *list); err != nil {
			return err
		}
	}
	return nil
}

// enginesFor returns the engines that are there, and what to say of those that
// are not.
func enginesFor(names string) (out []engine, missing []string) {
	wanted := func(n string) bool {
		return names == "" || slices.Contains(strings.Split(names, ","), n)
	}
	if wanted("ours") {
		out = append(out, oursStill("ours", func(f family) decode.Format { return f.ours }))
	}
	if wanted("default") {
		out = append(out, oursStill("ours, default set", func(family) decode.Format { return decode.Product }))
	}
	if wanted("gozxing") {
		out = append(out, plainGozxing("gozxing", false))
	}
	if wanted("hard") {
		out = append(out, plainGozxing("gozxing TRY_HARDER", true))
	}
	for _, p := range []struct {
		name, program, pack string
		open                func(string) child
	}{{"zxing", "ZXingReader", "zxing-cpp-tools", zxing}, {"zbar", "zbarimg", "zbar-tools", zbar}} {
		if !wanted(p.name) {
			continue
		}
		path, err := exec.LookPath(p.program)
		if err != nil {
			missing = append(missing, fmt.Sprintf("MISSING: %s (Debian package %s): its column is left out", p.program, p.pack))
			continue
		}
		out = append(out, p.open(path))
	}
	return out, missing
}

// controls are how a manifest writes what is not printable.
var controls = strings.NewReplacer("<GS>", "\x1d", `\r`, "\r", `\n`, "\n", `\t`, "\t")

// manifest reads a manifest and its pictures.
func manifest(path string) ([]labelled, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var out []labelled
	lines := bufio.NewScanner(file)
	for n := 0; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		if n == 0 || len(cells) < 2 {
			continue
		}
		l := labelled{family: cells[1]}
		l.path = cells[0]
		if len(cells) > 2 {
			l.want = controls.Replace(cells[2])
		}
		if l.gray, err = load(filepath.Join(filepath.Dir(path), cells[0])); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// load decodes a picture to its brightness.
func load(path string) (*image.Gray, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	img, _, err := image.Decode(bufio.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l := decode.FromImage(img)
	return &image.Gray{Pix: l.Pix, Stride: l.Stride, Rect: image.Rect(0, 0, l.W, l.H)}, nil
}

// score is a cell of the table.
type score struct {
	n, right, wrong, broken int
	spent                   float64 // ms
}

func (s score) String() string {
	if s.n == 0 {
		return "-"
	}
	out := fmt.Sprintf("%.0f (%d) %.1f", 100*float64(s.right)/float64(s.n), s.wrong, s.spent/float64(s.n))
	if s.broken > 0 {
		out += fmt.Sprintf(", broke down %d times", s.broken)
	}
	return out
}

// judge counts the answers to pictures; said is called for those that are not
// plainly right.
func judge(all []labelled, answers []answer, said func(l labelled, got []string)) (s score) {
	if answers == nil {
		return s
	}
	for i, a := range answers {
		l := all[i]
		s.n++
		s.spent += a.ms
		if a.bad != "" {
			s.broken++
		}
		hit, wrong := l.want == "" && len(a.texts) == 0, 0
		for _, t := range a.texts {
			switch {
			case l.want != "" && right(l.family, l.want, t):
				hit = true
			case strings.HasPrefix(l.want, t+"+"): // the number without the add-on is not all, but not wrong
			default:
				wrong++
			}
		}
		s.wrong += wrong
		if hit {
			s.right++
		}
		if !hit || wrong > 0 {
			said(l, a.texts)
		}
	}
	return s
}

// table prints a row for each family.
func table(out io.Writer, all []labelled, engines []engine, only string, list bool) error {
	byFamily := map[string][]labelled{}
	for _, l := range all {
		byFamily[l.family] = append(byFamily[l.family], l)
	}
	names := make([]string, 0, len(byFamily))
	for name := range byFamily {
		if only == "" || slices.Contains(strings.Split(only, ","), name) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	heads := []string{"family", "n"}
	for _, e := range engines {
		heads = append(heads, e.name())
	}
	fmt.Fprintf(out, "%s. Right %%, (wrong reads), mean CPU ms a picture.\n\n", time.Now().Format("2006-01-02")) //nolint:forbidigo // the date of a measurement
	row(out, heads...)
	rule(out, len(heads))
	var odd []string
	for _, name := range names {
		if rank(name) == len(families) {
			return fmt.Errorf("no family %q", name)
		}
		group := byFamily[name]
		cells := []string{name, fmt.Sprint(len(group))}
		shots := make([]shot, len(group))
		for i, l := range group {
			shots[i] = l.shot
		}
		for _, e := range engines {
			answers, err := e.read(families[rank(name)], shots)
			if err != nil {
				return err
			}
			cells = append(cells, judge(group, answers, func(l labelled, got []string) {
				odd = append(odd, fmt.Sprintf("- %s, %s: %.80q, expected %.80q", e.name(), l.path, got, l.want))
			}).String())
		}
		row(out, cells...)
	}
	fmt.Fprintln(out)
	if list {
		fmt.Fprintln(out, strings.Join(odd, "\n"))
	}
	return nil
}
