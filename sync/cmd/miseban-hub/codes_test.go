package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A wrong rule is refused in words, every one of them, before a hub runs with it.
func TestConfigRefusesWrongRulesOfCodes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "codes.toml")
	text := `upce = true
[[template]]
pattern = "49IIIIIXXXXXC"
unit = "yen"
[[template]]
pattern = "02IIIIIVXXXXC"
unit = "yen"
check = { weights = ["2-", 3], finish = "triple" }
[[slip]]
name = "carrier"
kind = "slip"
check = "7dr"
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said := hubConfig(t, "check", "-data", t.TempDir(), "-listen", "127.0.0.1:0", "-admin", "off", "-codes", file)
	if code == 0 {
		t.Error("a hub would run with wrong rules")
	}
	for _, want := range []string{
		"upce という設定はありません", "[[template]] 1番目 49IIIIIXXXXXC: pattern は 02 か 20〜29 で始まります",
		"[[template]] 2番目", "there are 4 weights", "[[slip]] 1番目 carrier: lengths に桁数を書きます",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("not said: %s\n%s", want, said)
		}
	}
	for _, broken := range []string{"[[template]\n", "[[slip]]\ncheck = \"seven\"\n"} {
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, said := hubConfig(t, "check", "-data", t.TempDir(), "-listen", "127.0.0.1:0", "-admin", "off", "-codes", file); code == 0 || !strings.Contains(said, "読めません") {
			t.Errorf("%q: code %d\n%s", broken, code, said)
		}
	}
}

// The sample is good as it is, and with its examples switched on.
func TestTheSampleOfCodesHolds(t *testing.T) {
	_, sample := hubConfig(t, "codes")
	on := strings.NewReplacer("# [[", "[[", "# pattern", "pattern", "# unit", "unit", "# check = {", "check = {", "# lower", "lower",
		"# start", "start", "# stop", "stop", "# prefix", "prefix").Replace(sample)
	for _, text := range []string{sample, on} {
		file := filepath.Join(t.TempDir(), "codes.toml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, said := hubConfig(t, "check", "-data", t.TempDir(), "-listen", "127.0.0.1:0", "-admin", "off", "-codes", file); code != 0 {
			t.Errorf("%s\nrefused: %s", text, said)
		}
	}
	if strings.Count(on, "\n[[template]]") != 3 {
		t.Error("the examples are not on")
	}
}
