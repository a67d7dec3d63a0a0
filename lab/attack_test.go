package lab

import (
	"strings"
	"testing"
)

// Every attack succeeds without its rule and fails with it.
func TestBothOutcomesOfEveryAttack(t *testing.T) {
	if n := len(Attacks()); n < 12 {
		t.Fatalf("%d attacks only", n)
	}
	for _, a := range Attacks() {
		for _, defended := range []bool{false, true} {
			name := a.ID + ", without the rule"
			if defended {
				name = a.ID + ", with it"
			}
			t.Run(name, func(t *testing.T) {
				o := Play(a, defended)
				if o.Failed != nil {
					t.Fatal(o.Failed)
				}
				if o.Succeeded == defended {
					t.Errorf("succeeded: %v; %s", o.Succeeded, o.Loot)
					for _, m := range o.Messages {
						t.Logf("%s → %s (%s)\n%s\n%s", m.From, m.To, m.Remark, m.Request, m.Response)
					}
				}
			})
		}
	}
}

// The rule that an attack is about is the only thing that differs between its two plays.
func TestAnAttackWeakensItsOwnRulesOnly(t *testing.T) {
	seen := map[string]string{}
	for _, a := range Attacks() {
		weak := strict()
		a.weaken(&weak)
		if weak == strict() {
			t.Errorf("%s weakens nothing", a.ID)
		}
		if other := seen[a.ID]; other != "" {
			t.Errorf("%s occurs twice", a.ID)
		}
		seen[a.ID] = a.Name
	}
}

// Whoever reads a play is told what, why, where it stands, and what made the difference.
func TestEveryAttackIsTold(t *testing.T) {
	for _, a := range Attacks() {
		for what, text := range map[string]string{"name": a.Name, "story": a.Story, "rule": a.Rule, "defence": a.Defence, "difference": a.Difference, "clause": a.Clause} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s has no %s", a.ID, what)
			}
		}
		remarks, signed := 0, 0
		for _, m := range Play(a, false).Messages {
			if m.Remark != "" {
				remarks++
			}
			if strings.Contains(m.Request, "oauth_signature=") != (m.BaseString != "") {
				t.Errorf("%s: %s has the base string %q", a.ID, m.Line(), m.BaseString)
			}
			if m.BaseString != "" {
				signed++
			}
			if m.Request == "" || m.Response == "" {
				t.Errorf("%s: a message has no text", a.ID)
			}
		}
		if remarks == 0 || signed == 0 {
			t.Errorf("%s: %d remarks, %d signed messages", a.ID, remarks, signed)
		}
	}
}
