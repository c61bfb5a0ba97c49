package channel

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Sample is a file of channels to begin with.
const Sample = `# 在庫を伝える先。miseban-hub serve -channels このファイル
# Who is told of stock: miseban-hub serve -channels this file

# [[channel]]
# name = "ec"                 # 英小文字と数字 / small letters and digits
# sites = ["S001", "W01"]     # 売ってよい店舗・倉庫、省くと全部 / whose stock it may sell; left out: all
# buffer = 1                  # 店頭のために残す数 / pieces that stay in the shop
# shops = true                # 店舗ごとの ○△× も伝える / each shop's mark too
# few = 2                     # △ にする数まで / up to how many are △
# silent = "30m"              # 回線の切れた店をこの時間で 0 とみなす / a shop that is cut off counts for nothing after that
#
# どれか一つ / one of these:
# token = "/etc/miseban-hub/ec.token"                # 取りに来る: GET /channel/ec/stock (-admin のアドレス)
# push = "https://ec.example.com/miseban"            # 届ける
# secret = "/etc/miseban-hub/ec.secret"              #   署名の鍵 / key of the signature
# folder = "/srv/miseban/out"                        # CSV を書く
# encoding = "shift_jis"                             #   utf-8, utf-8-bom, shift_jis
# columns = ["商品コード=sku", "在庫数=qty"]          #   sku jan site qty mark before at key
#
# refunds = "/etc/miseban-hub/ec-refunds.token"  # 返金を取りに来る: GET /channel/ec/refunds / asks which refunds are due
# refunds = "https://ec.example.com/refunds"     #   または届ける（secret が要る） / or is told; needs secret
# news = "/etc/miseban-hub/ec-news.token"        # 注文の状況を取りに来る: GET /channel/ec/orders / asks what became of its orders
# news = "https://ec.example.com/orders"         #   または届ける（secret が要る） / or is told; needs secret
# orders = ["ec"]                                # 返金と状況: その EC の注文の channel、省くと name / the channels of its orders; left out: name
#
# holds = "/etc/miseban-hub/ec-holds.token"          # 取り置き予約を受け付ける: POST /channel/ec/holds / customers may have goods kept

# [[channel]]
# name = "pos"
# sites = ["S001"]            # このPOSの店舗、省くと全部 / whose sales it tells of; left out: all
# deliveries = "/etc/miseban-hub/plan.key"           # 入荷予定を受け付ける: POST /channel/pos/deliveries / goods that are coming, signed with this key
# sales = "/etc/miseban-hub/pos-sales.key"           # 売上を受け付ける: POST /channel/pos/sales、署名の鍵 / tills tell what they sold, signed with this key
`

// Spec is one channel and the way to it.
type Spec struct {
	hub.Channel
	Token string // that whoever pulls shows
	// HoldToken is what whoever asks for holds shows, empty: nobody may.
	HoldToken string
	Push      string // address that is told
	// RefundToken is what whoever asks for refunds shows, RefundPush the address that is
	// told of them: at the most one of them, empty for none.
	RefundToken, RefundPush string
	// NewsToken is what whoever asks what became of orders shows, NewsPush the address
	// that is told of it: at the most one of them, empty for none.
	NewsToken, NewsPush string
	// SaleKey signs what tills (POS) send of their sales, empty: nobody may.
	SaleKey []byte
	// DeliveryKey signs what the chain's own system announces (入荷予定), empty: nobody may.
	DeliveryKey []byte
	// Orders are the channels of the web shop's orders, of which it is told.
	Orders []string
	key    []byte // of the signature
	Folder
}

// Fault is what is wrong with a file of channels, in words.
type Fault struct {
	Ja, En string
}

// minSecret is the least length of a token or a key, in bytes.
const minSecret = 24

var names = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// line is a channel as it is written.
type line struct {
	Name       string   `toml:"name"`
	Sites      []string `toml:"sites"`
	Buffer     int      `toml:"buffer"`
	Shops      bool     `toml:"shops"`
	Few        int      `toml:"few"`
	Silent     string   `toml:"silent"`
	Token      string   `toml:"token"`
	Push       string   `toml:"push"`
	Secret     string   `toml:"secret"`
	Folder     string   `toml:"folder"`
	Encoding   string   `toml:"encoding"`
	Columns    []string `toml:"columns"`
	Holds      string   `toml:"holds"`
	Refunds    string   `toml:"refunds"`
	News       string   `toml:"news"`
	Orders     []string `toml:"orders"`
	Sales      string   `toml:"sales"`
	Deliveries string   `toml:"deliveries"`
}

