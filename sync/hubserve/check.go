package hubserve

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
)

// Finding is something that Check noticed about settings, in words for the
// person who runs the hub.
type Finding struct {
	About  string // the setting, or "clock", "disk"
	Bad    bool   // a hub cannot do its work so; else it is good to know
	Ja, En string
}

const (
	// lowDisk is the free room in bytes below which a hub is in danger, and
	// littleDisk below which somebody should look.
	lowDisk    = 512 << 20
	littleDisk = 5 << 30
	// reachWithin is how long Check waits for another machine.
	reachWithin = 5 * time.Second
	// certSoon is how long before its end a certificate is spoken of.
	certSoon = 90 * 24 * time.Hour
	// publicSoon is the same of the customers' pages: those are renewed by others.
	publicSoon = 14 * 24 * time.Hour
)

// Check looks whether a hub could run with the options: folders, ports, the
// database, the mail server, names, clock, disk. It changes nothing and says
// nothing where all is well.
func Check(ctx context.Context, o Options) []Finding {
	c := checker{o: o, ctx: ctx}
	c.data()
	c.disk()
	c.clock()
	c.ports()
	c.admin()
	c.public()
	c.database()
	c.mail()
	c.inbox()
	c.codes()
	c.channels()
	c.hosts()
	return c.found
}

type checker struct {
	o     Options
	ctx   context.Context //nolint:containedctx // of one call of Check
	found []Finding
}

func (c *checker) bad(about, ja, en string) { c.found = append(c.found, Finding{about, true, ja, en}) }

func (c *checker) note(about, ja, en string) {
	c.found = append(c.found, Finding{about, false, ja, en})
}

// data checks the folder, and that nobody else may read the keys in it.
func (c *checker) data() {
	info, err := os.Stat(c.o.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := writable(filepath.Dir(filepath.Clean(c.o.Data))); err != nil {
			c.bad("data", "フォルダーがなく、作れません", "there is no such folder and it cannot be made")
		} else {
			c.note("data", "フォルダーはまだありません。serve が作ります", "there is no such folder yet; serve makes it")
		}
		return
	case err != nil:
		c.bad("data", "フォルダーが開けません", "the folder cannot be opened")
		return
	case !info.IsDir():
		c.bad("data", "フォルダーではありません", "is no folder")
		return
	case writable(c.o.Data) != nil:
		c.bad("data", "フォルダーに書けません", "the folder cannot be written to")
	}
	keys := c.o.keyFolder()
	for name, dir := range map[string]string{fileSecret: keys, filePickup: keys, fileTLSKey: keys, fileNextKey: keys, fileNextPickup: keys, fileRunning: c.o.Data} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			c.bad("data", name+" をほかの人も読めます。chmod 600 にしてください", name+" can be read by others: chmod 600")
		}
	}
	k, err := readCert(c.o.keyFolder())
	if err == nil && c.o.Clock.Now().Add(certSoon).After(k.NotAfter) {
		day := k.NotAfter.In(retail.Japan).Format("2006-01-02")
		c.note("data", "証明書は "+day+" まで。tls.crt を消すと、次の起動で作り直します（端末の登録はそのまま）",
			"the certificate ends "+day+"; remove tls.crt and the next start makes one (terminals stay enrolled)")
	}
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".miseban-check-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func (c *checker) disk() {
	dir := c.o.Data
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Dir(filepath.Clean(dir))
	}
	free, err := sqlite.FreeSpace(dir)
	if err != nil {
		return // data says what is wrong with it
	}
	left := fmt.Sprintf("%.1f GB", float64(free)/(1<<30))
	switch {
	case free < lowDisk:
		c.bad("disk", "ディスクの空きがありません（残り "+left+"）", "the disk is nearly full, "+left+" left")
	case free < littleDisk:
		c.note("disk", "ディスクの空きが少なめです（残り "+left+"）", "the disk fills up, "+left+" left")
	}
}

// clock compares this machine's clock with what is known of the time. Orders
// expire and codes end by it.
func (c *checker) clock() {
	if synced, known := clockSynced(); known && !synced {
		c.note("clock", "この機械の時計は合わせられていません（NTP を確かめてください）", "nothing keeps this machine's clock right: see to NTP")
	}
}

// ports checks that the hub can listen, unless it is this hub that does.
func (c *checker) ports() {
	own := ""
	if r, err := load(c.o.Data); err == nil && Healthy(c.ctx, c.o.Data) == nil {
		_, own, _ = net.SplitHostPort(r.Addr)
	}
	if _, port, _ := net.SplitHostPort(c.o.Listen); own != "" && port == own {
		return // and its other listeners are its own as well
	}
	c.port("listen", c.o.Listen)
	c.port("admin", c.o.Admin)
	c.port("public", c.o.Public.Listen)
}

// admin checks that nobody looks in who should not.
func (c *checker) admin() {
	token, err := readToken(c.o.AdminToken)
	switch {
	case err != nil:
		ja, en, _ := strings.Cut(strings.TrimPrefix(err.Error(), "admin-token: "), " / ")
		c.bad("admin-token", ja, en)
	case c.o.Admin != "" && !loopback(c.o.Admin) && token == "":
		c.bad("admin", "外から見えるアドレスには admin-token が必要です", "an address that others reach needs admin-token")
	}
}

