package chaostest

import (
	"maps"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
)

// TestChain is the day on which the hub dies after ten of twenty orders were
// announced: all twenty are handed over on one terminal, and nothing is lost,
// doubled or announced in vain when the hub comes back.
func TestChain(t *testing.T) {
	ctx := t.Context()
	post := openPostOffice(t)
	h := newHub(t, post.url())
	k := newTablet(t, h)
	k.must(k.signIn(ctx))
	k.counter()

	web := newWebShop(1)
	all := web.orders(21)
	h.drop(web.csv(all, placed))
	await(t, 20*time.Second, "the orders are on the terminal", func() bool {
		for _, o := range all {
			if !k.has(o.id()) {
				return false
			}
		}
		return true
	})
	told, later, flying := all[:10], all[10:20], all[20]
	sent := map[int64]retail.CommandID{} // every command that the terminal ever showed
	note := func() { ids, _ := k.outbox(); maps.Copy(sent, ids) }

	// Ten orders, picked, staged and announced.
	for i, o := range told {
		k.must(k.pick(ctx, o.id()))
		k.must(k.stage(ctx, o.id(), 1+i%2))
	}
	note()
	await(t, 30*time.Second, "ten customers were told", func() bool {
		for _, o := range told {
			if k.order(o.id()).State != retail.Notified {
				return false
			}
		}
		return true
	})
	// One more, whose notice is under way when the hub dies.
	post.holdNext(flying.Mail)
	k.must(k.pick(ctx, flying.id()))
	k.must(k.stage(ctx, flying.id(), 1))
	select {
	case <-post.held:
	case <-time.After(20 * time.Second):
		t.Fatal("the notice under way did not leave")
	}
	h.kill()

	// The other ten, and all twenty handed over, with no hub.
	for i, o := range later {
		k.must(k.pick(ctx, o.id()))
		k.must(k.stage(ctx, o.id(), 1+i%2))
		note()
	}
	k.close() // the tablet is switched off and on again, with no hub
	k.open()
	k.must(k.signIn(ctx))
	for _, o := range told {
		mails := post.to(o.Mail)
		if len(mails) == 0 {
			t.Fatalf("%s was told and has no mail", o.External)
		}
		k.must(k.handOverByCode(ctx, pickupCode(t, mails[0])))
		note()
	}
	for _, o := range later {
		k.must(k.handOverByName(ctx, o.id(), o.Kana))
		note()
	}
	await(t, 20*time.Second, "the terminal knows that the hub is away", func() bool { return k.Agent.Status().Line == agent.Offline })
	unsent, err := k.DB.Unsent(ctx)
	if err != nil || unsent == 0 {
		t.Fatal("nothing is unsent with the hub away", unsent, err)
	}
	for _, o := range all[:20] {
		if s := k.order(o.id()).State; s != retail.HandedOver {
			t.Errorf("%s is %v with the hub away", o.External, s)
		}
	}

	// The hub comes back.
	h.start()
	h.ready()
	k.drain(h)
	await(t, 20*time.Second, "the notice under way is in doubt", func() bool { return k.order(flying.id()).Notice.State == retail.NoticeUnknown })
	if n := len(post.to(flying.Mail)); n != 1 {
		t.Errorf("the notice in doubt left %d times before staff asked for it", n)
	}
	k.must(k.Pickup.Resend(ctx, flying.id()))
	note()
	await(t, 20*time.Second, "the notice was sent again", func() bool {
		return len(post.to(flying.Mail)) == 2 && k.order(flying.id()).Notice.State == retail.NoticeSent
	})
	a := k.drain(h)

	for _, o := range told {
		if n := len(post.to(o.Mail)); n != 1 {
			t.Errorf("%s was told %d times", o.External, n)
		}
	}
	for _, o := range later { // the hub has been at its notices since: the resent one came after them
		if n := len(post.to(o.Mail)); n != 0 {
			t.Errorf("%s was told %d times, after it was handed over", o.External, n)
		}
	}
	_, recorded := k.outbox()
	lost, doubled := matches(t, a, k.Device.ID, sent, recorded)
	second := newTablet(t, h)
	for _, o := range all[:20] {
		if mine, theirs := k.order(o.id()).State, second.order(o.id()).State; mine != retail.HandedOver || theirs != retail.HandedOver {
			t.Errorf("%s is %v here and %v on the hub", o.External, mine, theirs)
		}
	}
	k.drain(h)
	same(t, k.rows(), second.rows())
	t.Logf("20 handed over with no hub, 10 by code and 10 by name: %d commands, %d unsent when the hub came back, %d lost, %d doubled; %d stock levels agree",
		recorded, unsent, lost, doubled, a.Levels)
}
