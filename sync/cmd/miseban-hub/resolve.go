package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Where a value came from.
const (
	envPrefix  = "MISEBAN_HUB_"
	configWord = "config" // the flag, and MISEBAN_HUB_CONFIG
)

// env is the setting's name in the environment: MISEBAN_HUB_KEEP_PEOPLE.
func (s setting) env() string { return envName(s.name) }

func envName(name string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// shown is the value as people may see it.
func (s setting) shown(text string) string {
	if s.hide != nil {
		return s.hide(text)
	}
	return text
}

// value is a setting as it was found.
type value struct {
	setting
	text string
	from string // "-listen", "MISEBAN_HUB_LISTEN", the file's path, "" for the default
}

// twoTongues is an error in both languages.
type twoTongues struct{ ja, en string }

// Error says it in both.
func (e twoTongues) Error() string { return e.ja + " / " + e.en }

func fault(ja, en string) error { return twoTongues{ja, en} }

// given is what the flags of one call say.
type given struct {
	file  string
	flags map[string]string
}

// settingFlags adds -config and a flag for every setting.
func settingFlags(f *flag.FlagSet) *given {
	g := &given{flags: map[string]string{}}
	f.StringVar(&g.file, configWord, "", "設定ファイル (TOML)。環境変数は "+envName(configWord)+" / settings file (TOML)")
	for _, s := range table {
		usage := fmt.Sprintf("%s / %s\n%s", s.ja, s.en, s.env())
		if s.def != "" && !s.yes {
			usage += "（既定 / default " + s.def + "）"
		}
		keep := func(text string) error { g.flags[s.name] = text; return nil }
		if s.yes {
			f.BoolFunc(s.name, usage, keep)
		} else {
			f.Func(s.name, "`値`  "+usage, keep)
		}
	}
	return g
}

// problem is something that is wrong with the settings: what, and why.
type problem struct {
	what string
	why  error
}

// resolve finds the value of every setting and reads them into a config. What
// is wrong is told, all of it; the config is good when nothing is.
func resolve(g *given) (config, []value, []problem) {
	var c config
	var bad []problem
	path := g.file
	if path == "" {
		path = os.Getenv(envName(configWord))
	}
	file, err := readFile(path)
	if err != nil {
		bad = append(bad, problem{path, err})
	}
	var all []value
	for _, s := range table {
		v := value{setting: s, text: s.def}
		if text, ok := file[s.name]; ok {
			v.text, v.from = text, path
			delete(file, s.name)
		}
		if text, ok := os.LookupEnv(s.env()); ok {
			v.text, v.from = text, s.env()
		}
		if text, ok := g.flags[s.name]; ok {
			v.text, v.from = text, "-"+s.name
		}
		if v.text != "" {
			if err := s.set(&c, v.text); err != nil {
				bad = append(bad, problem{strings.TrimSpace(v.from + " " + s.name), err})
			}
		}
		all = append(all, v)
	}
	for name := range file {
		bad = append(bad, problem{path + " " + name, fault("そういう設定はありません", "there is no such setting")})
	}
	return c, all, append(bad, strangers()...)
}

// strangers are variables that look like ours and are none: a misspelt setting
// would silently be its default.
func strangers() []problem {
	var bad []problem
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		known := name == envName(configWord) || slices.ContainsFunc(table, func(s setting) bool { return s.env() == name })
		if strings.HasPrefix(name, envPrefix) && !known {
			bad = append(bad, problem{name, fault("そういう設定はありません", "there is no such setting")})
		}
	}
	return bad
}

// readFile reads a settings file: TOML, one key for each setting.
func readFile(path string) (map[string]string, error) {
	out := map[string]string{}
	if path == "" {
		return out, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return out, errors.Join(fault("設定ファイルが読めません", "the settings file cannot be read"), err)
	}
	raw := map[string]any{}
	if _, err := toml.Decode(string(text), &raw); err != nil {
		var where toml.ParseError
		if errors.As(err, &where) {
			return out, fault(fmt.Sprintf("%d行目が読めません: %s", where.Position.Line, where.Message),
				fmt.Sprintf("line %d cannot be read", where.Position.Line))
		}
		return out, fault("設定ファイルが読めません", "the settings file cannot be read")
	}
	for key, v := range raw {
		text, ok := scalar(v)
		if !ok {
			return out, fault(key+": 値は一つです", key+" takes one value")
		}
		out[key] = text
	}
	return out, nil
}

// scalar is a TOML value as one text; a list of texts is joined by commas.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool, int64, float64:
		return fmt.Sprint(v), true
	case []any:
		var parts []string
		for _, one := range v {
			text, ok := one.(string)
			if !ok {
				return "", false
			}
			parts = append(parts, text)
		}
		return strings.Join(parts, ","), true
	}
	return "", false
}

// elsewhere is a setting that a command takes by a flag of its own: what the
// environment or the file say when the flag is silent.
func elsewhere(name string) string {
	_, all, _ := resolve(&given{})
	for _, v := range all {
		if v.name == name {
			return v.text
		}
	}
	return ""
}

func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func truth(into *bool, s string) (err error) {
	if *into, err = strconv.ParseBool(s); err != nil {
		return fault("true か false です", "is true or false")
	}
	return nil
}

func address(s string) error {
	if _, port, err := net.SplitHostPort(s); err != nil || port == "" {
		return fault("アドレス:ポート の形です（例 :8443）", "has the form address:port, such as :8443")
	}
	return nil
}

// mailServer blots out the password, and all of a text that is no URL: it may
// hold one.
func mailServer(s string) string {
	if s != "" && !strings.Contains(s, "://") {
		return "***"
	}
	return noPassword(s)
}

// noPassword blots out the password of a URL, and all of one that is broken.
func noPassword(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "***"
	}
	if u.User != nil {
		if _, ok := u.User.Password(); ok {
			u.User = url.UserPassword(u.User.Username(), "***")
		}
	}
	q := u.Query()
	if q.Has("password") {
		q.Set("password", "***")
		u.RawQuery = q.Encode()
	}
	return strings.ReplaceAll(u.String(), "%2A%2A%2A", "***")
}
