package oauthdoctor

import (
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"

	"example.net/oauth1/oauthcore"
)

// paramMistakes are made where the parameters are collected (OAuth Core 1.0a
// section 9.1.1).
var paramMistakes = []Mistake{
	{"body-left-out", "leave the form body out", "The parameters of a form body are signed too, whatever the method.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.drop(func(p param) bool { return p.place == oauthcore.InBody }) }},
	{"query-left-out", "leave the query out", "The parameters of the query are signed too.", "9.1.1",
		func(r *recipe) { r.drop(func(p param) bool { return p.place == oauthcore.InQuery }) }},
	{"protocol-only", "sign nothing but the protocol parameters", "The parameters of query and form body are signed too.", "9.1.1",
		func(r *recipe) { r.drop(func(p param) bool { return !strings.HasPrefix(p.name, "oauth_") }) }},
	{"protocol-left-out", "leave the protocol parameters out", "All oauth_ parameters but oauth_signature are signed.", "9.1.1",
		func(r *recipe) { r.drop(func(p param) bool { return strings.HasPrefix(p.name, "oauth_") }) }},
	{"empty-dropped", "drop parameters with empty values", "A parameter with an empty value is signed as name=.", "9.1.1",
		func(r *recipe) { r.drop(func(p param) bool { return p.value == "" }) }},
	{"repeats-last", "keep only the last of parameters with the same name", "Repeated parameters are all signed, sorted by value.", "9.1.1",
		func(r *recipe) { r.collapse(true) }},
	{"repeats-first", "keep only the first of parameters with the same name", "Repeated parameters are all signed, sorted by value.", "9.1.1",
		func(r *recipe) { r.collapse(false) }},
	{"repeats-joined", "join the values of parameters with the same name by commas", "Repeated parameters are all signed, each as its own pair.", "9.1.1",
		func(r *recipe) { r.joinRepeats() }},
	{"query-twice", "sign the parameters of the query twice", "Every parameter is signed as often as it is sent.", "9.1.1",
		func(r *recipe) {
			for _, p := range slices.Clone(r.params) {
				if p.place == oauthcore.InQuery {
					r.params = append(r.params, p)
				}
			}
		}},
	{"version-not-sent", "sign oauth_version=1.0 although it is not sent", "Sign exactly the parameters that are sent.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.addMissing("oauth_version", "1.0") }},
	{"token-not-sent", "sign an empty oauth_token although it is not sent", "Sign exactly the parameters that are sent.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.addMissing("oauth_token", "") }},
	{"verifier-not-sent", "sign an empty oauth_verifier although it is not sent", "Sign exactly the parameters that are sent.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.addMissing("oauth_verifier", "") }},
	{"callback-not-sent", "sign oauth_callback=oob although it is not sent", "Sign exactly the parameters that are sent.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.addMissing("oauth_callback", "oob") }},
	{"callback-empty-not-sent", "sign an empty oauth_callback although it is not sent", "Sign exactly the parameters that are sent.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.addMissing("oauth_callback", "") }},
	{"empties-not-sent", "sign empty oauth_token, oauth_callback and oauth_verifier although they are not sent", "Sign exactly the parameters that are sent; in Postman, switch off adding empty parameters.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) {
			for _, name := range []string{"oauth_token", "oauth_callback", "oauth_verifier"} {
				r.addMissing(name, "")
			}
		}},
	{"timestamp-earlier", "sign the second before the timestamp that is sent", "Read the clock once, and use that both to sign and to send.", "8",
		moveTimestamp(-1)},
	{"timestamp-later", "sign the second after the timestamp that is sent", "Read the clock once, and use that both to sign and to send.", "8",
		moveTimestamp(+1)},
	{"sha1-named", "sign HMAC-SHA1 as the method although another is named", "Sign exactly the parameters that are sent.", "9.1.1",
		nameMethod(oauthcore.HMACSHA1)},
	{"sha256-named", "sign HMAC-SHA256 as the method although another is named", "Sign exactly the parameters that are sent.", "9.1.1",
		nameMethod(oauthcore.HMACSHA256)},
	{"realm-signed", "sign the realm of the Authorization header", "The realm is the one parameter of the header that is not signed.", "9.1.1",
		func(r *recipe) { r.addMissing("realm", r.misfit.Message.Realm) }},
	{"signature-signed", "sign an empty oauth_signature", "oauth_signature is left out of what is signed.", "9.1.1",
		func(r *recipe) { r.addMissing("oauth_signature", "") }},
	{"not-decoded", "sign query and body as they are sent, without decoding them first", "Decode names and values once, then encode them as section 5.1 says.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.each(func(p param) param { p.name, p.value = p.rawName, p.rawValue; return p }) }},
	{"decoded-twice", "decode the values twice", "Decode names and values once.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) {
			r.each(func(p param) param { p.name, p.value = decoded(p.name), decoded(p.value); return p })
		}},
	{"plus-literal", "take a plus sign in query or body for itself", "In a query and a form body, a plus sign is a space.", "RFC 5849 section 3.4.1.3.1",
		func(r *recipe) { r.each(plusLiteral) }},
	{"trimmed", "trim white space off the values", "Values are signed as they are, with their spaces.", "9.1.1",
		func(r *recipe) { r.each(func(p param) param { p.value = strings.TrimSpace(p.value); return p }) }},
	{"quoted", "sign the values of the header with their quotes", "The quotes of the Authorization header are not part of the values.", "5.4.1",
		func(r *recipe) {
			r.each(func(p param) param {
				if p.place == oauthcore.InHeader {
					p.value = strconv.Quote(p.value)
				}
				return p
			})
		}},
	{"callback-encoded", "encode oauth_callback once too often", "Every value is encoded the same way, addresses too.", "9.1.1",
		func(r *recipe) {
			r.each(func(p param) param {
				if p.name == "oauth_callback" {
					p.value = oauthcore.Encode(p.value)
				}
				return p
			})
		}},
	{"latin-1-sent", "sign text as UTF-8 but send it as Latin-1", "Text becomes UTF-8 before it is encoded, to be signed and to be sent.", "5.1",
		func(r *recipe) { r.eachValue(func(p param) string { return fromLatin1(p.value) }) }},
	{"html-escaped", "write & < > and quotes in values as HTML does", "Sign values as they are sent; HTML is for pages.", "9.1.1",
		func(r *recipe) { r.eachValue(func(p param) string { return html.EscapeString(p.value) }) }},
	{"line-ends-unix", "sign line ends as a line feed alone", "A form sends line ends as it is told to; sign them as they are sent.", "9.1.1",
		func(r *recipe) {
			r.eachValue(func(p param) string { return strings.ReplaceAll(p.value, "\r\n", "\n") })
		}},
	{"line-ends-windows", "sign line ends as carriage return and line feed", "Sign line ends as they are sent.", "9.1.1",
		func(r *recipe) {
			r.eachValue(func(p param) string {
				return strings.ReplaceAll(strings.ReplaceAll(p.value, "\r\n", "\n"), "\n", "\r\n")
			})
		}},
	{"repeats-bracketed", "put [] after the names that repeat", "Names are signed as they are sent.", "9.1.1",
		renameRepeats(func(int) string { return "[]" })},
	{"repeats-numbered", "put [0], [1] and so on after the names that repeat", "Names are signed as they are sent.", "9.1.1",
		renameRepeats(func(n int) string { return "[" + strconv.Itoa(n) + "]" })},
	{"names-underscored", "write dots and spaces in names as _, as PHP reads them", "Names are signed as they are sent.", "9.1.1",
		func(r *recipe) {
			r.each(func(p param) param { p.name = strings.NewReplacer(".", "_", " ", "_").Replace(p.name); return p })
		}},
	{"array-numbered", "number the names that end with []", "Names are signed as they are sent.", "9.1.1",
		func(r *recipe) {
			count := map[string]int{}
			r.each(func(p param) param {
				if bare, is := strings.CutSuffix(p.name, "[]"); is {
					p.name = bare + "[" + strconv.Itoa(count[bare]) + "]"
					count[bare]++
				}
				return p
			})
		}},
	{"array-bare", "drop the [] at the end of names", "Names are signed as they are sent.", "9.1.1",
		func(r *recipe) {
			r.each(func(p param) param { p.name = strings.TrimSuffix(p.name, "[]"); return p })
		}},
	{"names-lowered", "write the names in lower case", "Names are case sensitive.", "5",
		func(r *recipe) { r.each(func(p param) param { p.name = strings.ToLower(p.name); return p }) }},
	{"no-equals", "write a parameter with an empty value without its equals sign", "The equals sign is written even where the value is empty.", "9.1.1",
		func(r *recipe) {
			pair := r.pair
			r.pair = func(p param) string { return strings.TrimSuffix(pair(p), "=") }
		}},
	{"ampersand-escaped", "join the parameters by &amp; instead of &", "Join them by &; in PHP, http_build_query takes the separator as its third argument.", "9.1.1",
		func(r *recipe) { r.between = "&amp;" }},
	{"joined-by-commas", "join the parameters by commas", "Commas are for the Authorization header; what is signed is joined by &.", "9.1.1",
		func(r *recipe) { r.between = "," }},
}

// unsigned makes, for each name in a message, the mistake of leaving it out.
func unsigned(params oauthcore.Params) (mistakes []Mistake) {
	const most = 40
	seen := map[string]bool{"oauth_signature": true}
	for _, p := range params {
		if seen[p.Name] || len(mistakes) == most {
			continue
		}
		seen[p.Name] = true
		mistakes = append(mistakes, Mistake{
			"unsigned", "send the parameter " + strconv.Quote(p.Name) + " without signing it", "Sign exactly the parameters that are sent.", "9.1.1",
			func(r *recipe) { r.drop(func(q param) bool { return q.name == p.Name }) },
		})
	}
	return mistakes
}

// encodedAgain makes, for each value that encoding changes, the mistake of
// encoding it once too often.
func encodedAgain(params oauthcore.Params) (mistakes []Mistake) {
	const most = 8
	for _, p := range params {
		if p.Name == "oauth_signature" || oauthcore.Encode(p.Value) == p.Value || len(mistakes) == most {
			continue
		}
		mistakes = append(mistakes, Mistake{
			"encoded-again", "encode the value of " + strconv.Quote(p.Name) + " once too often before signing it", "Give the signing function values as they are; it encodes them.", "9.1.1",
			func(r *recipe) {
				r.eachValue(func(q param) string {
					if q.name == p.Name {
						return oauthcore.Encode(q.value)
					}
					return q.value
				})
			},
		})
	}
	return mistakes
}

func (r *recipe) drop(which func(param) bool) {
	r.params = slices.DeleteFunc(slices.Clone(r.params), which)
}

func (r *recipe) each(change func(param) param) {
	r.params = slices.Clone(r.params)
	for i, p := range r.params {
		r.params[i] = change(p)
	}
}

func (r *recipe) eachValue(change func(param) string) {
	r.each(func(p param) param { p.value = change(p); return p })
}

// addMissing adds a parameter unless there is one of that name.
func (r *recipe) addMissing(name, value string) {
	if !slices.ContainsFunc(r.params, func(p param) bool { return p.name == name }) {
		r.params = append(slices.Clone(r.params), param{name, value, name, value, oauthcore.InHeader})
	}
}

// collapse keeps one parameter of each name, in the order of the request: query
// before body, as most libraries read them.
func (r *recipe) collapse(last bool) {
	ordered := slices.Clone(r.params)
	slices.SortStableFunc(ordered, func(a, b param) int { return cmp.Compare(b.place, a.place) })
	at, kept := map[string]int{}, []param(nil)
	for _, p := range ordered {
		if i, repeated := at[p.name]; !repeated {
			at[p.name], kept = len(kept), append(kept, p)
		} else if last {
			kept[i] = p
		}
	}
	r.params = kept
}

// joinRepeats makes one parameter of all with the same name.
func (r *recipe) joinRepeats() {
	at, kept := map[string]int{}, []param(nil)
	for _, p := range r.params {
		if i, repeated := at[p.name]; repeated {
			kept[i].value += "," + p.value
		} else {
			at[p.name], kept = len(kept), append(kept, p)
		}
	}
	r.params = kept
}

// renameRepeats changes each name that occurs more than once.
func renameRepeats(suffix func(n int) string) func(*recipe) {
	return func(r *recipe) {
		total, seen := map[string]int{}, map[string]int{}
		for _, p := range r.params {
			total[p.name]++
		}
		r.each(func(p param) param {
			if name := p.name; total[name] > 1 {
				p.name += suffix(seen[name])
				seen[name]++
			}
			return p
		})
	}
}

// moveTimestamp signs another timestamp than is sent.
func moveTimestamp(seconds int64) func(*recipe) {
	return func(r *recipe) {
		r.eachValue(func(p param) string {
			sent, err := strconv.ParseInt(p.value, 10, 64)
			if p.name != "oauth_timestamp" || err != nil {
				return p.value
			}
			return strconv.FormatInt(sent+seconds, 10)
		})
	}
}

// nameMethod signs the name of another method than is sent.
func nameMethod(m oauthcore.SignatureMethod) func(*recipe) {
	return func(r *recipe) {
		r.eachValue(func(p param) string {
			if p.name == "oauth_signature_method" {
				return m.Name()
			}
			return p.value
		})
	}
}

func plusLiteral(p param) param {
	if p.place != oauthcore.InHeader {
		p.name, p.value = decoded(p.rawName), decoded(p.rawValue)
	}
	return p
}

// decoded decodes text, or leaves it alone where that fails.
func decoded(text string) string {
	if plain, err := oauthcore.Decode(text); err == nil {
		return plain
	}
	return text
}