// public checks that customers can reach their pages, and see whose they are.
func (c *checker) public() {
	o := c.o.Public
	if err := o.fault(); err != nil {
		about, text, _ := strings.Cut(err.Error(), ": ")
		ja, en, both := strings.Cut(text, " / ")
		if both {
			c.bad(about, ja, en)
			return
		}
		c.bad("public-url", "https://名前 の形です", "has the form https://name")
		return
	}
	if o.Cert == "" {
		return
	}
	pair, err := tls.LoadX509KeyPair(o.Cert, cmp.Or(o.Key, o.Cert))
	if err != nil {
		c.bad("public-cert", "証明書か鍵が読めません", "certificate or key cannot be read")
		return
	}
	host := strings.TrimPrefix(o.URL, "https://")
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	day := pair.Leaf.NotAfter.In(retail.Japan).Format("2006-01-02")
	switch now := c.o.Clock.Now(); {
	case pair.Leaf.VerifyHostname(host) != nil:
		c.bad("public-cert", "証明書は "+host+" のものではありません", "the certificate is not one of "+host)
	case now.After(pair.Leaf.NotAfter):
		c.bad("public-cert", "証明書は "+day+" で切れています", "the certificate ended on "+day)
	case now.Add(publicSoon).After(pair.Leaf.NotAfter):
		c.note("public-cert", "証明書は "+day+" まで。更新してください（ハブは1分以内に読み直します）", "the certificate ends on "+day+"; the hub reads a renewed one within a minute")
	}
}

func (c *checker) port(about, addr string) {
	if addr == "" {
		return
	}
	l, err := (&net.ListenConfig{}).Listen(c.ctx, "tcp", addr)
	if err != nil {
		c.bad(about, addr+" で待ち受けられません。ほかのプログラムが使っているか、権限がありません",
			"cannot listen on "+addr+": another program has it, or it is not allowed")
		return
	}
	_ = l.Close() // nothing was accepted
}

// database opens what is there and compares clocks.
func (c *checker) database() {
	dsn := c.o.DB
	if dsn == "" {
		dsn = filepath.Join(c.o.Data, "hub.db")
	}
	if !isURL(dsn) {
		if _, err := os.Stat(dsn); errors.Is(err, fs.ErrNotExist) {
			if dir := filepath.Dir(dsn); dir != filepath.Clean(c.o.Data) && writable(dir) != nil {
				c.bad("db", "データベースのフォルダーに書けません", "the folder of the database cannot be written to")
			}
			return // serve makes it
		}
	}
	ctx, cancel := context.WithTimeout(c.ctx, reachWithin)
	defer cancel()
	store, err := hubdb.OpenRead(ctx, dsn, c.o.Clock)
	if err != nil {
		switch code := retail.CodeOf(err); code { //nolint:exhaustive // what else goes wrong has one sentence
		case retail.CodeInvalid, retail.CodeUpgrade:
			c.note("db", "データベースは別の版のものです。serve が新しくします", "the database is of another version; serve brings it up to date")
		case retail.CodeDamaged:
			c.bad("db", "データベースが壊れています。バックアップから戻してください", "the database is damaged: restore a backup")
		default:
			c.bad("db", "データベースにつながりません。アドレス、名前、パスワードを確かめてください", "the database cannot be reached: see to its address, name and password")
		}
		return
	}
	defer func() { _ = store.Close() }() // it was only read
	devices, err := store.Devices(ctx)
	if err != nil {
		c.bad("db", "データベースが読めません", "the database cannot be read")
		return
	}
	for _, d := range devices {
		if d.LastSeen.After(c.o.Clock.Now().Add(10 * time.Minute)) {
			c.bad("clock", "時計が、データベースの最後の記録より前です。時計を合わせてください", "the clock is behind the last entry in the database: set it right")
			return
		}
	}
}

func (c *checker) mail() {
	if c.o.SMTP == "" {
		c.note("smtp", "メールサーバーがありません。お知らせは .eml ファイルになり、お客様には届きません", "there is no mail server: notices become .eml files and reach nobody")
		return
	}
	m, err := notice.ParseSMTP(c.o.SMTP)
	if err != nil {
		return // the settings say so
	}
	ctx, cancel := context.WithTimeout(c.ctx, reachWithin)
	defer cancel()
	m.Timeout = reachWithin
	s, err := m.Open(ctx)
	if err != nil {
		step := "connect"
		var send *notice.SendError
		if errors.As(err, &send) {
			step = send.Step
		}
		c.bad("smtp", m.Host+":"+m.Port+" に送れません（"+step+"）", "cannot send through "+m.Host+":"+m.Port+" ("+step+")")
		return
	}
	_ = s.Close() // nothing was sent
}

func (c *checker) inbox() {
	if c.o.Inbox == "" {
		return
	}
	if _, err := os.Stat(c.o.Inbox); errors.Is(err, fs.ErrNotExist) {
		if writable(filepath.Dir(filepath.Clean(c.o.Inbox))) != nil {
			c.bad("inbox", "フォルダーがなく、作れません", "there is no such folder and it cannot be made")
		}
		return
	}
	if writable(c.o.Inbox) != nil {
		c.bad("inbox", "フォルダーに書けません（読んだファイルを移せません）", "the folder cannot be written to: files that were read cannot be moved")
	}
}

func (c *checker) hosts() {
	if len(c.o.Hosts) == 0 {
		c.note("host", "端末から見た名前がありません。登録コードは "+ownAddress()+" を使います", "no name for terminals is set; enrolment codes will say "+ownAddress())
		return
	}
	ctx, cancel := context.WithTimeout(c.ctx, reachWithin)
	defer cancel()
	for _, h := range c.o.Hosts {
		if net.ParseIP(h) != nil {
			continue
		}
		if _, err := net.DefaultResolver.LookupHost(ctx, h); err != nil {
			c.note("host", h+" は、ここからは見つかりません", h+" cannot be found from here")
		}
	}
}
