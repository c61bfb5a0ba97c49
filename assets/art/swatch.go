package art

// Swatch is a colour that goods come in: its words and how it looks.
type Swatch struct {
	JA  string // the word a Japanese customer uses
	EN  string // its English
	Hex string // as ParseHex reads it
}

// Swatches returns the table of colours, from light to dark within a family.
func Swatches() []Swatch { return append([]Swatch(nil), swatches...) }

// SwatchOf finds a colour by its Japanese or English word.
func SwatchOf(word string) (Swatch, bool) {
	for _, s := range swatches {
		if s.JA == word || s.EN == word {
			return s, true
		}
	}
	return Swatch{}, false
}

var swatches = []Swatch{
	{"白", "white", "#F8F6F1"},
	{"生成り", "ecru", "#EFE6D2"},
	{"ベージュ", "beige", "#D8C6A8"},
	{"砂", "sand", "#CDBB9C"},
	{"キャメル", "camel", "#BE8F5A"},
	{"茶", "brown", "#7A4E32"},
	{"焦茶", "dark brown", "#5E4433"},
	{"灰", "grey", "#9A9DA3"},
	{"杢グレー", "heather grey", "#B9B8B4"},
	{"墨", "charcoal", "#4A4E55"},
	{"黒", "black", "#2A2B2E"},
	{"サックス", "light blue", "#9DBBD9"},
	{"水色", "pale blue", "#BFD9E3"},
	{"青", "blue", "#3F6FA8"},
	{"藍", "indigo", "#37507A"},
	{"紺", "navy", "#2B3A5C"},
	{"若草", "fresh green", "#8FA36B"},
	{"カーキ", "khaki", "#7C7650"},
	{"緑", "green", "#4F6B52"},
	{"芥子", "mustard", "#D0A038"},
	{"黄", "yellow", "#E6C652"},
	{"橙", "orange", "#D07A3C"},
	{"桜", "pink", "#DFA9A4"},
	{"赤", "red", "#B23A35"},
	{"えんじ", "burgundy", "#74303A"},
	{"紫", "purple", "#6F5A86"},
}
