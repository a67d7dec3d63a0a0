package oauthdoctor

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// nasty is a request in which every mistake shows.
func nasty(t testing.TB, signature, host string) oauthcore.Misfit {
	t.Helper()
	header := oauthcore.Header{Params: oauthcore.Params{
		{Name: "oauth_consumer_key", Value: "dpf43f3p2l4k3l03"}, {Name: "oauth_token", Value: "nnch734d00sl2jdk"},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"}, {Name: "oauth_timestamp", Value: "1191242096"},
		{Name: "oauth_nonce", Value: "kllo9940pd9333jh"}, {Name: "oauth_version", Value: "1.0"},
		{Name: "oauth_signature", Value: signature},
	}}
	const body = "title=x+y"
	return misfit(t, fmt.Sprintf("POST /photos?tag=b%%2Bc&tag=a+b&tag2=z&Size=&c%%40=1&c2=1&note=~x*%%c3%%a9 HTTP/1.1\r\nHost: %s\r\n"+
		"Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		host, header, len(body), body), "http://localhost:8080")
}

// misfit reads a raw request as the server at origin would.
func misfit(t testing.TB, raw string, origin oauthcore.Origin) oauthcore.Misfit {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := oauthcore.ParseMessage(r, origin, oauthcore.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return oauthcore.Misfit{
		Message: m, Method: oauthcore.MethodByName(m.Get("oauth_signature_method")),
		Keys: oauthcore.Keys{ConsumerSecret: "kd94hf93k423kf44", TokenSecret: "pfkkdhi9sl3r4s00"},
		Key:  m.Get("oauth_consumer_key"), Token: m.Get("oauth_token"),
	}
}

// The signatures were computed by another program, in another language.
var foreign = []struct{ row, mistake, signature, id string }{
	{"M01", "port dropped from the URI", "LLeSAoxH7UTLk+MfNzeJWcrqm6k=", "port-dropped"},
	{"M02", "https instead of http (or the reverse, behind a proxy)", "mYlf9o/cezb4QnB47eLmrPh+WFw=", "other-scheme"},
	{"M03", "another host name (127.0.0.1 for localhost)", "rTZYUzbs8UFbY6/1ur8QTiBgatE=", "loopback-number"},
	{"M04", "trailing slash in the path", "mWWxZJZNAvbdvJ9vH8C421qLXv8=", "trailing-slash"},
	{"M05", "query left in the URI as well as in the parameters", "g3+meD4Pdot1k5cnk/4a2xbgqfM=", "query-in-url"},
	{"M06", "body parameters left out", "QjngR4YvfNbhOwHte6ys5sCCik0=", "body-left-out"},
	{"M07", "query parameters left out", "4URBmfu87oCpsdagCmac66ouYyQ=", "query-left-out"},
	{"M08", "parameters with empty values dropped", "pQ5q+MpeO9FgUN6DfURkzIHMtZI=", "empty-dropped"},
	{"M09", "repeated names collapsed, last wins", "APEPOcqSaDZ+hV1DVrBD8kENs6M=", "repeats-last"},
	{"M10", "repeated names collapsed, first wins", "EhBgiQSLRuPfzj6vmYgwKRc49YE=", "repeats-first"},
	{"M11", "sorted before encoding", "IEbqltuFJY1AjVOWaU4xgIsYf1w=", "sorted-before-encoding"},
	{"M12", "sorted as joined name=value strings", "VYZ8154uKp+Q3QM4qBa6VzY5TLs=", "sorted-as-strings"},
	{"M13", "case-insensitive sort", "Rm/Hak4guLArcBRdzilC7hGWuwg=", "sorted-without-case"},
	{"M14", "+ in query or body taken literally (becomes %2B)", "5ien3fjbj9R6lUXeAeTHvI4QjGo=", "plus-literal"},
	{"M15", "space written as + in the normalized string", "vSoOHxCV+Kjl8VQIY6QQxdiPX2A=", "space-as-plus"},
	{"M16", "~ encoded as %7E", "QWQycNw86Nuzettk7CZb/I82ehY=", "tilde-encoded"},
	{"M17", "* left unencoded", "MpQBaT6s6y5UG6mrxpg1ufuyFZE=", "star-left"},
	{"M18", "lower-case hex digits", "oSUESPvUp66t4gjQFdxGHXWUwWM=", "hex-lowered"},
	{"M19", "normalized string not encoded again when joined", "+/HujRPRx+CsBVSisCZXAxD8GLE=", "not-encoded-again"},
	{"M20", "query/body values signed as sent, not decoded first", "Xst1KO2jYoDz8aYUUdEe0p8rSYk=", "not-decoded"},
	{"M21", "key without the & (secrets glued)", "Luxrsls8HiA368zeFQz852EEelc=", "no-ampersand"},
	{"M22", "token secret left out of the key", "yJMvcfW9t9rP+nZAZKFs1PpeZRA=", "token-secret-left-out"},
	{"M23", "secrets in the wrong order", "UsdcKeHZ5Ib4N2eXfL7K2rMUP20=", "secrets-swapped"},
	{"M24", "lower-case method", "QGyDpUv4Lh18IL3u6E8QIgQzh2A=", "method-lowered"},
}

func TestDoctorNamesEveryForeignMistake(t *testing.T) {
	for _, c := range foreign {
		t.Run(c.row+" "+c.mistake, func(t *testing.T) {
			found := New(1).Diagnose(nasty(t, c.signature, "localhost:8080"))
			if len(found.Mistakes) != 1 || found.Mistakes[0].ID != c.id {
				t.Errorf("diagnosed %v, want %s", ids(found), c.id)
			}
		})
	}
}

func TestDoctorFindsNothingInARightSignature(t *testing.T) {
	m := nasty(t, "CB33Kehm5rE0ogyETTrKEvaU/v4=", "localhost:8080")
	if base, yes := newRecipe(m).reproduces(); !yes || base != m.Message.BaseString() {
		t.Errorf("the unspoilt recipe makes another signature than oauthcore, over %s", base)
	}
}

func ids(d Diagnosis) (names []string) {
	for _, mistake := range d.Mistakes {
		names = append(names, mistake.ID)
	}
	return names
}
