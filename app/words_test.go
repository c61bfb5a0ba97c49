package app_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/assets/words"
)

const (
	translations = "assets/translations"
	glossary     = "docs/GLOSSARY.md"
)

// TestWords demands every key in both languages, no empty text, and the same placeholders on both sides.
func TestWords(t *testing.T) {
	all, err := words.Load(os.DirFS(filepath.Join(root, translations)))
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range all.Problems() {
		t.Error(problem)
	}
}

// ideas says under which keys a glossary row's own idea is spoken of, named by the row's first identifier. Only there
// are the words of its avoid column wrong: 返品 is right for a return and wrong for a put-back. A prefix fits a key
// at its start or after a dot; the keys of the screens are named for the idea, so most rows have one prefix.
var ideas = map[string][]string{
	"ShelfChecks":     {"stocktake.checks"},
	"Order":           {"order.", "queue."},
	"Figures":         {"figures."},
	"WrongReport":     {"wrong."},
	"Pickup":          {"pickup.", "queue.", "counter.", "handover."},
	"Pick":            {"pick."},
	"Feed":            {"scanners."},
	"Picker":          {"pick.", "claim."},
	"Verify":          {"verify.", "pick.verdict."},
	"Shortage":        {"shortage.", "short."},
	"Substitute":      {"substitute.", "reroute."},
	"Decline":         {"decline.", "declined."},
	"Pack":            {"pack."},
	"StagingArea":     {"stage.", "staging.", "slot."},
	"ReadyNotice":     {"notice.", "notified."},
	"PickupCode":      {"code.", "counter.", "handover."},
	"Handover":        {"handover.", "counter."},
	"PickupDeadline":  {"deadline.", "expired."},
	"PutBack":         {"putback."},
	"ShiftNote":       {"shiftnote.", "shift."},
	"Hold":            {"hold."},
	"Release":         {"hold.release."},
	"TransferRequest": {"transfer.request.", "transferrequest."},
	"Transfer":        {"transfer."},
	"Preorder":        {"preorder."},
	"FittingBooking":  {"fitting."},
	"Waybill":         {"waybill.", "shipping."},
	"Exchange":        {"exchange.", "returns."},
	"Variance":        {"variance.", "count.", "stocktake."},
	"Allocated":       {"allocated.", "stock."},
	"Available":       {"available.", "stock."},
	"BGrade":          {"bgrade.", "stockclass."},
	"Site":            {"site."},
	"Shelf":           {"shelf.", "pick.", "lookup."},
	"Product":         {"product.", "lookup."},
	"Promotion":       {"promotion.", "coupon."},
	"Member":          {"member."},
	"ClientNote":      {"clientnote."},
	"PurchaseHistory": {"history.", "suggestion."},
	"FloorOrder":      {"floororder.", "selling."},
	"AddOn":           {"addon."},
	"Attribution":     {"attribution.", "report."},
	"Staff":           {"staff.", "signin.", "shift."},
	"Exception":       {"exception.", "inbox."},
	"Claim":           {"claim."},
	"Lease":           {"lease."},
	"Approver":        {"approve."},
	"Extend":          {"extend."},
	"Recount":         {"recount."},
	"Revoke":          {"terminals.", "revoke."},
	"Remedy":          {"remedy."},
	"Label":           {"label.", "print."},
	"PrintUnknown":    {"print."},
	"Offline":         {"offline.", "sync."},
	"TillNumber":      {"till."},
	"OrderSlip":       {"slip."},
	"bridge":          {"bridge."},
	"Arrival":         {"visit.call.", "call."},
	"Visit":           {"visit."},
}

// term is one row of the glossary with the Japanese words it tells us to avoid.
type term struct {
	name  string   // its first identifier
	never []string // marked ✗: wrong on every screen
	avoid []string // wrong where the row's own idea is meant
	alone []string // wrong there only as the whole text
}

var (
	identifier = regexp.MustCompile("`([A-Za-z]+)")
	japanese   = regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)
	remark     = regexp.MustCompile(`\s*(\(.*?\)| on .*| in UI.*)`)
)

