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
	// message is too large, its method too slow, or the doctor too busy.
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

// Bounds beyond which pairs are not tried: the cost grows with both.
const (
	maxPairParams = 48
	maxPairBytes  = 4 << 10
)

// Advice says in one or two sentences what made the signature wrong. It fits
// the field Diagnose of [oauthcore.ServiceProvider].
func (d *Doctor) Advice(m oauthcore.Misfit) string {
	return d.Diagnose(m).String()
}

// Diagnose looks for the mistake, or the two, that reproduce the signature.
func (d *Doctor) Diagnose(m oauthcore.Misfit) Diagnosis {
	early, late := candidates(m)
	for _, one := range slices.Concat(early, late) {
		if found, yes := try(m, one); yes {
			return found
		}
	}
	if !worthPairs(m) {
		return Diagnosis{Hurried: true}
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
		return tryPairs(m, early, late)
	default:
		return Diagnosis{Hurried: true}
	}
}

// worthPairs tells whether pairs can be tried at a bounded cost. An RSA
// signature can only be checked, which is far more expensive than an HMAC.
func worthPairs(m oauthcore.Misfit) bool {
	size := len(m.Message.URL) + len(m.Message.RawQuery) + len(m.Message.RawBody)
	return len(m.Message.Params()) <= maxPairParams && size <= maxPairBytes && !isRSA(m.Method)
}

// candidates are the mistakes that would show in a message: the early ones
// change its base string, the late ones what is made of it. What changes
// nothing, such as a word about spaces where there are none, need not be tried.
func candidates(m oauthcore.Misfit) (early, late []Mistake) {
	right := newRecipe(m).outcome()
	for _, mistake := range mistakesFor(m) {
		r := newRecipe(m)
		mistake.apply(r)
		switch made := r.outcome(); {
		case made == right:
		case made.base != right.base:
			early = append(early, mistake)
		default:
			late = append(late, mistake)
		}
	}
	return early, late
}

// tryPairs tries every two mistakes. The base string is the expensive part, and
// a late mistake leaves it as the early one made it.
func tryPairs(m oauthcore.Misfit, early, late []Mistake) Diagnosis {
	for i, one := range early {
		r := newRecipe(m)
		one.apply(r)
		base := r.baseString()
		for _, other := range late {
			if found, yes := tryOver(m, base, one, other); yes {
				return found
			}
		}
		for _, other := range early[i+1:] {
			if found, yes := try(m, one, other); yes {
				return found
			}
		}
	}
	right := newRecipe(m).baseString()
	for i, one := range late {
		for _, other := range late[i+1:] {
			if found, yes := tryOver(m, right, one, other); yes {
				return found
			}
		}
	}
	return Diagnosis{}
}

// try makes the signature again with the given mistakes.
func try(m oauthcore.Misfit, mistakes ...Mistake) (Diagnosis, bool) {
	base, yes := spoilt(m, mistakes).reproduces()
	return diagnosis(mistakes, base), yes
}

// tryOver does the same over a base string that is made already.
func tryOver(m oauthcore.Misfit, base string, mistakes ...Mistake) (Diagnosis, bool) {
	return diagnosis(mistakes, base), spoilt(m, mistakes).fits(base)
}

func spoilt(m oauthcore.Misfit, mistakes []Mistake) *recipe {
	r := newRecipe(m)
	for _, mistake := range mistakes {
		mistake.apply(r)
	}
	return r
}

func diagnosis(mistakes []Mistake, base string) Diagnosis {
	return Diagnosis{Mistakes: mistakes, BaseString: base}
}

// Mistakes is every mistake that the doctor knows by name. Beside them it
// tries, for each parameter of a message, whether that one was left out, or
// encoded once too often.
func Mistakes() []Mistake {
	return slices.Concat(urlMistakes, methodMistakes, paramMistakes, orderMistakes, encodingMistakes, keyMistakes, digestMistakes, rsaMistakes)
}

// mistakesFor is every mistake worth trying for one message.
func mistakesFor(m oauthcore.Misfit) []Mistake {
	return slices.Concat(Mistakes(), unsigned(m.Message.Params()), encodedAgain(m.Message.Params()))
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
		said += " by itself (no pairs were tried)"
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
