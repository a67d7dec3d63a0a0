package peers

import "testing"

// oauthlibVersion is the version whose deviations are written down here.
const oauthlibVersion = "3.2.2"

// What is right by the specification and is not done, or done otherwise, by
// oauthlib as a Consumer.
var oauthlibSigns = deviations{
	"V21":        {unable, "square brackets in a query must be encoded before it takes it"},
	"V24 header": {"signature_invalid", "a byte that is no UTF-8 becomes U+FFFD in the base string"},
	"V24 query":  {otherwise, "a byte that is no UTF-8 becomes U+FFFD in the query it sends, too"},
	"V39":        {unable, "a form must not be labelled with a charset"},
	"V40":        {unable, "a form must be labelled in lower case"},
	"V41":        {otherwise, "oauth_body_hash is added to whatever is no form"},
	"V42":        {unable, "a multipart body that could be read as a form is refused"},
	"V43":        {unable, "a body without a Content-Type that could be read as a form is refused"},
	"V46 body":   {"signature_invalid", "oauth_ values in a body are decoded twice: %7C in the callback is lost"},
	"V46 query":  {"signature_invalid", "oauth_ values in a query are decoded twice: %7C in the callback is lost"},
	"V47":        {otherwise, "an empty oauth_token is left out"},
	"V49":        {otherwise, "oauth_version cannot be left out"},
	"V57":        {"parameter_rejected", "it signs an unknown oauth_ parameter, we refuse it"},
}

// TestOauthlibSigns: Python's oauthlib signs, we check.
func TestOauthlibSigns(t *testing.T) {
	t.Parallel()
	version, signed := python.sign(t, append(vectors(t), own()...))
	var results []result
	for i := range signed {
		results = append(results, judge(t, &signed[i]))
	}
	oauthlibSigns.compare(t, results, version == oauthlibVersion)
}

// The same of oauthlib as a Service Provider.
var oauthlibChecks = deviations{
	"V21":             {unable, "square brackets in a query must be encoded"},
	"V24":             {refused, "a byte that is no UTF-8 becomes U+FFFD in the base string"},
	"V40":             {refused, "a form is overlooked unless labelled in lower case"},
	"V46 body":        {refused, "oauth_ values in a body are decoded twice: %7C in the callback is lost"},
	"V46 query":       {refused, "oauth_ values in a query are decoded twice: %7C in the callback is lost"},
	"V50":             {refused, "a nonce has letters and digits only, unless safe_characters says more"},
	"V57 header":      {refused, "an unknown oauth_ parameter in the query is taken for a second place"},
	"PLAINTEXT body":  {refused, "oauth_ values in a body are decoded twice: so are the secrets in the signature"},
	"PLAINTEXT query": {refused, "oauth_ values in a query are decoded twice: so are the secrets in the signature"},
}

// TestOauthlibChecks: we sign, Python's oauthlib checks.
func TestOauthlibChecks(t *testing.T) {
	t.Parallel()
	version, results := python.check(t, append(vectors(t), own()...))
	oauthlibChecks.compare(t, results, version == oauthlibVersion)
}