// parseTerm reads a table row of four columns; false for every other line.
func parseTerm(line string) (term, bool) {
	cells := strings.Split(line, "|")
	if len(cells) != 6 {
		return term{}, false
	}
	name := identifier.FindStringSubmatch(cells[2])
	if name == nil {
		return term{}, false
	}
	row := term{name: name[1]}
	japaneseHalf, _, _ := strings.Cut(cells[4], " / ")
	for word := range strings.SplitSeq(japaneseHalf, ",") {
		word = strings.TrimSpace(word)
		plain := strings.TrimSpace(remark.ReplaceAllString(word, ""))
		whole, isAlone := strings.CutSuffix(plain, " alone")
		banned, isBanned := strings.CutPrefix(plain, "✗")
		switch {
		case !japanese.MatchString(word), strings.HasSuffix(word, " as a type"): // a type is no word on a screen
		case isBanned:
			row.never = append(row.never, banned)
		case isAlone:
			row.alone = append(row.alone, whole)
		default:
			row.avoid = append(row.avoid, plain)
		}
	}
	return row, true
}

// terms reads the glossary.
func terms(t *testing.T) []term {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, glossary))
	if err != nil {
		t.Fatal(err)
	}
	var all []term
	for line := range strings.Lines(string(text)) {
		if row, ok := parseTerm(line); ok {
			all = append(all, row)
		}
	}
	if len(all) < 50 {
		t.Fatalf("%s: %d rows read, want the whole table", glossary, len(all))
	}
	return all
}

// fault returns the avoided word that a Japanese text uses for this row's idea, or "".
func (row term) fault(key, text string) string {
	for _, word := range row.never {
		if strings.Contains(text, word) {
			return word
		}
	}
	spoken := false
	for _, prefix := range ideas[row.name] {
		spoken = spoken || strings.Contains("."+key+".", "."+prefix)
	}
	if !spoken {
		return ""
	}
	for _, word := range row.avoid {
		if strings.Contains(text, word) {
			return word
		}
	}
	for _, word := range row.alone {
		if text == word {
			return word
		}
	}
	return ""
}

// TestGlossary reads every Japanese text of the screens against the avoid column of docs/GLOSSARY.md.
func TestGlossary(t *testing.T) {
	rows := terms(t)
	files, err := filepath.Glob(filepath.Join(root, translations, "*.ja.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Japanese texts found: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, text := range texts {
			for _, row := range rows {
				if word := row.fault(key, text); word != "" {
					t.Errorf("%s: %s = %q: %s is in the avoid column of %s", filepath.Base(file), key, text, word, row.name)
				}
			}
		}
	}
}

// TestIdeas holds the table above beside the glossary: each row that avoids a word by its idea says where that idea
// is spoken of, and no line of the table outlives its row.
func TestIdeas(t *testing.T) {
	known := map[string]bool{}
	for _, row := range terms(t) {
		if len(row.avoid)+len(row.alone) == 0 {
			continue
		}
		known[row.name] = true
		if len(ideas[row.name]) == 0 {
			t.Errorf("the glossary's row %s avoids %v %v: say in ideas under which keys", row.name, row.avoid, row.alone)
		}
	}
	for name := range ideas {
		if !known[name] {
			t.Errorf("ideas has %s, for which the glossary has no row that avoids a word", name)
		}
	}
}

func TestParseTerm(t *testing.T) {
	row, ok := parseTerm("| 引き渡し | `Handover` | given (to the customer) | ✗引き継ぎ, 配達, 通知 alone, 受注 on staff screens / Delivery |")
	if !ok || row.name != "Handover" {
		t.Fatalf("row %+v, %v", row, ok)
	}
	for _, c := range []struct{ key, text, want string }{
		{"stock.note", "引き継ぎを書く", "引き継ぎ"},
		{"handover.title", "配達する", "配達"},
		{"shipping.title", "配達する", ""},
		{"handover.notice", "通知", "通知"},
		{"handover.notice", "準備完了の通知", ""},
		{"handover.order", "受注一覧", "受注"},
		{"state.handover", "配達", "配達"},
		{"handover.done", "お渡ししました", ""},
	} {
		if got := row.fault(c.key, c.text); got != c.want {
			t.Errorf("%s = %q: fault %q, want %q", c.key, c.text, got, c.want)
		}
	}
	if _, ok := parseTerm("| --- | --- | --- | --- |"); ok {
		t.Error("the line under the heading was read as a row")
	}
}

