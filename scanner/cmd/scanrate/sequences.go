package main

import (
	"fmt"
	"image"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"miseban/scanner/decode"
	"miseban/scanner/frames"
)

// familyOf is what engines are restricted to for a mix.
func familyOf(m frames.Mix) family {
	switch m {
	case frames.Goods:
		return families[rank("ean13")]
	case frames.Squares:
		return families[rank("qr")]
	case frames.Marks:
		return families[rank("datamatrix")]
	case frames.Bars, frames.Nothing:
	}
	return families[rank("negative")]
}

// stream reads the frames of a mix; a sequence begins with reset.
type stream struct {
	name  string
	reset func()
	frame func(img *image.Gray) []string
}

// taken is how an engine did over a mix.
type taken struct {
	by            [frames.Length]int // sequences accepted by each frame
	frames, hits  int
	wrong         map[string]bool // sequence and text: told twice is one wrong
	spent, missed time.Duration
	misses        int
	accepted      bool   // the sequence that is under way
	leanest       uint64 // allocations of the missed frame with the fewest
	mallocs       uint64 // on all missed frames
}

func sequences(args []string, out, errs io.Writer) error {
	fs := flags("sequences", errs)
	only := fs.String("mix", "", "only these, joined by commas: goods, bars, squares, marks, nothing")
	seed := fs.Uint64("seed", 1, "of the frames; committed figures are those of 1")
	count := fs.Int("n", 0, "how many sequences of each mix, 0 for all of it")
	also := fs.String("also", "", "another set of formats of ours, joined by commas: what a screen looks for")
	children := fs.Bool("children", false, "zxing-cpp and zbar as well: minutes of CPU time")
	list := fs.Bool("list", false, "list as well what was read wrong, and the sequences that ours never read")
	if err := fs.Parse(args); err != nil {
		return err
	}
	var set decode.Format
	if *also != "" {
		var err error
		if set, err = decode.ParseFormat(*also); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "Frames of version %d, seed %d, %s. Accepted %% by frame 1/3/5/12.\n\n",
		frames.Version, *seed, time.Now().Format("2006-01-02")) //nolint:forbidigo // the date of a measurement
	heads := []string{"mix", "engine", "1/3/5/12", "of all frames", "wrong", "ms a frame", "ms a missed frame", "allocations on a missed frame: least, mean"}
	row(out, heads...)
	rule(out, len(heads))
	for _, m := range frames.Mixes {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), m.String()) {
			continue
		}
		n := m.Len()
		if *count > 0 {
			n = *count
		}
		if err := measure(out, m, *seed, n, set, *children, *list); err != nil {
			return err
		}
	}
	return nil
}

// streams are the engines of a mix; also is a set of ours besides the default
// one, or 0.
func streams(f family, also decode.Format) []stream {
	live := func(name string, formats decode.Format) stream {
		l := decode.NewLive(formats)
		return stream{name, l.Reset, func(img *image.Gray) []string { return texts(l.Frame(decode.FromImage(img))) }}
	}
	out := []stream{live("ours", f.ours)}
	if f.ours != decode.Product && f.ours&decode.Product != 0 {
		out = append(out, live("ours, default set", decode.Product))
	}
	if also != 0 {
		out = append(out, live("ours, "+also.String(), also))
	}
	for _, l := range []local{plainGozxing("gozxing", false), plainGozxing("gozxing TRY_HARDER", true)} {
		out = append(out, stream{l.title, func() {}, l.open(f)})
	}
	return out
}

