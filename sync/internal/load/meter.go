package load

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"time"
)

// meter is a process that is watched.
type meter struct {
	name string
	used func() time.Duration // of processor so far
	rss  func() int64         // nil where it is not known
}

// postmaster is the process that all processes of the database come from, 0
// where it is not reached by a socket on this machine. It writes its number into
// a file beside the socket.
func (r *run) postmaster() int {
	u, err := url.Parse(r.DB)
	if err != nil || r.DB == "" {
		return 0
	}
	dir, port := cmp.Or(u.Query().Get("host"), u.Hostname()), cmp.Or(u.Query().Get("port"), u.Port(), "5432")
	if !strings.HasPrefix(dir, "/") {
		dir = "/var/run/postgresql"
	}
	b, err := os.ReadFile(filepath.Join(dir, ".s.PGSQL."+port+".lock"))
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.Fields(string(b) + " 0")[0])
	return pid
}

// familyTime is the processor time of a process, of its children and of those
// that have ended.
func familyTime(parent int) time.Duration {
	own := stat(parent)
	sum := own[13] + own[14] + own[15] + own[16] // utime stime cutime cstime
	tasks, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range tasks {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if f := stat(pid); f[3] == parent {
			sum += f[13] + f[14]
		}
	}
	return time.Duration(sum) * tick
}

// stat returns the numbers of /proc/PID/stat by their place, counted from 0 (proc_pid_stat(5)).
func stat(pid int) (f [17]int) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return f
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	for i, word := range strings.Fields(rest) {
		if i+2 < len(f) {
			f[i+2], _ = strconv.Atoi(word)
		}
	}
	return f
}

// profile begins CPU profiles and returns what waits for their end.
func (r *run) profile(ctx context.Context) (done func()) {
	if r.Profile == "" {
		return func() {}
	}
	var wg sync.WaitGroup
	for i, p := range r.hubs {
		wg.Go(func() {
			if err := fetch(ctx, p.debug, filepath.Join(r.Profile, fmt.Sprintf("hub%d.prof", i+1)), r.For); err != nil {
				r.say("%s: no profile: %v", p.name, err)
			}
		})
	}
	f, err := os.Create(filepath.Join(r.Profile, "load.prof"))
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		r.say("no profile of the load: %v", err)
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // only a measurement
		wg.Wait()
	}
}

// fetch has a hub profile itself.
func fetch(ctx context.Context, addr, file string, took time.Duration) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://%s/?seconds=%d", addr, int(took.Seconds())), nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o600)
}
