// Package browsertest drives a real Chromium in tests: it opens a page, taps what
// a person would tap and takes pictures. It speaks the DevTools protocol over a
// pipe (--remote-debugging-pipe), so nothing listens anywhere.
package browsertest

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Browser is a Chromium without a window, with one page. Its methods fail the
// test.
type Browser struct {
	t       testing.TB
	out     *os.File
	session string

	mu      sync.Mutex
	n       int
	waiting map[int]chan answer
	console []string
	done    chan struct{}
}

type answer struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

// within is how long the browser may take over one thing.
const within = 20 * time.Second

// Start starts a browser that ends with the test. Where there is none the test is
// skipped, loudly.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium here: THE PAGE IS NOT TESTED IN A BROWSER (.ci/setup test installs one)")
	}
	hear, out, err := os.Pipe() // what the browser hears
	if err != nil {
		t.Fatal(err)
	}
	in, say, err := os.Pipe() // what it says
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.MkdirTemp("", "miseban-browser-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--ignore-certificate-errors", "--user-data-dir="+home, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{hear, say}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, out: out, waiting: map[int]chan answer{}, done: make(chan struct{})}
	_, _ = hear.Close(), say.Close() // the browser has them
	go b.listen(in)
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it keeps nothing
		_ = cmd.Wait()
		_, _ = out.Close(), in.Close()
		<-b.done
		_ = os.RemoveAll(home) // its helpers may still be writing there as they end
	})
	var made struct {
		TargetID string `json:"targetId"`
	}
	b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}, &made)
	var to struct {
		SessionID string `json:"sessionId"`
	}
	b.call("", "Target.attachToTarget", map[string]any{"targetId": made.TargetID, "flatten": true}, &to)
	b.session = to.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.do(domain+".enable", nil, nil)
	}
	return b
}

// listen takes what the browser says until it ends.
func (b *Browser) listen(in *os.File) {
	defer close(b.done)
	r := bufio.NewReader(in)
	for {
		text, err := r.ReadString(0)
		if err != nil {
			return
		}
		var a answer
		if json.Unmarshal([]byte(strings.TrimSuffix(text, "\x00")), &a) != nil {
			continue
		}
		b.mu.Lock()
		if c := b.waiting[a.ID]; c != nil && a.ID != 0 {
			delete(b.waiting, a.ID)
			c <- a
		}
		if a.Method == "Log.entryAdded" || a.Method == "Runtime.consoleAPICalled" || a.Method == "Runtime.exceptionThrown" {
			b.console = append(b.console, string(a.Params))
		}
		b.mu.Unlock()
	}
}

func (b *Browser) do(method string, params map[string]any, into any) {
	b.t.Helper()
	b.call(b.session, method, params, into)
}

func (b *Browser) call(session, method string, params map[string]any, into any) {
	b.t.Helper()
	if err := b.try(session, method, params, into); err != nil {
		b.t.Fatalf("chromium: %s: %v", method, err)
	}
}

func (b *Browser) try(session, method string, params map[string]any, into any) error {
	b.mu.Lock()
	b.n++
	c := make(chan answer, 1)
	b.waiting[b.n] = c
	msg := map[string]any{"id": b.n, "method": method, "params": params}
	if params == nil {
		msg["params"] = map[string]any{}
	}
	if session != "" {
		msg["sessionId"] = session
	}
	raw, err := json.Marshal(msg)
	if err == nil {
		_, err = b.out.Write(append(raw, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a := <-c:
		if a.Error != nil {
			return errors.New(a.Error.Message)
		}
		if into != nil {
			return json.Unmarshal(a.Result, into)
		}
		return nil
	case <-b.done:
		return errors.New("it ended")
	case <-time.After(within):
		return errors.New("no answer")
	}
}

// Size is the size of the window in CSS pixels, and whether it is a telephone's.
func (b *Browser) Size(width, height int, mobile bool) {
	b.t.Helper()
	b.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}, nil)
}

// Prefer sets what the person prefers: a dark page, and a language.
func (b *Browser) Prefer(dark bool, lang string) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.do("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.do("Network.setExtraHTTPHeaders", map[string]any{"headers": map[string]string{"Accept-Language": lang}}, nil)
}

// NoScripts forbids scripts, as some people do.
func (b *Browser) NoScripts() {
	b.t.Helper()
	b.do("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
}

// Open opens an address and waits until it is drawn.
func (b *Browser) Open(url string) {
	b.t.Helper()
	var got struct {
		ErrorText string `json:"errorText"`
	}
	b.do("Page.navigate", map[string]any{"url": url}, &got)
	if got.ErrorText != "" {
		b.t.Fatalf("chromium: %s: %s", url, got.ErrorText)
	}
	b.Until(func() bool {
		return b.Eval("document.readyState") == "complete" && b.Eval("location.href") != "about:blank"
	})
}

// Until asks again and again until it is so.
func (b *Browser) Until(so func() bool) {
	b.t.Helper()
	for end := time.Now().Add(within); !so(); { //nolint:forbidigo // a browser lives in real time
		if time.Now().After(end) { //nolint:forbidigo // the same
			b.t.Fatalf("chromium: it never came to that; the page says:\n%s", b.Text())
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// Eval returns what an expression comes to, as text. It works where scripts are
// forbidden too; while a page is being left it is empty.
func (b *Browser) Eval(expression string) string {
	b.t.Helper()
	var got struct {
		Result struct {
			Value any `json:"value"`
		} `json:"result"`
	}
	if err := b.try(b.session, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &got); err != nil || got.Result.Value == nil {
		return ""
	}
	return fmt.Sprint(got.Result.Value)
}

// Text is what stands on the page.
func (b *Browser) Text() string { return b.Eval("document.body && document.body.innerText") }

// Tap taps the first button or link with the text, where a finger would.
func (b *Browser) Tap(text string) {
	b.t.Helper()
	find := fmt.Sprintf(`(()=>{const e=[...document.querySelectorAll('button,a')].find(e=>e.innerText.includes(%q)); if(!e) return ''; e.scrollIntoView({block:'center'}); const r=e.getBoundingClientRect(); return (r.x+r.width/2)+' '+(r.y+r.height/2)})()`, text)
	var x, y float64
	if _, err := fmt.Sscan(b.Eval(find), &x, &y); err != nil {
		b.t.Fatalf("chromium: there is no %q to tap:\n%s", text, b.Text())
	}
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.do("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}, nil)
	}
}

// Picture takes a picture of the whole page and returns it as PNG; with a name it
// is also kept in the folder that MISEBAN_PICTURES names.
func (b *Browser) Picture(name string) []byte {
	b.t.Helper()
	var got struct {
		Data string `json:"data"`
	}
	b.do("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &got)
	raw, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if folder := os.Getenv("MISEBAN_PICTURES"); folder != "" && name != "" {
		if err := os.WriteFile(filepath.Join(folder, name+".png"), raw, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	return raw
}

// Console is what the browser complained of.
func (b *Browser) Console() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.console...)
}
