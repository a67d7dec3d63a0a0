package operations

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// selector is a metric that a query looks at, and the labels of it that the query names.
type selector struct {
	name   string
	labels []string
	ranged bool
}

// query reads one expression of PromQL, as far as the dashboard and the alerts use it: selectors, ranges, functions,
// aggregations, operators. It is strict: what it does not know is an error.
type query struct {
	tokens []string
	at     int
	found  []*selector
}

var tokens = regexp.MustCompile(`^\s*("(?:[^"\\]|\\.)*"|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9]+(?:\.[0-9]+)?[smhd]?|\.[0-9]+|=~|!~|!=|==|<=|>=|[-+*/%^<>=(){}\[\],])`)

// parse answers the selectors of an expression.
func parse(text string) (found []*selector, err error) {
	q := &query{}
	for rest := text; strings.TrimSpace(rest) != ""; {
		m := tokens.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("cannot read %q", rest)
		}
		q.tokens, rest = append(q.tokens, m[1]), rest[len(m[0]):]
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v in %s", p, text)
		}
	}()
	q.expression(0)
	if q.at < len(q.tokens) {
		panic("too much at " + q.peek())
	}
	for _, s := range q.found {
		if s.ranged {
			panic("a range that nothing is made of: " + s.name)
		}
	}
	return q.found, nil
}

func (q *query) peek() string {
	if q.at < len(q.tokens) {
		return q.tokens[q.at]
	}
	return ""
}

func (q *query) next() string {
	t := q.peek()
	q.at++
	return t
}

func (q *query) want(t string) {
	if got := q.next(); got != t {
		panic(fmt.Sprintf("%q instead of %q", got, t))
	}
}

// operators bind the more tightly the higher they stand here.
var operators = [][]string{{"or"}, {"and", "unless"}, {"==", "!=", "<=", "<", ">=", ">"}, {"+", "-"}, {"*", "/", "%"}, {"^"}}

func (q *query) expression(level int) {
	if level == len(operators) {
		q.operand()
		return
	}
	q.expression(level + 1)
	for slices.Contains(operators[level], q.peek()) {
		q.next()
		q.expression(level + 1)
	}
}

var (
	aggregations = []string{"sum", "max", "min", "avg", "count", "topk", "bottomk"}
	ofRanges     = []string{"rate", "increase"}
	functions    = []string{"histogram_quantile", "abs"}
	number       = regexp.MustCompile(`^[0-9.]+$`)
	duration     = regexp.MustCompile(`^[0-9]+[smhd]$`)
)

func (q *query) operand() {
	t := q.next()
	switch {
	case t == "-":
		q.operand()
	case t == "(":
		q.expression(0)
		q.want(")")
	case number.MatchString(t):
	case slices.Contains(aggregations, t):
		q.aggregation()
	case slices.Contains(ofRanges, t):
		q.want("(")
		before := len(q.found)
		q.expression(0)
		q.want(")")
		if len(q.found) != before+1 || !q.found[before].ranged {
			panic(t + " is not of a range")
		}
		q.found[before].ranged = false
	case slices.Contains(functions, t):
		q.arguments()
	case regexp.MustCompile(`^[a-z]\w*$`).MatchString(t):
		q.selector(t)
	default:
		panic(fmt.Sprintf("unexpected %q", t))
	}
}

func (q *query) arguments() {
	q.want("(")
	q.expression(0)
	for q.peek() == "," {
		q.next()
		q.expression(0)
	}
	q.want(")")
}

// aggregation is of all that stands inside it, so its labels must be theirs.
func (q *query) aggregation() {
	before, by := len(q.found), q.by()
	q.arguments()
	for _, s := range q.found[before:] {
		s.labels = append(s.labels, by...)
	}
}

func (q *query) by() (labels []string) {
	if q.peek() != "by" {
		return nil
	}
	q.next()
	q.want("(")
	for q.peek() != ")" {
		labels = append(labels, q.next())
		if q.peek() == "," {
			q.next()
		}
	}
	q.want(")")
	return labels
}

func (q *query) selector(name string) {
	s := &selector{name: name}
	if q.peek() == "(" {
		panic("an unknown function: " + name)
	}
	if q.peek() == "{" {
		for q.next(); ; q.next() {
			s.labels = append(s.labels, q.next())
			if op := q.next(); !slices.Contains([]string{"=", "!=", "=~", "!~"}, op) {
				panic("no matcher: " + op)
			}
			if value := q.next(); value[0] != '"' {
				panic("no text: " + value)
			}
			if q.peek() != "," {
				break
			}
		}
		q.want("}")
	}
	if q.peek() == "[" {
		q.next()
		if d := q.next(); !duration.MatchString(d) {
			panic("no duration: " + d)
		}
		q.want("]")
		s.ranged = true
	}
	q.found = append(q.found, s)
}

func TestQueriesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		`sum by (job) (rate(a_total{code=~"5..",x!="y"}[5m])) / sum by (job) (rate(b_total[1m])) > 0.02`: "a_total code x job; b_total job",
		`histogram_quantile(0.99, sum by (le) (rate(a_bucket[5m])))`:                                     "a_bucket le",
		`topk(10, a) and -b * (c + 1) or abs(d) > .5`:                                                    "a; b; c; d",
		`rate(a_total)`: "error", `a_total[5m]`: "error", `sum(a`: "error", `a{b}`: "error", `nothing(a)`: "error", `rate(a[$__rate])`: "error",
		`a b`: "error", `a >`: "error", `sum by (x (a)`: "error", `a{b="c"`: "error", `rate(a[5])`: "error", ``: "error",
	} {
		found, err := parse(text)
		var parts []string
		for _, s := range found {
			parts = append(parts, strings.Join(append([]string{s.name}, s.labels...), " "))
		}
		if got := strings.Join(parts, "; "); err != nil && want != "error" || err == nil && got != want {
			t.Errorf("%s: %q %v, want %q", text, got, err, want)
		}
	}
}
