package lessons

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// hello is the simplest signed request: the Consumer speaks for itself, without a token (RFC 5849 section 3.1). Its query
// has what is encoded wrongly most often.
var hello = letter{method: http.MethodGet, target: "/api/consumer?title=Jane%27s%20photo&tag=a%2Bb"}

// plain is the same without a query.
var plain = letter{method: http.MethodGet, target: "/api/consumer"}

var baseString = Example{
	What: "Send a request with a query", Own: true,
	Changes: []Change{
		{nothing, "Nothing", "", "Look for the apostrophe, the space and the plus sign: each was encoded, and then encoded once more.", spoiled(hello, nil)},
		{"query", "Leave the query out of the base string", oauthcore.SignatureInvalid, "Whatever is sent as a parameter is signed, wherever it travels.",
			spoiled(hello, signing(func(u *url.URL) { u.RawQuery = "" }))},
		{"scheme", "Sign the other scheme", oauthcore.SignatureInvalid, "It happens behind a proxy: https outside, http inside. What counts is the public address.",
			spoiled(hello, signing(otherScheme))},
		{"path", "Sign a slash at the end of the path", oauthcore.SignatureInvalid, "One byte is enough.",
			spoiled(hello, signing(func(u *url.URL) { u.Path += "/" }))},
	},
}

// signing makes another address of the one that is sent, and signs that.
func signing(change func(*url.URL)) func(*letter) {
	return func(l *letter) { l.other = change }
}

func otherScheme(u *url.URL) {
	u.Scheme = map[string]string{"http": "https", "https": "http"}[u.Scheme]
}

var stamp = Example{
	What: "Send a request, and send it again", Own: true,
	Changes: []Change{
		{nothing, "Nothing", "", "One request, one timestamp, one nonce.", spoiled(plain, nil)},
		{"again", "Send the very same request again", oauthcore.NonceUsed, "The signature is still right. It is the nonce that has been seen.", again(0)},
		{"later", "The same nonce, a second later", "", "That is another pair of timestamp and nonce, so both are good.", again(time.Second)},
		{"slow", "Let the clock be an hour behind", oauthcore.TimestampRefused, "The refusal says which times are near enough, so a Consumer can mend its clock.", clockOff(-time.Hour)},
		{"fast", "Let the clock be an hour ahead", oauthcore.TimestampRefused, "A timestamp of the future would stay usable for longer than nonces are remembered.", clockOff(time.Hour)},
	},
}

// again sends a request twice with the same nonce.
func again(later time.Duration) func(*stage) error {
	return func(st *stage) error {
		now, nonce := st.now(), nonceMark+oauthcore.NewNonce()
		for i := range 2 {
			_, err := st.send(plain, func(l *letter) {
				l.consumer.Nonce = func() string { return nonce }
				l.consumer.Now = func() time.Time { return now.Add(time.Duration(i) * later) }
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func clockOff(by time.Duration) func(*stage) error {
	return func(st *stage) error {
		_, err := st.send(plain, func(l *letter) {
			now := st.now().Add(by)
			l.consumer.Now = func() time.Time { return now }
		})
		return err
	}
}

var refusals = Example{
	What: "Make a mistake, and read what the doctor says", Own: true,
	Changes: []Change{
		{"ampersand", "Forget the & at the end of the key", oauthcore.SignatureInvalid, "Two secrets belong in the key, even when the second is empty.",
			spoiled(hello, resigned(func(secret, base string) string { return sha1Of(oauthcore.Encode(secret), base) }))},
		{"line-end", "Keep a line end after the secret", oauthcore.SignatureInvalid, "That is how it comes out of a file.",
			spoiled(hello, func(l *letter) { l.consumer.Secret += "\n" })},
		{"lower", "Write %2f for %2F", oauthcore.SignatureInvalid, "The digits of an escape are capitals.",
			spoiled(hello, resigned(func(secret, base string) string {
				return sha1Of(oauthcore.Encode(secret)+"&", escapes.ReplaceAllStringFunc(base, strings.ToLower))
			}))},
		{"method", "Sign POST and send GET", oauthcore.SignatureInvalid, "The method is the first piece of the base string.",
			spoiled(hello, resigned(func(secret, base string) string {
				return sha1Of(oauthcore.Encode(secret)+"&", "POST"+strings.TrimPrefix(base, "GET"))
			}))},
		{"twice", "Send a parameter twice", oauthcore.ParameterRejected, "Two programs could take two different ones for the right one.",
			spoiled(hello, func(l *letter) {
				l.after = func(r *http.Request) {
					r.Header.Set("Authorization", r.Header.Get("Authorization")+`, oauth_version="1.0"`)
				}
			})},
		{"version", "Say that this is version 2.0", oauthcore.VersionRejected, "Revision A is version 1.0 too.",
			spoiled(hello, func(l *letter) {
				l.consumer.OmitVersion = true
				l.param("oauth_version", "2.0")
			})},
		{"key", "Use a key that nobody has", oauthcore.ConsumerKeyUnknown, "It is said only after as much work as for a known one, so nobody learns names from the time it takes.",
			spoiled(hello, func(l *letter) { l.consumer.Key = "nobody" })},
	},
}

var escapes = regexp.MustCompile(`%[0-9A-F]{2}`)

// resigned signs by hand, with HMAC-SHA1 whatever the Consumer uses otherwise.
func resigned(sign func(secret, base string) string) func(*letter) {
	return func(l *letter) {
		l.consumer.Method = oauthcore.HMACSHA1
		secret := l.consumer.Secret
		l.resign = func(base string) string { return sign(secret, base) }
	}
}

// sha1Of is HMAC-SHA1 with a key as it is (section 9.2).
func sha1Of(key, text string) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(text)) // never fails
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
