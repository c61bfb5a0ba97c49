package simulate

import (
	"bytes"
	"os"
	"strconv"
	"testing"
)

// scratch is a folder on a RAM disk when there is one.
func scratch(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("/dev/shm"); err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "miseban-sim-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// once are seeds that failed once, each with what was wrong: of the product, or
// of what the simulation took for granted.
var once = []struct {
	seed uint64
	was  string
}{
	{2, "a settled entry of the inbox closed a double handover that nobody had seen"},
	{8, "a pick that waited for its order came in after its own terminal's count"},
	{11, "a terminal that lost its database did not see what was done next"},
	{16, "renumbering hid what was judged and not taken in yet"},
	{54, "an undo that clashed was still done with the hands"},
	{88, "a hub gives its ledger a sign of life every minute, not every few hours"},
	{122, "a forked number was taken for contained in the state of the hub"},
	{110, "two terminals had staged an order: after a restore its notice left again"},
	{119, "terminals that hear no hint of the chain must ask for it too"},
	{1, "a customer came twice for one order"},
	{20, "a hub restored to a copy of a restored hub lacks orders that are older than the copy"},
	{29, "as 20, with the goods of the order in their tote"},
	{5, "a relay did once more what another one had done, when the chain's hub was put back"},
	{16, "orders that ended elsewhere went on counting in the books of a relay"},
	{17, "an order that came in while the home moved was known to nobody"},
	{36, "an order that came and went within one page of a relay's log was not written"},
	{50, "goods that lay ready for a forgotten order did not move with the home"},
	{63, "as 50, and the numbers of a terminal that was shut out"},
	{295, "a count from before sales that the last home had booked"},
	{694, "what a terminal did with an order that had ended at another relay moved stock again"},
	{883, "commands came up of a terminal that a restored hub did not know"},
	{944, "an order that had ended elsewhere came in again and counted in a relay's books"},
	{530, "terminals at a relay that had been home were told for ever to wait for the next one"},
	{365, "a notice that left before the hub was restored, from the relay the shop was given after"},
	{554, "two terminals without a line agreed on a substitute each, for one line: the later one's pick is for somebody to settle"},
	{567, "what came late about a transfer that was over made a new one"},
	{638, "errands counted anew by an unannounced copy of the hub were taken for those done before"},
	{658, "an order that was over and forgotten at a relay went on counting in the copy the hub went back to"},
	{678, "a hold that was turned down in the hub's second past stood as held in the shop that asked"},
	{684, "what the till told of a paid hold after its end left the books"},
	{679, "a relay that had done one errand was taken to have done those before it"},
	{91, "an order that came by hand to a terminal without its database: no keys to check codes with"},
	{124, "a colleague put goods by for a customer who had just had them: nobody was told that they lie there"},
	{129, "what was told of a transfer after a restore counted as older than what was told before it"},
	{373, "a hub that was put back twice waits a day for its terminals each time"},
	{465, "a wish was told again after its answer had come, and nobody answered it twice"},
	{529, "a page that ended early said that it contained all of the terminal's own work"},
	{616, "a terminal that had lost its database did not know its clock was off, and its past counted as now"},
	{70, "a difference of a delivery that somebody had settled counted as nobody's when it left the inbox"},
	{71, "a bag that nobody found left the order with a part of it, and was looked for ever after"},
	{97, "a handover was taken back before its order came in again: the handover was done then, and not the undo"},
	{215, "an order of which nothing was taken at the counter held the tote that it had been picked into"},
	{276, "a dispatch was lost with its terminal and the hub's last hours, and the receiving shop's relay had heard of it"},
	{385, "a terminal that was enrolled again had nothing new to record, and its push loop was never called"},
	{701, "three days of a shop whose relay has no line are more events than the simulation allowed"},
	{2314, "a relay answered a hold, and the hub that had been put back had not heard of it again yet"},
}

// TestSeeds runs seeds that failed once, as many at a time as there are processors: a
// run has a world of its own.
func TestSeeds(t *testing.T) {
	dir := scratch(t)
	for _, s := range once {
		t.Run(strconv.FormatUint(s.seed, 10), func(t *testing.T) {
			t.Parallel()
			if r := Run(t.Context(), Options{Seed: s.seed, Dir: dir}); r.Err != nil {
				t.Errorf("seed %d (once: %s): %v", s.seed, s.was, r.Err)
			}
		})
	}
}

// TestSameSeedSameRun: what a seed does follows from the seed alone, so that a
// failure can be looked at again.
func TestSameSeedSameRun(t *testing.T) {
	dir := scratch(t)
	for seed := uint64(11); seed < 14; seed++ {
		var a, b bytes.Buffer
		first := Run(t.Context(), Options{Seed: seed, Dir: dir, Trace: &a})
		again := Run(t.Context(), Options{Seed: seed, Dir: dir, Trace: &b})
		if first.Hash == again.Hash {
			continue
		}
		as, bs := bytes.Split(a.Bytes(), []byte("\n")), bytes.Split(b.Bytes(), []byte("\n"))
		for i := range min(len(as), len(bs)) {
			if !bytes.Equal(as[i], bs[i]) {
				t.Errorf("seed %d, line %d:\n%s\n%s", seed, i+1, as[i], bs[i])
				break
			}
		}
	}
}

// TestMutantsAreCaught plants a few of the faults: miseban-sim -mutants plants
// them all, over more seeds.
func TestMutantsAreCaught(t *testing.T) {
	t.Parallel()
	dir := scratch(t)
	for _, name := range []string{"lww-handover", "cursor-unchecked", "claim-ignored", "overlay-dropped", "count-alone"} {
		m, caught := find(name), false
		for seed := uint64(1); seed <= 12 && !caught; seed++ {
			caught = Run(t.Context(), Options{Seed: seed, Dir: dir, Mutant: m}).Err != nil
		}
		if !caught {
			t.Errorf("nobody notices that %s", m.Says)
		}
	}
}

// TestEveryRaceIsMet lets anything be said of any order until every cell of
// docs/races.md was met, and nothing may contradict itself meanwhile.
func TestEveryRaceIsMet(t *testing.T) {
	t.Parallel()
	dir := scratch(t)
	met := races{}
	for seed := uint64(1); len(met.missed()) > 0; seed++ {
		if seed > 40 {
			var text bytes.Buffer
			met.tell(&text)
			t.Fatalf("not every cell was met in %d seeds:\n%s", seed-1, text.String())
		}
		r := Run(t.Context(), Options{Seed: seed, Dir: dir, Races: true})
		if r.Err != nil {
			t.Fatalf("seed %d: %v", seed, r.Err)
		}
		for race, n := range r.Races {
			met[race] += n
		}
	}
}
