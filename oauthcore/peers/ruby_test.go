package peers

import "testing"

// rubyVersion is the version whose deviations are written down here.
const rubyVersion = "0.5.4"

// What is right by the specification and is not done, or done otherwise, by
// Ruby's oauth as a Consumer.
var rubySigns = deviations{
	"V07":                     {"signature_invalid", "it sorts names before it encodes them"},
	"V10":                     {"signature_invalid", "it sorts values before it encodes them"},
	"mixed HMAC-SHA1":         {"signature_invalid", "it sorts values before it encodes them"},
	"mixed RSA-SHA1":          {"signature_invalid", "it sorts values before it encodes them"},
	"V19":                     {"signature_invalid", "a semicolon separates parameters"},
	"V24":                     {unable, "a value must be UTF-8"},
	"V34":                     {"signature_invalid", "the method is signed as it is written, not in upper case"},
	"V38":                     {"signature_invalid", "a form that is sent with DELETE is not signed"},
	"V38 body":                {"parameter_absent", "a form that is sent with DELETE gets the signature alone"},
	"V41":                     {otherwise, "oauth_body_hash is added to whatever is no form"},
	"V42":                     {otherwise, "oauth_body_hash is added to whatever is no form"},
	"V43":                     {otherwise, "oauth_body_hash is added to whatever is no form"},
	"bodyless HMAC-SHA1":      {otherwise, "oauth_body_hash is added to whatever is no form"},
	"bodyless body HMAC-SHA1": {"signature_invalid", "the query is sent a second time in the body"},
	"V44 body":                {"signature_invalid", "the query is sent a second time in the body"},
	"V47":                     {otherwise, "an empty oauth_token is left out"},
	"V49":                     {otherwise, "oauth_version cannot be left out"},
	"V57":                     {"parameter_rejected", "it signs an unknown oauth_ parameter, we refuse it"},
	"V58 query":               {"parameter_absent", "the signature is appended to the fragment"},
	"HMAC-SHA256":             {unable, "it knows no hash but SHA-1"},
	"HMAC-SHA512":             {unable, "it knows no hash but SHA-1"},
	"RSA-SHA256":              {unable, "it knows no hash but SHA-1"},
	"RSA-SHA512":              {unable, "it knows no hash but SHA-1"},
}

// TestRubySigns: Ruby's oauth signs, we check.
func TestRubySigns(t *testing.T) {
	t.Parallel()
	version, signed := ruby.sign(t, append(vectors(t), own()...))
	var results []result
	for i := range signed {
		results = append(results, judge(t, &signed[i]))
	}
	rubySigns.compare(t, results, version == rubyVersion)
}

// The same of Ruby's oauth as a Service Provider, to which Rack hands requests.
var rubyChecks = deviations{
	"V05":                {refused, "Rack keeps the last of repeated names"},
	"V06":                {refused, "Rack keeps the last of repeated names"},
	"V07":                {refused, "it sorts names before it encodes them"},
	"V10":                {refused, "Rack keeps the last of repeated names"},
	"V19":                {refused, "a semicolon separates parameters"},
	"V21":                {refused, "Rack makes arrays of names with square brackets"},
	"V23":                {refused, "Rack drops a parameter without a name"},
	"V24":                {unable, "a value must be UTF-8"},
	"V34":                {refused, "the method is signed as it is written, not in upper case"},
	"V44":                {refused, "of a name in query and body one is kept"},
	"repeated HMAC-SHA1": {refused, "Rack keeps the last of repeated names"},
	"mixed HMAC-SHA1":    {refused, "of a name in query and body one is kept"},
	"mixed RSA-SHA1":     {refused, "of a name in query and body one is kept"},
	"HMAC-SHA256":        {unable, "it knows no hash but SHA-1"},
	"HMAC-SHA512":        {unable, "it knows no hash but SHA-1"},
	"RSA-SHA256":         {unable, "it knows no hash but SHA-1"},
	"RSA-SHA512":         {unable, "it knows no hash but SHA-1"},
}

// TestRubyChecks: we sign, Ruby's oauth checks.
func TestRubyChecks(t *testing.T) {
	t.Parallel()
	version, results := ruby.check(t, append(vectors(t), own()...))
	rubyChecks.compare(t, results, version == rubyVersion)
}
