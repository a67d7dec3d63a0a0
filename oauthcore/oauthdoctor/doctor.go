package oauthdoctor

import (
	"slices"
	"strings"

	"example.net/oauth1/oauthcore"
)

// Mistake is one way in which signatures come out wrong.
type Mistake struct {
	ID      string // a short stable name, such as "port-dropped"
	Name    string // what was done, as the end of "you …"
	Advice  string // what to do instead
	Section string // of OAuth Core 1.0a, unless it says RFC 5849

	apply func(*recipe)
}

// Diagnosis is what the doctor found.
type Diagnosis struct {
	// Mistakes, made together, reproduce the signature that was sent. There
	// are one or two of them, or none when nothing fits.
	Mistakes []Mistake
	// BaseString is the base string that the sender must have signed; empty
	// when nothing fits.
	BaseString string
	// Hurried means that nothing fits, but that no pairs were tried: the
	// message is large, its method slow, or the doctor busy. In a very large
	// message nothing is tried at all.
	Hurried bool
}

// Doctor examines wrong signatures. The zero value is not ready: see [New].
type Doctor struct {
	slots chan struct{}
}

// New makes a doctor that looks for pairs of mistakes in at most the given
// number of messages at a time; whoever comes while all are being examined is
// examined for single mistakes only. That bounds what wrong signatures cost.
func New(atATime int) *Doctor {
	return &Doctor{slots: make(chan struct{}, atATime)}
}

// Bounds beyond which pairs, or anything at all, are not tried: the cost grows
// with all of them.
const (
	maxPairParams = 48
	maxPairBytes  = 4 << 10
	maxBytes      = 16 << 10
)

// Advice says in one or two sentences what made the signature wrong. It fits
// the field Diagnose of [oauthcore.ServiceProvider].
func (d *Doctor) Advice(m oauthcore.Misfit) string {
	return d.Diagnose(m).String()
}

// Diagnose looks for the mistake, or the two, that reproduce the signature.
func (d *Doctor) Diagnose(m oauthcore.Misfit) Diagnosis {
	if size(m) > maxBytes {
		return Diagnosis{Hurried: true}
	}
	right := newRecipe(m)
	found, early, late := trySingly(right, mistakesFor(m))
	if found.Mistakes != nil {
		return found
	}
	if !worthPairs(m) {
		return Diagnosis{Hurried: true}
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
		return tryPairs(right, early, late)
	default:
		return Diagnosis{Hurried: true}
	}
}

func size(m oauthcore.Misfit) int {
	return len(m.Message.URL) + len(m.Message.RawQuery) + len(m.Message.RawBody)
}

// worthPairs tells whether pairs can be tried at a bounded cost. An RSA
// signature can only be checked, which is far more expensive than an HMAC.
func worthPairs(m oauthcore.Misfit) bool {
	return len(m.Message.Params()) <= maxPairParams && size(m) <= maxPairBytes && !isRSA(m.Method)
}

// trial is a mistake, what is made with it, and over which base string.
type trial struct {
	Mistake
	recipe *recipe
	base   string
}

// trySingly tries each mistake by itself. Where none fits, it answers those
// that show in this message: the early ones change its base string, the late
// ones what is made of it. What changes nothing, such as a word about spaces
// where there are none, need not be tried again.
func trySingly(right *recipe, mistakes []Mistake) (found Diagnosis, early, late []trial) {
	made := right.outcome()
	for _, mistake := range mistakes {
		r := right.with(mistake)
		switch outcome := r.outcome(); {
		case outcome == made:
		case r.fits(outcome.base):
			return Diagnosis{Mistakes: []Mistake{mistake}, BaseString: outcome.base}, nil, nil
		case outcome.base != made.base:
			early = append(early, trial{mistake, r, outcome.base})
		default:
			late = append(late, trial{mistake, r, outcome.base})
		}
	}
	return found, early, late
}

// tryPairs tries every two mistakes. The base string is the expensive part, and
// a late mistake leaves it as the early one made it.
func tryPairs(right *recipe, early, late []trial) Diagnosis {
	for i, one := range early {
		for _, other := range late {
			if other.recipe.fits(one.base) {
				return Diagnosis{Mistakes: []Mistake{one.Mistake, other.Mistake}, BaseString: one.base}
			}
		}
		for _, other := range early[i+1:] {
			if base, yes := right.with(one.Mistake, other.Mistake).reproduces(); yes {
				return Diagnosis{Mistakes: []Mistake{one.Mistake, other.Mistake}, BaseString: base}
			}
		}
	}
	for i, one := range late {
		for _, other := range late[i+1:] {
			if right.with(one.Mistake, other.Mistake).fits(one.base) {
				return Diagnosis{Mistakes: []Mistake{one.Mistake, other.Mistake}, BaseString: one.base}
			}
		}
	}
	return Diagnosis{}
}

// Mistakes is every mistake that the doctor knows by name. Beside them it
// tries, for each parameter of a message, whether that one was left out, or
// encoded once too often.
func Mistakes() []Mistake {
	return slices.Concat(urlMistakes, methodMistakes, paramMistakes, orderMistakes, encodingMistakes, keyMistakes, digestMistakes, rsaMistakes)
}

// mistakesFor is every mistake worth trying for one message.
func mistakesFor(m oauthcore.Misfit) []Mistake {
	known := Mistakes()
	if !isRSA(m.Method) {
		known = known[:len(known)-len(rsaMistakes)]
	}
	return slices.Concat(known, unsigned(m.Message.Params()), encodedAgain(m.Message.Params()))
}

// String is the diagnosis in plain words.
func (d Diagnosis) String() string {
	if len(d.Mistakes) == 0 {
		return d.nothing()
	}
	var names, advice []string
	for _, mistake := range d.Mistakes {
		names = append(names, mistake.Name)
		advice = append(advice, mistake.Advice+" ("+cite(mistake.Section)+")")
	}
	return "The signature matches exactly if you " + strings.Join(names, ", and ") + ". " + strings.Join(advice, " ")
}

// nothing is what can be said where no mistake fits.
func (d Diagnosis) nothing() string {
	said := "The signature does not match, and no known mistake reproduces it"
	if d.Hurried {
		said += " (not all were tried, for the message is large, or many are being examined)"
	}
	return said + ". Most likely a secret is not the one that belongs to this key or token;" +
		" compare your signature base string with the server's first, and if they agree it is the secret."
}

// cite turns a section into a citation.
func cite(section string) string {
	if strings.HasPrefix(section, "RFC") {
		return section
	}
	return "OAuth Core 1.0a section " + section
}
