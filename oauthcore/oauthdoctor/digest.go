package oauthdoctor

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"
)

// digestMistakes are made where the digest is computed and written (OAuth Core
// 1.0a section 9.2.1).
var digestMistakes = []Mistake{
	{"hex", "write the digest in hexadecimal digits", "The digest's bytes are written in base64.", "9.2.1",
		printAs(hex.EncodeToString)},
	{"hex-upper", "write the digest in hexadecimal capitals", "The digest's bytes are written in base64.", "9.2.1",
		printAs(func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) })},
	{"hex-base64", "write the digest in hexadecimal digits and those in base64", "The digest's bytes are written in base64.", "9.2.1",
		printAs(func(b []byte) string { return base64of(hex.EncodeToString(b)) })},
	{"base64-url", "write the digest in the base64 of URLs", "Use the standard alphabet with + and /.", "9.2.1",
		printAs(base64.URLEncoding.EncodeToString)},
	{"base64-url-bare", "write the digest in the base64 of URLs without padding", "Use the standard alphabet with + and /, and the = at the end.", "9.2.1",
		printAs(base64.RawURLEncoding.EncodeToString)},
	{"base64-bare", "write the digest without the = at the end", "The padding is part of the signature.", "9.2.1",
		printAs(base64.RawStdEncoding.EncodeToString)},
	{"base64-twice", "write the digest in base64 twice", "The digest's bytes are written in base64 once.", "9.2.1",
		printAs(func(b []byte) string { return base64of(base64of(string(b))) })},
	{"signature-encoded-twice", "encode the signature twice for transport", "The signature is encoded once, as every other value.", "RFC 5849 section 3.4.2",
		func(r *recipe) { r.transport = decoded }},
	{"signature-plus-lost", "send the signature without encoding it, so that + became a space", "The signature is encoded for transport: + is %2B.", "5.2",
		func(r *recipe) { r.transport = func(s string) string { return strings.ReplaceAll(s, " ", "+") } }},
	{"signature-line-end", "send the signature with a line end", "Cut the line end off: some base64 functions add one.", "9.2.1",
		func(r *recipe) { r.transport = strings.TrimSpace }},
	{"signature-wrapped", "send the signature broken into lines", "Take the line breaks out: some base64 functions wrap.", "9.2.1",
		func(r *recipe) { r.transport = func(s string) string { return strings.Join(strings.Fields(s), "") } }},
	{"signature-quoted", "send the signature with quotes as part of its value", "The quotes of the header are not encoded.", "5.4.1",
		func(r *recipe) { r.transport = func(s string) string { return strings.Trim(s, `"'`) } }},
	{"signature-lowered", "write the signature in lower case", "Base64 is case sensitive.", "9.2.1",
		func(r *recipe) {
			print := r.print
			r.print = func(b []byte) string { return strings.ToLower(print(b)) }
		}},
	{"sha1-used", "use SHA-1 although another method is named", "oauth_signature_method names the hash.", "9",
		func(r *recipe) { r.hash = sha1.New }},
	{"sha256-used", "use SHA-256 although another method is named", "oauth_signature_method names the hash.", "9",
		func(r *recipe) { r.hash = sha256.New }},
	{"sha512-used", "use SHA-512 although another method is named", "oauth_signature_method names the hash.", "9",
		func(r *recipe) { r.hash = sha512.New }},
	{"md5-used", "use MD5 although another method is named", "oauth_signature_method names the hash.", "9",
		func(r *recipe) { r.hash = md5.New }},
	{"key-and-text-swapped", "swap key and text of the HMAC", "The key is the secrets, the text is the base string; the order of arguments differs between languages.", "9.2",
		func(r *recipe) {
			r.sum = func(h func() hash.Hash, key, base string) []byte { return hmacSum(h, base, key) }
		}},
	{"plain-hash", "hash the base string without a key", "HMAC is a hash with a key.", "9.2",
		func(r *recipe) { r.sum = func(h func() hash.Hash, _, base string) []byte { return plainSum(h, base) } }},
	{"plain-hash-key-first", "hash key and base string one after the other", "HMAC is not the hash of key and text joined.", "9.2",
		func(r *recipe) {
			r.sum = func(h func() hash.Hash, key, base string) []byte { return plainSum(h, key+base) }
		}},
	{"plain-hash-key-last", "hash base string and key one after the other", "HMAC is not the hash of text and key joined.", "9.2",
		func(r *recipe) {
			r.sum = func(h func() hash.Hash, key, base string) []byte { return plainSum(h, base+key) }
		}},
	{"hashed-first", "hash the base string before the HMAC", "The HMAC is made of the base string itself.", "9.2",
		func(r *recipe) {
			r.sum = func(h func() hash.Hash, key, base string) []byte { return hmacSum(h, key, string(plainSum(h, base))) }
		}},
	{"plaintext-sent", "send the secrets themselves, as PLAINTEXT does", "oauth_signature_method names the method; change the method or the signature, and the secrets, which the wire has now seen.", "9.4",
		func(r *recipe) {
			r.sum = func(_ func() hash.Hash, key, _ string) []byte { return []byte(key) }
			r.print = func(b []byte) string { return string(b) }
		}},
}

// printAs makes the mistake of writing the digest in another way.
func printAs(print func([]byte) string) func(*recipe) {
	return func(r *recipe) { r.print = print }
}

func plainSum(h func() hash.Hash, text string) []byte {
	sum := h()
	sum.Write([]byte(text))
	return sum.Sum(nil)
}
