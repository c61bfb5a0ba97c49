package main

import (
	"log/slog"
	"strconv"
	"time"

	"miseban/sync/hubserve"
	"miseban/sync/notice"
)

// setting is one thing that may be set about a hub: by its flag, else in the
// environment, else in the file that -config names, else it is as def says.
// The table below is the only list of them: flags, -h, config check, config
// sample and the table in docs/operate.md are made from it.
type setting struct {
	name   string // of the flag and in the file; in the environment see env
	def    string
	sample string // what config sample shows where there is no default
	ja, en string
	yes    bool // a yes or no: the flag stands without a value
	hide   func(string) string
	set    func(c *config, text string) error // text is never empty
}

// config is what a hub is run with.
type config struct {
	hubserve.Options
	logForm  string
	logLevel slog.Level
}

// table is every setting, in the order people think of them.
var table = []setting{
	{
		name: "data", sample: "/var/lib/miseban-hub", ja: "鍵とデータのフォルダー", en: "folder of keys and data",
		set: func(c *config, s string) error { c.Data = s; return nil },
	},
	{
		name: "keys", sample: "/etc/miseban-hub/keys", ja: "鍵のフォルダー（空: データフォルダー）。一つの PostgreSQL で複数のハブを動かすときは、同じ鍵の写しを持たせます",
		en:  "folder of the keys (empty: the data folder); hubs on one PostgreSQL need copies of the same",
		set: func(c *config, s string) error { c.Keys = s; return nil },
	},
	{
		name: "adopt-keys", def: "false", yes: true, ja: "このハブの鍵を、同じ PostgreSQL のすべてのハブの鍵と定めます（鍵を替えたとき）", en: "these keys are from now on those of all hubs on the PostgreSQL (after the keys were changed)",
		set: func(c *config, s string) error { return truth(&c.AdoptKeys, s) },
	},
	{
		name: "listen", def: ":8443", ja: "端末を待ち受けるアドレス", en: "address that terminals reach",
		set: func(c *config, s string) error { c.Listen = s; return address(s) },
	},
	{
		name: "host", sample: "hub.example.com,192.0.2.10", ja: "端末から見た名前かIP、カンマ区切り（先頭を登録コードに使用）",
		en:  "names or addresses terminals use, comma separated; the first stands in enrolment codes",
		set: func(c *config, s string) error { c.Hosts = list(s); return nil },
	},
	{
		name: "db", sample: "postgres://miseban@/miseban", ja: "SQLiteのファイルか postgres://…（空: データフォルダーの hub.db）",
		en: "SQLite file or postgres://… (empty: hub.db in the data folder)", hide: noPassword,
		set: func(c *config, s string) error { c.DB = s; return nil },
	},
	{
		name: "inbox", sample: "/srv/miseban/inbox", ja: "CSVを受け取るフォルダー", en: "folder watched for CSV files",
		set: func(c *config, s string) error { c.Inbox = s; return nil },
	},
	{
		name: "codes", sample: "/etc/miseban-hub/codes.toml", ja: "チェーン独自のコードの決まり（インストアコードの価格、送り状、会員証）。見本は config codes",
		en:  "rules of the chain's own codes: prices in in-store codes, parcel slips, member cards; config codes writes one",
		set: func(c *config, s string) error { c.Codes = s; return nil },
	},
	{
		name: "holds", sample: "days=3,max=7,extends=1,extend=3", ja: "取り置きの決まり: 営業日で期限、最長、延長できる回数（責任者は何度でも）、延長の日数",
		en: "holds: days of business, at the most, how often staff may extend (leads always may), by how many days",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Holds, ok = hubserve.ReadHoldPolicy(s); !ok {
				return fault("days=3,max=7,extends=1,extend=3 の形で、days は max までです", "has the form days=3,max=7,extends=1,extend=3, with no more days than max")
			}
			return nil
		},
	},
	{
		name: "pickups", def: "keep=7,extends=1,extend=3,cancel=yes,remind=1,proxy=code,name=0,id=0,age=id,undo=10",
		ja: "受取の決まり: 営業日で保管日数、お客様が延長できる回数と日数、お客様のキャンセル、期限の何営業日前に知らせるか（0: なし）、代理の方の確認（code, id）、決済済みの金額いくらから名前・本人確認書類を求めるか（円、0: なし）、酒・たばこの年齢確認（id 証明書, look 見た目で明らかなら不要）",
		en: "pickups: days of business that goods are kept, how often customers may extend and by how many days, whether they may cancel, how many days of business before the deadline they are reminded (0: never), what a proxy shows (code or id), and from which paid amount in yen the counter asks for the name or a document (0: never), and whether goods with an age always need a document (id) or a look is enough where the age is plain (look)",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Pickups, ok = hubserve.ReadPickupPolicy(s); !ok {
				return fault("keep=7,extends=1,extend=3,cancel=yes,remind=1,proxy=code,name=0,id=0,age=id,undo=10 の形です", "has the form keep=7,extends=1,extend=3,cancel=yes,remind=1,proxy=code,name=0,id=0,age=id,undo=10")
			}
			return nil
		},
	},
	{
		name: "places", sample: "safe=50000,hang=コート/スーツ,large=家具", ja: "保管棚の決まり: いくらから金庫に入れるか（円、0: なし）、ハンガーに掛ける品と大きな品のカテゴリー",
		en: "places for bags: from which price in yen goods go into the safe (0: never), which categories hang, which are large",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Places, ok = hubserve.ReadPlacePolicy(s); !ok {
				return fault("safe=50000,hang=コート/スーツ,large=家具 の形です", "has the form safe=50000,hang=COAT/SUIT,large=FURNITURE")
			}
			return nil
		},
	},
	{
		name: "shorts", def: "offer=style,ready=part",
		ja: "欠品の決まり: お客様にすすめる代わりの品（同じ品番の style 色とサイズ, color 色, size サイズ, none なし）、そろった分だけ先に保管するか（part, whole）",
		en: "missing goods: what customers are offered of the same style (style: colours and sizes, color, size, none), and whether what is there is put ready at once (part) or all together (whole)",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Shorts, ok = hubserve.ReadShortPolicy(s); !ok {
				return fault("offer=style,ready=part の形です（offer は style, color, size, none。ready は part, whole）", "has the form offer=style,ready=part; offer is style, color, size or none, ready is part or whole")
			}
			return nil
		},
	},
	{
		name: "counts", def: "pieces=3,again=5000,lead=20000",
		ja: "棚卸の決まり: 何点の差から・いくらの差から別の人が数え直すか、いくらの差まで責任者が承認できるか（それより上は店長）",
		en: "counts: from how many pieces of difference, or from which value in yen, another person counts again, and up to which value a lead may approve (above it a manager)",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Counts, ok = hubserve.ReadCountPolicy(s); !ok {
				return fault("pieces=3,again=5000,lead=20000 の形で、1以上の数です", "has the form pieces=3,again=5000,lead=20000, with numbers above 0")
			}
			return nil
		},
	},
	{
		name: "cold", def: "chilled=20,frozen=10",
		ja: "冷蔵・冷凍の決まり: 売場の棚から保管場所まで何分までか（0: 決めない）。超えると責任者の要確認に入ります",
		en: "chilled and frozen goods: for how many minutes they may be on their way from the shelf to the place where they wait (0: no limit); more is somebody's to look at",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Cold, ok = hubserve.ReadColdPolicy(s); !ok {
				return fault("chilled=20,frozen=10 の形で、0〜240の分です", "has the form chilled=20,frozen=10, minutes from 0 to 240")
			}
			return nil
		},
	},
	{
		name: "weigh", def: "under=10,over=10,price=gross,round=down",
		ja: "量り売りの決まり: 注文した重さから何％軽くて・重くてもよいか（any: 決めない）、インストアコードの値段は税込（gross）か税抜（net）か、重さで出した値段の端数（down, half, up）",
		en: "goods by weight: by how many percent a pack may be lighter or heavier than what was ordered (any: no limit), whether the price in in-store codes is with tax (gross) or without (net), how a price by weight is rounded (down, half, up)",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Weigh, ok = hubserve.ReadWeighPolicy(s); !ok {
				return fault("under=10,over=10,price=gross,round=down の形で、1〜100の％です", "has the form under=10,over=10,price=gross,round=down, percent from 1 to 100")
			}
			return nil
		},
	},
	{
		name: "dues", def: "soon=10,first=10,every=3,rise=15",
		ja: "だれも始めない注文の知らせ: 何分前から黄色か、受付から何分で鳴らすか、何分おきか（0: 鳴らさない）、何分で店長に上げるか。quiet=12:00-13:00 の間は遅れだけ鳴ります。hours=no は営業時間の外でもピッキングするチェーン",
		en: "orders that nobody begins: minutes before one must be begun from which it is amber, after it came in until it is heard, between two alerts (0: none), until the manager is asked; in quiet=12:00-13:00 only late ones are heard; hours=no where staff also pick while the shop is closed",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Dues, ok = hubserve.ReadDuePolicy(s); !ok {
				return fault("soon=10,first=10,every=3,rise=15,quiet=12:00-13:00 の形です（分は 1〜240）", "has the form soon=10,first=10,every=3,rise=15,quiet=12:00-13:00, minutes from 1 to 240")
			}
			return nil
		},
	},
	{
		name: "floor", def: "shipping=550,free=10000,cool=330,lead=2,days=7,tax=inside,round=down",
		ja: "店頭注文の決まり: 送料（円）、いくらから送料無料か、クール便の加算、何日後から何日間お届け日を選べるか、税は価格の内か外か（inside, outside）、端数（down, half, up）",
		en: "orders taken in shops: shipping in yen, from which sum it is free, what cool goods cost besides, days until the first delivery that may be wished and how many may be, tax in prices or on them (inside, outside), its rounding (down, half, up)",
		set: func(c *config, s string) (err error) {
			var ok bool
			if c.Floor, ok = hubserve.ReadFloorPolicy(s); !ok {
				return fault("shipping=550,free=10000,cool=330,lead=2,days=7,tax=inside,round=down の形です", "has the form shipping=550,free=10000,cool=330,lead=2,days=7,tax=inside,round=down")
			}
			return nil
		},
	},
	{
		name: "channels", sample: "/etc/miseban-hub/channels.toml", ja: "在庫を伝える先（ECなど）。見本は config channels",
		en:  "who is told of stock, such as web shops; config channels writes one",
		set: func(c *config, s string) error { c.Channels = s; return nil },
	},
	{
		name: "smtp", sample: "smtps://user:password@mail.example.com?from=shop@example.com",
		ja: "受取のお知らせの送信先 smtp://user:pass@host:port?from=address（空: データフォルダーに .eml を書く）",
		en: "mail server for ready notices, smtp:// or smtps:// (empty: .eml files in the data folder)", hide: mailServer,
		set: func(c *config, s string) error {
			c.SMTP = s
			_, err := notice.ParseSMTP(s)
			if err != nil {
				return fault("smtp://user:password@host:port?from=address の形です", "has the form smtp://user:password@host:port?from=address")
			}
			return nil
		},
	},
	{
		name: "keep-people", def: "720h", ja: "注文の終了後、お客様の情報を残す時間", en: "how long customers' data stays after an order's end",
		set: func(c *config, s string) (err error) {
			if c.Keep, err = time.ParseDuration(s); err != nil || c.Keep <= 0 {
				return fault("720h のように時間で書きます", "is a time such as 720h")
			}
			return nil
		},
	},
	{
		name: "keep-changes", def: "336h", ja: "変更の記録を残す時間。それより長く離れていた端末は全体を取り直します", en: "how long changes stay in the feeds; a terminal that was away for longer takes a snapshot",
		set: func(c *config, s string) (err error) {
			if c.KeepChanges, err = time.ParseDuration(s); err != nil || c.KeepChanges <= 0 {
				return fault("336h のように時間で書きます", "is a time such as 336h")
			}
			return nil
		},
	},
	{
		name: "most-changes", def: "2000000", ja: "一つの店について残す変更の数の上限", en: "how many changes of one feed stay at the most",
		set: func(c *config, s string) (err error) {
			if c.MostChanges, err = strconv.ParseInt(s, 10, 64); err != nil || c.MostChanges <= 0 {
				return fault("1以上の数です", "is a number above 0")
			}
			return nil
		},
	},
	{
		name: "stock-every", def: "5m", ja: "他店の在庫を端末に伝える間隔", en: "how often terminals are told what other sites have",
		set: func(c *config, s string) (err error) {
			if c.StockEvery, err = time.ParseDuration(s); err != nil || c.StockEvery < 10*time.Second {
				return fault("5m のように10秒以上の時間で書きます", "is a time of 10s or more such as 5m")
			}
			return nil
		},
	},
	{
		name: "backup", sample: "/mnt/backup/miseban-hub", ja: "データベースと鍵を複製するフォルダー（別のディスクか別の機械に。鍵を含みます）",
		en:  "folder that database and keys are copied to, on another disk or machine; it holds the keys",
		set: func(c *config, s string) error { c.Backup.To = s; return nil },
	},
	{
		name: "backup-every", def: "10m", ja: "複製する間隔", en: "how often they are copied",
		set: func(c *config, s string) (err error) {
			if c.BackupEvery, err = time.ParseDuration(s); err != nil || c.BackupEvery <= 0 {
				return fault("10m のように時間で書きます", "is a time such as 10m")
			}
			return nil
		},
	},
	{
		name: "backup-keep", def: "48", ja: "残す複製の数（0: すべて）", en: "how many copies stay (0: all)",
		set: func(c *config, s string) (err error) {
			if c.Backup.Keep, err = strconv.Atoi(s); err != nil || c.Backup.Keep < 0 {
				return fault("0以上の数です", "is a number from 0 on")
			}
			return nil
		},
	},
	{
		name: "sample", def: "false", yes: true, ja: "見本のチェーンを読み込み、注文を流します", en: "load the sample chain and let orders arrive",
		set: func(c *config, s string) error { return truth(&c.Sample, s) },
	},
	{
		name: "admin", def: "127.0.0.1:9843", ja: "本部用の画面と /metrics のアドレス（off: なし）", en: "address of the page for head office and of /metrics (off: none)",
		set: func(c *config, s string) error {
			if s == "off" {
				return nil
			}
			c.Admin = s
			return address(s)
		},
	},
	{
		name: "admin-token", sample: "/etc/miseban-hub/admin-token", ja: "その合い言葉のファイル（24文字以上、chmod 600）。外から見えるアドレスには必要です",
		en:  "file with the token it wants (24 characters or more, chmod 600); needed where others reach it",
		set: func(c *config, s string) error { c.AdminToken = s; return nil },
	},
	{
		name: "public-url", sample: "https://pickup.example.com", ja: "お客様の受取ページのアドレス。お知らせのメールに載ります（空: ページなし）", en: "address of the customers' pickup pages, as it stands in ready notices (empty: no pages)",
		set: func(c *config, s string) (err error) {
			if c.Public.URL, err = hubserve.ParsePublicURL(s); err != nil {
				return fault("https://名前 の形です", "has the form https://name")
			}
			return nil
		},
	},
	{
		name: "public", sample: ":443", ja: "受取ページを待ち受けるアドレス。端末の入口とは別で、ほかには何も出しません", en: "address that the pickup pages are served on, and nothing else",
		set: func(c *config, s string) error { c.Public.Listen = s; return address(s) },
	},
	{
		name: "public-cert", sample: "/etc/miseban-hub/pickup.pem", ja: "受取ページの証明書（PEM）。空なら、この機械の中でだけ http で待ち受けます（前に置くプロキシ用）",
		en:  "certificate of the pickup pages (PEM); without one they are served in http on this machine alone, for a proxy before them",
		set: func(c *config, s string) error { c.Public.Cert = s; return nil },
	},
	{
		name: "public-key", sample: "/etc/miseban-hub/pickup.key", ja: "その鍵（PEM、空: 証明書のファイルの中）", en: "its key (PEM; empty: in the file of the certificate)",
		set: func(c *config, s string) error { c.Public.Key = s; return nil },
	},
	{
		name: "log", def: "text", ja: "記録の形 text, json", en: "form of the log: text or json",
		set: func(c *config, s string) error {
			if c.logForm = s; s != "text" && s != "json" {
				return fault("text か json です", "is text or json")
			}
			return nil
		},
	},
	{
		name: "log-level", def: "info", ja: "記録する細かさ debug, info, warn, error", en: "what is logged: debug, info, warn or error",
		set: func(c *config, s string) error {
			if c.logLevel.UnmarshalText([]byte(s)) != nil {
				return fault("debug, info, warn, error のどれかです", "is debug, info, warn or error")
			}
			return nil
		},
	},
}
