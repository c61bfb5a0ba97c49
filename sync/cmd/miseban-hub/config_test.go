package main

import (
	"bytes"
	"flag"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miseban/sync/hubserve"
)

var update = flag.Bool("update", false, "write the generated part of docs/operate.md")

// hubConfig runs miseban-hub config and returns its exit code and all it said.
func hubConfig(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var b bytes.Buffer
	code := run(t.Context(), append([]string{"config"}, args...), &b, &b)
	return code, b.String()
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hub.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestConfigOrder: a flag wins over the environment, that over the file, that
// over the default, and config check says which it was.
func TestConfigOrder(t *testing.T) {
	file := write(t, "listen = \"127.0.0.1:1\"\nlog = \"json\"\nhost = [\"127.0.0.1\", \"::1\"]\nkeep-people = \"24h\"\nsample = true\n")
	t.Setenv("MISEBAN_HUB_CONFIG", file)
	t.Setenv("MISEBAN_HUB_LISTEN", "127.0.0.1:2")
	t.Setenv("MISEBAN_HUB_KEEP_PEOPLE", "48h")
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	g := settingFlags(f)
	if err := f.Parse([]string{"-listen", "127.0.0.1:0", "-data", t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	c, all, bad := resolve(g)
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	if c.Listen != "127.0.0.1:0" || c.logForm != "json" || len(c.Hosts) != 2 || c.Keep.Hours() != 48 || !c.Sample || c.SMTP != "" {
		t.Errorf("%+v", c)
	}
	from := map[string]string{}
	for _, v := range all {
		from[v.name] = v.from
	}
	if from["listen"] != "-listen" || from["keep-people"] != "MISEBAN_HUB_KEEP_PEOPLE" || from["log"] != file || from["log-level"] != "" {
		t.Errorf("%v", from)
	}
}

// TestConfigCheck: whatever is wrong is said in words, all of it at once, and
// no password is.
func TestConfigCheck(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	_ = closed.Close()
	dir := t.TempDir()
	for _, tc := range []struct {
		name, file string
		args       []string
		exit       int
		says       []string
	}{
		{"all is well", "", []string{"-data", dir, "-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0"}, exitOK, []string{"この設定で動きます", "-data", "既定 / default"}},
		{"unknown key", "listne = \":1\"\n", []string{"-data", dir, "-listen", "127.0.0.1:0"}, exitFailed, []string{"listne: そういう設定はありません"}},
		{"broken file", "listen = \":1\"\ndata =\n", []string{"-data", dir}, exitFailed, []string{"2行目", "line 2"}},
		{"a table", "[listen]\na = 1\n", []string{"-data", dir}, exitFailed, []string{"listen takes one value"}},
		{"no data", "", nil, exitFailed, []string{"data: 指定してください"}},
		{"port taken", "", []string{"-data", dir, "-listen", taken.Addr().String()}, exitFailed, []string{taken.Addr().String() + " で待ち受けられません"}},
		{"no address", "", []string{"-data", dir, "-listen", "8443"}, exitFailed, []string{"アドレス:ポート"}},
		{"smtp nobody", "", []string{"-data", dir, "-listen", "127.0.0.1:0", "-smtp", "smtp://me:s3cret@" + nobody}, exitFailed, []string{"cannot send through " + nobody, "me:***@"}},
		{"smtp form", "", []string{"-data", dir, "-listen", "127.0.0.1:0", "-smtp", "mail s3cret"}, exitFailed, []string{"smtp://user:password@host"}},
		{"db nobody", "", []string{"-data", dir, "-listen", "127.0.0.1:0", "-db", "postgres://me:s3cret@" + nobody + "/x"}, exitFailed, []string{"the database cannot be reached", "me:***@"}},
		{"time", "", []string{"-data", dir, "-listen", "127.0.0.1:0", "-keep-people", "30d"}, exitFailed, []string{"720h"}},
		{"log", "log = \"xml\"\nlog-level = \"loud\"\n", []string{"-data", dir, "-listen", "127.0.0.1:0"}, exitFailed, []string{"is text or json", "debug, info, warn or error"}},
		{"no file", "", []string{"-data", dir, "-config", filepath.Join(dir, "none.toml")}, exitFailed, []string{"設定ファイルが読めません"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.file != "" {
				t.Setenv("MISEBAN_HUB_CONFIG", write(t, tc.file))
			}
			code, text := hubConfig(t, append([]string{"check"}, tc.args...)...)
			if code != tc.exit {
				t.Errorf("exit %d\n%s", code, text)
			}
			for _, want := range tc.says {
				if !strings.Contains(text, want) {
					t.Errorf("does not say %q:\n%s", want, text)
				}
			}
			if strings.Contains(text, "s3cret") {
				t.Errorf("says the password:\n%s", text)
			}
		})
	}
	t.Run("misspelt variable", func(t *testing.T) {
		t.Setenv("MISEBAN_HUB_LISTNE", "x")
		if code, text := hubConfig(t, "check", "-data", dir, "-listen", "127.0.0.1:0"); code != exitFailed || !strings.Contains(text, "MISEBAN_HUB_LISTNE: そういう設定はありません") {
			t.Errorf("exit %d\n%s", code, text)
		}
	})
	t.Run("readable secret", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "hub.secret"), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, text := hubConfig(t, "check", "-data", dir, "-listen", "127.0.0.1:0"); code != exitFailed || !strings.Contains(text, "hub.secret can be read by others") {
			t.Errorf("exit %d\n%s", code, text)
		}
	})
}

// TestConfigOfARunningHub: its own port is no port that is taken.
func TestConfigOfARunningHub(t *testing.T) {
	dir := t.TempDir()
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if code, text := hubConfig(t, "check", "-data", dir, "-listen", s.Addr); code != exitOK {
		t.Errorf("exit %d\n%s", code, text)
	}
}

// TestConfigSample: with every line switched on, the sample is a settings file.
func TestConfigSample(t *testing.T) {
	code, text := hubConfig(t, "sample")
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, " = ") {
			line = strings.TrimPrefix(line, "# ")
		}
		lines = append(lines, line)
	}
	if code != exitOK {
		t.Fatal(text)
	}
	_, all, bad := resolve(&given{file: write(t, strings.Join(lines, "\n"))})
	if len(bad) > 0 {
		t.Errorf("%v\n%s", bad, text)
	}
	for _, v := range all {
		if v.from == "" {
			t.Errorf("%s is not in the sample", v.name)
		}
	}
}

// TestData: every command finds the data folder in the environment.
func TestData(t *testing.T) {
	t.Setenv("MISEBAN_HUB_DATA", t.TempDir())
	var b bytes.Buffer
	if code := run(t.Context(), []string{"terminals"}, &b, &b); code != exitFailed || !strings.Contains(b.String(), "ハブが動いたことがありません") {
		t.Errorf("exit %d\n%s", code, b.String())
	}
}

// TestDocs: the table of docs/operate.md is the one of the code.
func TestDocs(t *testing.T) {
	const path, begin, end = "../../../docs/operate.md", "-update -->\n", "<!-- /settings -->"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(raw), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the marks are gone")
	}
	var b bytes.Buffer
	writeTable(&b)
	if want := head + begin + b.String() + end + tail; want != string(raw) {
		if !*update {
			t.Fatal("docs/operate.md tells other settings than the code has: go test ./sync/cmd/miseban-hub -run TestDocs -update")
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