func measure(out io.Writer, m frames.Mix, seed uint64, n int, also decode.Format, children, list bool) error {
	f := familyOf(m)
	engines := streams(f, also)
	var programs []child
	if children {
		for _, p := range []struct {
			program string
			open    func(string) child
		}{{"ZXingReader", zxing}, {"zbarimg", zbar}} {
			path, err := exec.LookPath(p.program)
			if err != nil {
				row(out, m.String(), p.program, "MISSING")
				continue
			}
			if c := p.open(path); c.args(f) != nil {
				programs = append(programs, c)
			}
		}
	}
	all := make([]taken, len(engines)+len(programs))
	for i := range all {
		all[i].wrong, all[i].leanest = map[string]bool{}, ^uint64(0)
	}
	var never []string
	cam := frames.NewCamera(frames.Width, frames.Height)
	shots := make([]shot, frames.Length)
	for k := range n {
		s := m.Sequence(seed, k)
		for i := range shots {
			shots[i].gray = s.Frame(cam, i, shots[i].gray)
		}
		for e, engine := range engines {
			all[e].watch(&s, engine, shots)
			if e == 0 && !all[0].accepted {
				never = append(never, fmt.Sprintf("- %s was never read: %+v, %+v", s.Name, s.Scene.Print, s.Views[frames.Length-1]))
			}
		}
		for p, program := range programs {
			answers, err := program.read(f, shots)
			if err != nil {
				return err
			}
			t := &all[len(engines)+p]
			t.begin()
			for i, a := range answers {
				t.note(&s, i, a.texts, time.Duration(a.ms*float64(time.Millisecond)), 0)
			}
		}
	}
	for i := range all {
		name := ""
		if i < len(engines) {
			name = engines[i].name
		} else {
			name = programs[i-len(engines)].title
		}
		all[i].report(out, m, name, n, i < len(engines))
	}
	if list {
		for text := range all[0].wrong {
			never = append(never, "- wrong: "+text)
		}
		fmt.Fprintln(out, "\n"+strings.Join(never, "\n")+"\n")
	}
	return nil
}

// watch lets an engine see a sequence.
func (t *taken) watch(s *frames.Sequence, engine stream, shots []shot) {
	engine.reset()
	t.begin()
	var before, after runtime.MemStats
	for i := range shots {
		runtime.ReadMemStats(&before)
		begun := cpu()
		got := engine.frame(shots[i].gray)
		spent := cpu() - begun
		runtime.ReadMemStats(&after)
		t.note(s, i, got, spent, after.Mallocs-before.Mallocs)
	}
}

// begin starts a sequence.
func (t *taken) begin() { t.accepted = false }

// note counts what was read in the i-th frame of a sequence.
func (t *taken) note(s *frames.Sequence, i int, got []string, spent time.Duration, mallocs uint64) {
	want, hit := s.Scene.Symbol.Text, false
	for _, text := range got {
		if want != "" && right(nameOf(s.Scene.Symbol.Kind), want, text) {
			hit = true
		} else {
			t.wrong[fmt.Sprintf("%s: %q, expected %q", s.Name, text, want)] = true
		}
	}
	t.frames++
	t.spent += spent
	if hit {
		t.hits++
	}
	if len(got) == 0 {
		t.misses++
		t.missed += spent
		t.mallocs += mallocs
		t.leanest = min(t.leanest, mallocs)
	}
	if hit && !t.accepted {
		t.accepted = true
		for k := i; k < frames.Length; k++ {
			t.by[k]++
		}
	}
}

// nameOf is the family whose rules hold for what is right.
func nameOf(k frames.Kind) string {
	switch k { //nolint:exhaustive // the others have no rule of their own
	case frames.NW7:
		return "codabar"
	case frames.GS1128:
		return "gs1-128"
	}
	return ""
}

func (t *taken) report(out io.Writer, m frames.Mix, name string, n int, here bool) {
	share := func(k int) string { return fmt.Sprintf("%.0f", 100*float64(t.by[k])/float64(n)) }
	mean := func(d time.Duration, k int) string {
		if k == 0 {
			return "-"
		}
		return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000/float64(k))
	}
	missed, allocs := "-", "-"
	if here && t.misses > 0 {
		missed = mean(t.missed, t.misses)
		allocs = fmt.Sprintf("%d, %d", t.leanest, t.mallocs/uint64(t.misses)) //nolint:gosec // misses is positive
	}
	row(out, m.String(), name, strings.Join([]string{share(0), share(2), share(4), share(frames.Length - 1)}, "/"),
		fmt.Sprintf("%.0f %%", 100*float64(t.hits)/float64(t.frames)), fmt.Sprint(len(t.wrong)), mean(t.spent, t.frames), missed, allocs)
}
