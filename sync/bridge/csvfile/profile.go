package csvfile

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"miseban/app/retail"
)

//go:embed profiles/*.txt
var profileFiles embed.FS

var builtIn = sync.OnceValues(func() ([]*Profile, error) {
	var out []*Profile
	entries, err := profileFiles.ReadDir("profiles")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		text, err := profileFiles.ReadFile("profiles/" + e.Name())
		if err != nil {
			return nil, err
		}
		p, err := ParseProfiles(string(text), nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		out = append(out, p...)
	}
	return out, nil
})

// Profiles returns the profiles that are always there, with those of a mapping
// file before them; of two with one name the mapping file's counts.
func Profiles(mapping string) ([]*Profile, error) {
	all, err := builtIn()
	if err != nil {
		return nil, err
	}
	own, err := ParseProfiles(mapping, all)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if !slices.ContainsFunc(own, func(o *Profile) bool { return o.Name == p.Name }) {
			own = append(own, p)
		}
	}
	return own, nil
}

// choose returns the profile with the name, or the first that a header fits.
func choose(all []*Profile, name string, header []string) (*plan, error) {
	for _, p := range all {
		switch {
		case name == p.Name:
			pl := compile(p, header)
			if missing := pl.missing(); len(missing) > 0 {
				return nil, retail.E(retail.CodeInvalid, "csvfile.choose", "hint.import_columns",
					fmt.Errorf("profile %s: no column for %s", name, strings.Join(missing, ", ")))
			}
			return pl, nil
		case name == "" && p.fits(header):
			if pl := compile(p, header); len(pl.missing()) == 0 {
				return pl, nil
			}
		}
	}
	if name != "" {
		return nil, retail.E(retail.CodeNotFound, "csvfile.choose", "hint.import_profile", fmt.Errorf("no profile %q", name))
	}
	return nil, retail.E(retail.CodeInvalid, "csvfile.choose", "hint.import_profile", fmt.Errorf("no profile has these %d columns", len(header)))
}

// fits tells whether a header holds all of one detect list.
func (p *Profile) fits(header []string) bool {
	keys := make([]string, len(header))
	for i, h := range header {
		keys[i] = headerKey(h)
	}
	return slices.ContainsFunc(p.Detect, func(list []string) bool {
		return !slices.ContainsFunc(list, func(want string) bool { return !slices.Contains(keys, headerKey(want)) })
	})
}

// plan is a profile laid over the columns that a file really has.
type plan struct {
	*Profile
	width  int
	cols   []int              // the columns that matter, by number
	at     map[string][][]int // field → alternatives → places in cols
	checks map[string][]check
}

// place returns where in cols a column stands, and adds it.
func (p *plan) place(col int) int {
	if i := slices.Index(p.cols, col); i >= 0 {
		return i
	}
	p.cols = append(p.cols, col)
	return len(p.cols) - 1
}

// check is a test whose column the file has.
type check struct {
	at int
	test
}

// compile finds the columns of a profile by name and occurrence.
func compile(p *Profile, header []string) *plan {
	where := map[column]int{}
	seen := map[string]int{}
	for i, h := range header {
		key := headerKey(h)
		seen[key]++
		where[column{key, seen[key]}] = i
	}
	pl := &plan{Profile: p, width: len(header), at: map[string][][]int{}, checks: map[string][]check{}}
	for key, alternatives := range p.fields {
		for _, parts := range alternatives {
			var cols []int
			for _, c := range parts {
				if i, ok := where[c]; ok {
					cols = append(cols, pl.place(i))
				}
			}
			if len(cols) > 0 {
				pl.at[key] = append(pl.at[key], cols)
			}
		}
	}
	for key, tests := range p.tests {
		for _, t := range tests {
			if i, ok := where[t.of]; ok {
				pl.checks[key] = append(pl.checks[key], check{pl.place(i), t})
			}
		}
	}
	return pl
}

// missing returns the needed fields that the file has no column for.
func (p *plan) missing() []string {
	var out []string
	for _, key := range needed[p.Kind] {
		if len(p.at[key]) == 0 {
			out = append(out, key)
		}
	}
	return out
}

// record is one row of a file under a plan.
type record struct {
	*plan
	file  string
	row   int
	cells []string // of plan.cols; nil where the columns are not as many as the header
	guess string   // order number of a row without cells, as far as it can be read
	sure  string   // the same where it is known from an earlier reading
	full  func() (text string, cells []string)
}

// raw returns the value of a field: the first alternative that is not empty,
// its columns joined by blanks.
func (r record) raw(key string) string {
	for _, cols := range r.at[key] {
		if len(cols) == 1 {
			if v := clean(r.cells[cols[0]]); v != "" {
				return v
			}
			continue
		}
		var parts []string
		for _, c := range cols {
			if v := clean(r.cells[c]); v != "" {
				parts = append(parts, v)
			}
		}
		if len(parts) > 0 {
			return strings.Join(parts, " ")
		}
	}
	return ""
}

// has tells whether the file has a column for the field.
func (p *plan) has(key string) bool { return len(p.at[key]) > 0 }

// any tells whether one of the tests under the key holds.
func (r record) any(key string) bool {
	return slices.ContainsFunc(r.checks[key], r.holds)
}

// all tells whether every test under the key holds.
func (r record) all(key string) bool {
	return !slices.ContainsFunc(r.checks[key], func(c check) bool { return !r.holds(c) })
}

func (r record) holds(c check) bool {
	v := strings.ToLower(code(r.cells[c.at]))
	return slices.ContainsFunc(c.words, func(w string) bool {
		if c.whole {
			return v == w
		}
		return strings.Contains(v, w)
	})
}

// header names the column of a field for a reason: the first that the file has.
func (p *plan) header(key string, header []string) string {
	if at := p.at[key]; len(at) > 0 && p.cols[at[0][0]] < len(header) {
		return header[p.cols[at[0][0]]]
	}
	return key
}
