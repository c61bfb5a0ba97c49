// Command gallery draws every screen of the terminal as PNG, without a display:
// in both shapes, in the themes and in both languages, with a page index.html
// that shows them side by side.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/assets"
	"miseban/assets/words"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	out    string
	only   string // scenes whose name contains it
	looks  string // looks whose name contains it
	large  bool
	readme bool
	part   int // draws every parts-th look, beginning with this one
	parts  int
}

func run(args []string, log io.Writer) error {
	var o options
	flags := flag.NewFlagSet("gallery", flag.ContinueOnError)
	flags.SetOutput(log)
	flags.StringVar(&o.out, "out", "", "folder for the pictures")
	flags.StringVar(&o.only, "only", "", "draw the scenes whose name contains this")
	flags.StringVar(&o.looks, "look", "", "draw the looks whose name contains this: handheld-light-ja")
	flags.BoolVar(&o.large, "large", false, "draw with text at 1.6 instead")
	flags.IntVar(&o.part, "part", 0, "draw a share of the looks only; set by gallery itself")
	flags.IntVar(&o.parts, "parts", 0, "how many shares there are")
	flags.BoolVar(&o.readme, "readme", false, "draw the pictures of README.md only, small")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.out == "" {
		return errors.New("say where to: -out DIR")
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	if o.parts == 0 && !o.readme {
		if err := share(args, log); err != nil {
			return err
		}
		return index(o.out)
	}
	return draw(o)
}

// share draws in as many processes as there are processors: Fyne has one theme
// and one canvas at a time in each.
func share(args []string, log io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	n := min(runtime.NumCPU(), 4)
	failed := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			c := exec.CommandContext(context.Background(), self, slices.Concat(args, []string{"-part", strconv.Itoa(i), "-parts", strconv.Itoa(n)})...)
			c.Env = append(os.Environ(), "LANG=ja_JP.UTF-8")
			c.Stdout, c.Stderr = log, log
			failed[i] = c.Run()
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// looks are all looks, those of one theme and size beside one another.
func looks(large bool) []look {
	scale := float32(1)
	if large {
		scale = 1.6
	}
	var all []look
	for _, mode := range []theme.Mode{theme.Light, theme.Dark, theme.Contrast} {
		for _, lang := range []words.Lang{words.Ja, words.En} {
			for _, shape := range []page.Shape{page.Handheld, page.Counter} {
				all = append(all, look{shape, mode, lang, scale})
			}
		}
	}
	return all
}

// wants tells whether a scene is drawn in a look.
func (s scene) wants(l look) bool {
	if l.mode == theme.Contrast && (!s.Contrast || l.lang != words.Ja) {
		return false
	}
	if s.Light && l.mode != theme.Light {
		return false
	}
	return s.Only == 0 || s.Only == l.shape
}

// draw makes every picture and the page that shows them.
func draw(o options) error {
	all, err := words.Load(assets.Translations())
	if err != nil {
		return err
	}
	app := test.NewApp()
	defer app.Quit()
	files := newWriter(o)
	for i, l := range looks(o.large) {
		if !strings.Contains(l.String(), o.looks) || i%max(o.parts, 1) != o.part {
			continue
		}
		th, err := theme.New(theme.Options{Mode: l.mode, Scale: l.scale, ReduceMotion: true})
		if err != nil {
			return err
		}
		fyne.CurrentApp().Settings().SetTheme(th)
		life, end := context.WithCancel(context.Background())
		w := newWindow(life, l, all)
		for _, s := range scenes {
			name := s.Name + "-" + l.String() + ".png"
			if s.wants(l) && strings.Contains(s.Name, o.only) && (!o.readme || readme[name] != "") {
				files.put(name, w.take(s))
			}
		}
		end()
	}
	return files.close()
}

// writer encodes pictures beside the drawing.
type writer struct {
	dir    string
	readme bool
	queue  chan shot
	done   sync.WaitGroup
	err    error
}

type shot struct {
	name string
	img  image.Image
}

func newWriter(o options) *writer {
	w := &writer{dir: o.out, readme: o.readme, queue: make(chan shot, 4)}
	w.done.Go(func() {
		for s := range w.queue {
			if err := w.write(s); err != nil && w.err == nil {
				w.err = err
			}
		}
	})
	return w
}

func (w *writer) put(name string, img image.Image) {
	w.queue <- shot{name, img}
}

func (w *writer) write(s shot) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if w.readme {
		s.name, s.img, encoder.CompressionLevel = readme[s.name], few(s.img), png.BestCompression
	}
	f, err := os.Create(filepath.Join(w.dir, s.name))
	if err != nil {
		return err
	}
	return errors.Join(encoder.Encode(f, s.img), f.Close())
}

// close waits for the last picture.
func (w *writer) close() error {
	close(w.queue)
	w.done.Wait()
	return w.err
}

var sheet = template.Must(template.New("index").Parse(`<!doctype html>
<meta charset="utf-8"><title>miseban</title>
<style>
body { font: 15px sans-serif; background: #efede7; margin: 24px }
figure { display: inline-block; margin: 0 16px 24px 0; vertical-align: top }
img { display: block; height: 480px; border: 1px solid #d9d6ce }
</style>
{{range .}}<figure><a href="{{.}}"><img src="{{.}}" loading="lazy" alt="{{.}}"></a><figcaption>{{.}}</figcaption></figure>
{{end}}`))

// index writes the page that shows all pictures of a folder.
func index(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		return err
	}
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = filepath.Base(p)
	}
	f, err := os.Create(filepath.Join(dir, "index.html"))
	if err != nil {
		return err
	}
	return errors.Join(sheet.Execute(f, names), f.Close())
}