// Read reads a file of channels and returns all that is wrong with it; the
// channels are good when nothing is.
func Read(path string) ([]Spec, []Fault) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, []Fault{{"ファイルが読めません", "the file cannot be read"}}
	}
	var f struct {
		Channel []line `toml:"channel"`
	}
	meta, err := toml.Decode(string(text), &f)
	var where toml.ParseError
	switch {
	case errors.As(err, &where):
		return nil, []Fault{{
			fmt.Sprintf("%d行目が読めません: %s", where.Position.Line, where.Message), fmt.Sprintf("line %d cannot be read: %s", where.Position.Line, where.Message),
		}}
	case err != nil:
		return nil, []Fault{{"値が読めません: " + err.Error(), "a value cannot be read: " + err.Error()}}
	}
	var out []Spec
	var bad []Fault
	for _, key := range meta.Undecoded() {
		bad = append(bad, Fault{key.String() + " という設定はありません", "there is no setting " + key.String()})
	}
	seen := map[string]bool{}
	for i, l := range f.Channel {
		s, faults := l.spec()
		if seen[l.Name] {
			faults = append(faults, Fault{"name が二つあります", "the name is there twice"})
		}
		seen[l.Name] = true
		for _, x := range faults {
			at := fmt.Sprintf("[[channel]] %d %s: ", i+1, l.Name)
			bad = append(bad, Fault{at + x.Ja, at + x.En})
		}
		out = append(out, s)
	}
	return out, bad
}

// spec is the channel, and what is wrong with it.
func (l line) spec() (s Spec, bad []Fault) {
	fault := func(wrong bool, ja, en string) {
		if wrong {
			bad = append(bad, Fault{ja, en})
		}
	}
	s.Channel = hub.Channel{Name: l.Name, Buffer: l.Buffer, Shops: l.Shops, Few: l.Few}
	for _, id := range l.Sites {
		fault(id == "", "sites に空のものがあります", "one of the sites is empty")
		s.Sites = append(s.Sites, retail.SiteID(id))
	}
	fault(!names.MatchString(l.Name), "name は英小文字で始まり、英小文字・数字・- です", "the name begins with a small letter; small letters, digits and - follow")
	fault(l.Buffer < 0, "buffer は0以上です", "buffer is 0 or more")
	fault(l.Few < 0, "few は0以上です", "few is 0 or more")
	if l.Silent != "" {
		d, err := time.ParseDuration(l.Silent)
		fault(err != nil || d < time.Minute, "silent は 30m のように1分以上の時間です", "silent is a time of 1m or more such as 30m")
		s.Silent = d
	}
	ways := 0
	for _, way := range []string{l.Token, l.Push, l.Folder} {
		if way != "" {
			ways++
		}
	}
	fault(ways > 1 || ways == 0 && l.Refunds+l.News+l.Sales+l.Deliveries == "", "token, push, folder のどれか一つを書きます", "one of token, push and folder is needed, and no more")
	if l.Token != "" {
		token, x := secret(l.Token)
		s.Token, bad = string(token), append(bad, x...)
	}
	if l.Holds != "" {
		token, x := secret(l.Holds)
		s.HoldToken, bad = string(token), append(bad, x...)
		fault(s.Token != "" && s.HoldToken == s.Token, "holds と token には別のものを書きます", "holds and token need different ones")
	}
	if l.Sales != "" {
		key, x := secret(l.Sales)
		s.SaleKey, bad = key, append(bad, x...)
	}
	if l.Deliveries != "" {
		key, x := secret(l.Deliveries)
		s.DeliveryKey, bad = key, append(bad, x...)
		fault(bytes.Equal(s.SaleKey, s.DeliveryKey), "sales と deliveries には別のものを書きます", "sales and deliveries need different ones")
	}
	if s.Push = l.Push; l.Push != "" {
		fault(!web(l.Push), "push は https:// のアドレスです（この機械の中なら http:// も）", "push is an https:// address; on this machine http:// will do")
	}
	bad = append(bad, l.orders(&s)...)
	if s.Push != "" || s.RefundPush != "" || s.NewsPush != "" {
		key, x := secret(l.Secret)
		s.key, bad = key, append(bad, x...)
	} else {
		fault(l.Secret != "", "secret は届けるときだけです（push, refunds・news = \"https://…\"）", "secret goes with push, and with refunds and news that are told")
	}
	var x []Fault
	s.Folder, x = l.folder()
	return s, append(bad, x...)
}

