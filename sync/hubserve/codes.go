package hubserve

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/BurntSushi/toml"

	"miseban/app/retail"
	"miseban/scanner"
)

// CodesSample is a file of code rules to begin with, in which nothing is set but
// what holds without one.
const CodesSample = `# チェーン独自のコードの決まり。miseban-hub serve -codes このファイル
# Rules of the chain's own codes: miseban-hub serve -codes this file

# UPC-E (8桁) を読む。輸入品を扱う店だけ / read UPC-E, for shops with goods from America
upc-e = false

# インストアコード (02, 20-29) に価格や重さが入るとき（NON-PLU）。書かなければ13桁全体が商品番号（PLU）です。
# In-store codes with a price or a weight inside. Without a template all 13 digits are the goods' number.
#   P I 商品 item / X 値 value / V 値の検査数字 its check digit / C 検査数字 check digit
# [[template]]
# pattern = "02IIIIIVXXXXC"
# unit = "yen"          # yen, gram
# check = { weights = ["2-", "2-", 3, "5-"], finish = "triple" }  # GS1, 4桁; 省くと V は見ません / left out: V is not looked at
#
# [[template]]
# pattern = "22IIIIIXXXXXC"
# unit = "gram"
#
# 二段の値札の下段 / the lower row of a tag with two rows
# [[template]]
# pattern = "27XXXXX00000C"
# unit = "yen"
# lower = true

# NW-7 の送り状と会員証 / parcel slips and member cards in NW-7
#   check: none, 7dr, 7dsr, mod16, mod11, m10w21, m10w31, luhn
[[slip]]
name = "parcel"
kind = "slip"           # slip, member
lengths = [12]
check = "7dr"
# start = "A"
# stop = "A"
# prefix = "4"
`

// ReadCodes reads a file of code rules. What is wrong with it is returned in
// words, all of it; the rules are good when nothing is.
func ReadCodes(path string) (scanner.Rules, []Finding) {
	bad := func(ja, en string) []Finding { return []Finding{{About: path, Bad: true, Ja: ja, En: en}} }
	text, err := os.ReadFile(path)
	if err != nil {
		return scanner.Rules{}, bad("ファイルが読めません", "the file cannot be read")
	}
	var r scanner.Rules
	meta, err := toml.Decode(string(text), &r)
	var where toml.ParseError
	switch {
	case errors.As(err, &where):
		return scanner.Rules{}, bad(fmt.Sprintf("%d行目が読めません: %s", where.Position.Line, where.Message),
			fmt.Sprintf("line %d cannot be read: %s", where.Position.Line, where.Message))
	case err != nil:
		return scanner.Rules{}, bad("値が読めません: "+err.Error(), "a value cannot be read: "+err.Error())
	}
	var found []Finding
	for _, key := range meta.Undecoded() {
		found = append(found, bad(key.String()+" という設定はありません", "there is no setting "+key.String())...)
	}
	for _, err := range r.Validate() {
		var e *scanner.RuleError
		if errors.As(err, &e) {
			ja, en := ruleWords(e)
			found = append(found, bad(fmt.Sprintf("[[%s]] %d番目 %s: %s", e.List, e.Index, e.Rule, ja),
				fmt.Sprintf("[[%s]] no. %d: %s", e.List, e.Index, en))...)
		}
	}
	return r, found
}

// ruleWords says what is wrong with a rule to the person who wrote it.
func ruleWords(e *scanner.RuleError) (ja, en string) {
	switch e.Why {
	case scanner.RulePattern:
		return "pattern は13文字で、最後は C です", "the pattern has 13 characters, the last is C"
	case scanner.RuleLetter:
		return "pattern の " + e.Part + " に意味がありません。P I X V と数字が使えます", e.Part + " means nothing in a pattern; P I X V and digits do"
	case scanner.RuleFlag:
		return "pattern は 02 か 20〜29 で始まります（" + e.Part + " はほかの会社の商品です）", "a pattern begins with 02 or 20 to 29; " + e.Part + " is other companies' goods"
	case scanner.RuleDigits:
		return "pattern に商品の桁 (P I) と値の桁 (X) が要ります", "a pattern needs digits of the item (P I) and of the value (X)"
	case scanner.RuleUnit:
		return "unit は yen か gram です", "the unit is yen or gram"
	case scanner.RuleNoV:
		return "check があるときは pattern に V が1つ要ります", "with a check the pattern needs one V"
	case scanner.RuleWeights:
		return "weights は値の桁 (X) と同じ " + e.Part + " 個です（1〜99 か 2- 5- 5+）", "there are " + e.Part + " weights, as many as X: 1 to 99, 2-, 5- or 5+"
	case scanner.RuleModulus:
		return "modulus は 2〜11 です（five-minus は 10 だけ）: " + e.Part, "the modulus is 2 to 11, with five-minus 10: " + e.Part
	case scanner.RuleName:
		return "name が要ります", "a name is needed"
	case scanner.RuleKind:
		return "kind は slip か member です", "the kind is slip or member"
	case scanner.RuleStartStop:
		return "start と stop は A〜D で、両方要ります", "start and stop are of A to D, both of them"
	case scanner.RuleNoStartStop:
		return e.Part + " には start, stop, mod16 がありません（NW-7 だけ）", e.Part + " has no start, stop and mod16: NW-7 alone has"
	case scanner.RulePrefix:
		return "prefix に使えない文字があります: " + e.Part, "the prefix has characters that NW-7 has not: " + e.Part
	case scanner.RuleLengths:
		return "lengths に桁数を書きます（4〜64、prefix より長く）", "lengths are needed, 4 to 64 and longer than the prefix"
	case scanner.RuleCheck:
		return "check が要ります（なければ none）", "a check is needed; none if there is none"
	case scanner.RuleTwice:
		return "同じものが2つあります", "it is there twice"
	}
	return e.Error(), e.Error()
}

// codes checks the file of code rules.
func (c *checker) codes() {
	if c.o.Codes == "" {
		return
	}
	_, found := ReadCodes(c.o.Codes)
	c.found = append(c.found, found...)
}

// putCodes tells the terminals the rules that hold from this start on.
func (s *Server) putCodes(ctx context.Context) error {
	r, err := s.opts.codeRules()
	if err != nil {
		return retail.E(retail.CodeInvalid, "hubserve.Start", "", err)
	}
	changed, err := s.Hub.PutCodes(ctx, r)
	if changed {
		s.opts.Log.Info("hubserve: rules of codes", "templates", len(r.Templates), "slips", len(r.Slips))
	}
	return err
}

// codeRules are those of the file, or those that hold without one.
func (o Options) codeRules() (scanner.Rules, error) {
	if o.Codes == "" {
		return scanner.DefaultRules(), nil
	}
	r, bad := ReadCodes(o.Codes)
	if len(bad) > 0 {
		var lines []error
		for _, f := range bad {
			lines = append(lines, fmt.Errorf("%s: %s / %s", f.About, f.Ja, f.En))
		}
		return r, errors.Join(lines...)
	}
	return r, nil
}