// misspelt are the spellings and words that no identifier of ours takes.
var misspelt = map[string]string{
	"reservation": "引当 is Allocation, 取り置き is Hold, 予約 is Preorder or FittingBooking",
	"fulfilment":  "spell it Fulfillment",
	"cancelled":   "spell it Canceled",
}

// TestIdentifiers reads what we declare in Go against the glossary's spelling.
func TestIdentifiers(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(node ast.Node) bool {
			if selected, ok := node.(*ast.SelectorExpr); ok { // what others declare is spelled their way
				_, plain := selected.X.(*ast.Ident)
				return !plain
			}
			name, ok := node.(*ast.Ident)
			if !ok {
				return true
			}
			for word, instead := range misspelt {
				if strings.Contains(strings.ToLower(name.Name), word) {
					t.Errorf("%s: %s: %s", fset.Position(name.Pos()), name.Name, instead)
				}
			}
			return true
		})
	}
}

// families are the enumerations whose words end a key. Once the code builds a key from a family's prefix, each of its
// words has a text.
var families = map[string]func(uint8) string{
	"error.":   func(n uint8) string { return retail.Code(n).String() },
	"verdict.": func(n uint8) string { return retail.VerdictCode(n).String() },
}

// TestKeysInUse looks up every key that the code asks for: in a call of T, and as the hint of a retail.Error. Nobody
// should meet a missing text in a shop.
func TestKeysInUse(t *testing.T) {
	book, err := words.Load(os.DirFS(filepath.Join(root, translations)))
	if err != nil {
		t.Fatal(err)
	}
	known := book.Keys(words.Ja)
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			key, prefix, ok := keyAsked(node)
			switch {
			case !ok || slices.Contains(known, key):
			case !prefix:
				t.Errorf("%s: no text has the key %q", fset.Position(node.Pos()), key)
			case families[key] != nil:
				for n := uint8(1); !strings.HasPrefix(families[key](n), "invalid("); n++ {
					if whole := key + families[key](n); !slices.Contains(known, whole) {
						t.Errorf("%s: no text has the key %q", fset.Position(node.Pos()), whole)
					}
				}
			case !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, key) }):
				t.Errorf("%s: no text has a key that begins with %q", fset.Position(node.Pos()), key)
			}
			return true
		})
	}
}

// keyAsked returns the key that a call asks for, where it is written out, or the prefix it begins with.
func keyAsked(node ast.Node) (key string, prefix, ok bool) {
	call, isCall := node.(*ast.CallExpr)
	if !isCall {
		return "", false, false
	}
	selected, isSelected := call.Fun.(*ast.SelectorExpr)
	if !isSelected {
		return "", false, false
	}
	at := 0
	switch selected.Sel.Name {
	case "T":
	case "E":
		at = 2 // retail.E(code, op, hint, err)
	default:
		return "", false, false
	}
	if len(call.Args) <= at {
		return "", false, false
	}
	arg := call.Args[at]
	if sum, isSum := arg.(*ast.BinaryExpr); isSum {
		arg, prefix = sum.X, true
	}
	literal, isLiteral := arg.(*ast.BasicLit)
	if !isLiteral || literal.Kind != token.STRING {
		return "", false, false
	}
	key, err := strconv.Unquote(literal.Value)
	return key, prefix, err == nil && key != ""
}

func TestKeyAsked(t *testing.T) {
	for code, want := range map[string]string{
		`w.T("pick.title")`:                         "pick.title",
		`w.T("error." + code.String())`:             "error.*",
		`retail.E(c, "pickup.Scan", "hint.x", nil)`: "hint.x",
		`retail.E(c, "pickup.Scan", "", nil)`:       "",
		`w.T(key)`:                                  "",
		`fmt.Sprint("pick.title")`:                  "",
	} {
		node, err := parser.ParseExpr(code)
		if err != nil {
			t.Fatal(err)
		}
		key, prefix, ok := keyAsked(node)
		if prefix {
			key += "*"
		}
		if ok != (want != "") || ok && key != want {
			t.Errorf("%s asks for %q, %v; want %q", code, key, ok, want)
		}
	}
}
