package chaostest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
)

// shop is where everything happens.
const shop = sample.Shibuya

// hubProcess is the real hub as a process of its own.
type hubProcess struct {
	t     testing.TB
	data  string
	inbox string
	smtp  string // "" for no notices
	addr  string // as it listens, the same after each start
	files int

	*process
}

// newHub makes a hub with the sample chain: shops, staff, goods, stock. The
// sample's web shop does not run on; orders come by CSV.
func newHub(t testing.TB, smtp string) *hubProcess {
	t.Helper()
	h := &hubProcess{t: t, data: t.TempDir(), inbox: t.TempDir(), smtp: smtp, addr: "127.0.0.1:0"}
	h.start("-sample")
	h.ready()
	h.kill()
	h.start()
	h.ready()
	t.Cleanup(func() {
		h.kill()
		if t.Failed() {
			t.Log("the hub's last words:\n" + h.process.last())
		}
	})
	return h
}

var listening = regexp.MustCompile(`msg=listening addr=(\S+)`)

// start starts the hub and does not wait for it.
func (h *hubProcess) start(more ...string) {
	h.t.Helper()
	args := []string{"serve", "-data", h.data, "-listen", h.addr, "-host", "127.0.0.1", "-inbox", h.inbox, "-admin", "off"}
	if h.smtp != "" {
		args = append(args, "-smtp", h.smtp)
	}
	cmd := exec.CommandContext(context.Background(), hubProgram(h.t), append(args, more...)...)
	out, err := cmd.StderrPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	h.process = startProcess(h.t, cmd, out, listening.MatchString)
}

// ready waits until the hub listens.
func (h *hubProcess) ready() {
	h.t.Helper()
	if !h.process.await(20 * time.Second) {
		h.t.Fatal("the hub did not come up:\n" + h.process.last())
	}
	h.addr = listening.FindStringSubmatch(h.process.said)[1]
}

// run runs another command of the hub beside it and returns what it wrote.
func (h *hubProcess) run(word string, args ...string) (string, error) {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), hubProgram(h.t), append(append([]string{word}, args...), "-data", h.data)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil {
		err = errors.Join(err, errors.New(errs.String()))
	}
	return out.String(), err
}

// enrolCode makes an enrolment code for a terminal of the shop.
func (h *hubProcess) enrolCode() string {
	h.t.Helper()
	code, err := h.run("enrol", "-store", string(shop), "-text")
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimSpace(code)
}

// drop lets a CSV file land in the watched folder.
func (h *hubProcess) drop(csv []byte) {
	h.t.Helper()
	h.files++
	name := "orders-" + strconv.Itoa(h.files) + ".csv"
	tmp := filepath.Join(h.data, name)
	if err := os.WriteFile(tmp, csv, 0o600); err != nil {
		h.t.Fatal(err)
	}
	if err := os.Rename(tmp, filepath.Join(h.inbox, name)); err != nil {
		h.t.Fatal(err)
	}
}

// audit is what `miseban-hub audit -json -commands` says.
type audit struct {
	Sound   bool
	Devices []struct {
		ID       retail.DeviceID
		Last     int64 `json:"last_dseq"`
		Verdicts map[string]int
		Gaps     []int64
	}
	Doubles []retail.CommandID
	Orders  map[string]int
	Notices map[string]int
	Levels  int
	Stock   []json.RawMessage `json:"stock_faults"`
	Scopes  []struct {
		Scope string
		Head  int64
	}
	Commands []auditCommand
}

type auditCommand struct {
	Device  retail.DeviceID
	Dseq    int64
	ID      retail.CommandID
	Kind    string
	Order   retail.OrderID
	Verdict retail.Verdict
	Code    retail.VerdictCode
}

// audit compares the hub's books; the error is its exit code.
func (h *hubProcess) audit() (audit, error) {
	h.t.Helper()
	text, err := h.run("audit", "-json", "-commands")
	var a audit
	if jerr := json.Unmarshal([]byte(text), &a); jerr != nil {
		h.t.Fatal(jerr, err)
	}
	return a, err
}

// sound demands that all books agree.
func (h *hubProcess) sound() audit {
	h.t.Helper()
	a, err := h.audit()
	if err != nil || !a.Sound {
		text, _ := h.run("audit")
		h.t.Errorf("the hub's books do not agree: %v\n%s", err, text)
	}
	return a
}

// of returns the commands of one device.
func (a audit) of(id retail.DeviceID) []auditCommand {
	var out []auditCommand
	for _, c := range a.Commands {
		if c.Device == id {
			out = append(out, c)
		}
	}
	return out
}

// head is where the shop's feed stands.
func (a audit) head() int64 {
	for _, s := range a.Scopes {
		if s.Scope == "store:"+string(shop) {
			return s.Head
		}
	}
	return 0
}

// process is a child that can be killed at any instant.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	up   chan struct{} // closed when it said that it is ready
	said string        // the line that said so; read it after up
	gone chan struct{} // closed when all it said was read

	mu    sync.Mutex
	lines []string
}

// keepLines is how much of what a child says is kept.
const keepLines = 40

// startProcess starts a child and reads its lines; line tells which of them
// says that it is ready.
func startProcess(t testing.TB, cmd *exec.Cmd, out io.Reader, line func(string) bool) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd, up: make(chan struct{}), gone: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.gone)
		up := false
		for s := bufio.NewScanner(out); s.Scan(); {
			p.mu.Lock()
			if p.lines = append(p.lines, s.Text()); len(p.lines) > keepLines {
				p.lines = p.lines[1:]
			}
			p.mu.Unlock()
			if line(s.Text()) && !up {
				up, p.said = true, s.Text()
				close(p.up)
			}
		}
	}()
	return p
}

// await waits until the child is ready; false when it ended before.
func (p *process) await(limit time.Duration) bool {
	select {
	case <-p.up:
		return true
	case <-p.gone:
	case <-time.After(limit):
	}
	select {
	case <-p.up:
		return true
	default:
		return false
	}
}

// kill is kill -9. It returns when the child is gone and everything it said
// was read. A child that ended by itself before fails the test. A second kill
// does nothing.
func (p *process) kill() {
	p.t.Helper()
	if p.cmd.ProcessState != nil {
		return
	}
	select {
	case <-p.gone:
		p.t.Error("a child ended by itself:\n" + p.last())
	default:
	}
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.gone
	_ = p.cmd.Wait() // "signal: killed"
}

// early counts a child that is not ready yet.
func (p *process) early() int {
	select {
	case <-p.up:
		return 0
	default:
		return 1
	}
}

// last returns the last lines of the child.
func (p *process) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}