// Told tells whether the channel is told of stock at all: one that only sends what
// tills sold, or what is coming, is not.
func (s Spec) Told() bool { return s.Token != "" || s.Push != "" || s.Dir != "" }

// web tells whether a text is an address that may be told.
func web(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && own(u.Hostname()))
}

// orders is how the web shop hears of its orders: what it owes, and what became of them.
func (l line) orders(s *Spec) (bad []Fault) {
	s.Orders = l.Orders
	if len(s.Orders) == 0 {
		s.Orders = []string{l.Name}
	}
	var x []Fault
	s.RefundToken, s.RefundPush, bad = told("refunds", l.Refunds)
	s.NewsToken, s.NewsPush, x = told("news", l.News)
	bad = append(bad, x...)
	same := func(one, other string) bool { return one != "" && one == other }
	if same(s.RefundToken, s.Token) || same(s.RefundToken, s.HoldToken) {
		bad = append(bad, Fault{"refunds, holds, token には別のものを書きます", "refunds, holds and token need different ones"})
	}
	if same(s.NewsToken, s.Token) || same(s.NewsToken, s.HoldToken) || same(s.NewsToken, s.RefundToken) {
		bad = append(bad, Fault{"news, refunds, holds, token には別のものを書きます", "news, refunds, holds and token need different ones"})
	}
	return bad
}

// told is how a web shop hears of something, by what is written for it: the file of a
// token, or an address that is told; neither for none.
func told(name, text string) (token, push string, bad []Fault) {
	switch {
	case text == "":
	case !strings.Contains(text, "://"):
		b, bad := secret(text)
		return string(b), "", bad
	case !web(text):
		bad = []Fault{{name + " は https:// のアドレスか、合い言葉のファイルです", name + " is an https:// address, or a file with a token"}}
	}
	return "", text, bad
}

// folder is where CSV files go, and how they look.
func (l line) folder() (f Folder, bad []Fault) {
	f.Dir = l.Folder
	if l.Folder != "" {
		if info, err := os.Stat(l.Folder); err != nil || !info.IsDir() || !filepath.IsAbs(l.Folder) {
			bad = append(bad, Fault{"folder は、あるフォルダーを / から書きます", "folder is one that is there, written from / on"})
		}
	}
	var ok bool
	if f.encoding, ok = encodings[cmp.Or(l.Encoding, "utf-8")]; !ok {
		bad = append(bad, Fault{"encoding は utf-8, utf-8-bom, shift_jis です", "the encoding is utf-8, utf-8-bom or shift_jis"})
	}
	list := l.Columns
	if len(list) == 0 {
		list = usualColumns
	}
	for _, text := range list {
		head, name, _ := strings.Cut(text, "=")
		value := fields[name]
		if head == "" || value == nil {
			bad = append(bad, Fault{
				"columns の「" + text + "」は 見出し=項目 の形で、項目は sku jan site qty mark before at key です",
				"columns: " + text + " has not the form heading=field, with a field of sku jan site qty mark before at key",
			})
			continue
		}
		f.columns = append(f.columns, column{head, value})
	}
	return f, bad
}

// own tells whether a host is this machine.
func own(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }

// secret reads the first line of a file that nobody else may read.
func secret(path string) ([]byte, []Fault) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, []Fault{{"「" + path + "」が読めません（token, secret, sales などはファイルの名前です）", "cannot read “" + path + "”; token, secret, sales and the like name files"}}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, []Fault{{path + " をほかの人も読めます。chmod 600 にしてください", path + " can be read by others: chmod 600"}}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, []Fault{{path + " が読めません", path + " cannot be read"}}
	}
	text, _, _ := strings.Cut(string(b), "\n")
	if text = strings.TrimSpace(text); len(text) < minSecret {
		return nil, []Fault{{fmt.Sprintf("%s は%d文字以上にしてください", path, minSecret), fmt.Sprintf("%s needs at least %d characters", path, minSecret)}}
	}
	return []byte(text), nil
}
