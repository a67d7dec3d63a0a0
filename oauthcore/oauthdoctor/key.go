package oauthdoctor

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"example.net/oauth1/oauthcore"
)

// keyMistakes are made where the key is put together (OAuth Core 1.0a section
// 9.2, and 9.4.1 for PLAINTEXT).
var keyMistakes = []Mistake{
	{"token-secret-left-out", "leave the Token Secret out of the key", "The key is the Consumer Secret, an &, and the Token Secret.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.ConsumerSecret) + "&" })},
	{"no-ampersand", "join the secrets without the &", "The secrets are joined by &.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.ConsumerSecret) + enc(k.TokenSecret) })},
	{"no-trailing-ampersand", "use the Consumer Secret alone as the key", "The & is there even when there is no Token Secret.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.ConsumerSecret) })},
	{"secrets-swapped", "put the Token Secret before the Consumer Secret", "The Consumer Secret comes first.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.TokenSecret) + "&" + enc(k.ConsumerSecret) })},
	{"token-secret-alone", "use the Token Secret alone as the key", "The key is the Consumer Secret, an &, and the Token Secret.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.TokenSecret) })},
	{"consumer-secret-left-out", "leave the Consumer Secret out of the key", "The key is the Consumer Secret, an &, and the Token Secret.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return "&" + enc(k.TokenSecret) })},
	{"secrets-not-encoded", "join the secrets without encoding them", "Both secrets are encoded before they are joined.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return k.ConsumerSecret + "&" + k.TokenSecret })},
	{"secrets-encoded-twice", "encode the secrets twice", "Both secrets are encoded once.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(enc(k.ConsumerSecret)) + "&" + enc(enc(k.TokenSecret)) })},
	{"key-encoded", "encode the key as a whole", "The & between the secrets is not encoded.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(enc(k.ConsumerSecret) + "&" + enc(k.TokenSecret)) })},
	{"secrets-comma", "join the secrets by a comma", "The secrets are joined by &.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.ConsumerSecret) + "," + enc(k.TokenSecret) })},
	{"secrets-colon", "join the secrets by a colon", "The secrets are joined by &.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.ConsumerSecret) + ":" + enc(k.TokenSecret) })},
	{"secrets-plus", "join the secrets by a plus sign", "The secrets are joined by &.", "9.2",
		keyOf(func(k oauthcore.Keys) string { return enc(k.ConsumerSecret) + "+" + enc(k.TokenSecret) })},
	{"names-for-secrets", "use Consumer Key and token instead of their secrets", "The key is made of the secrets.", "9.2",
		func(r *recipe) {
			r.key = func(oauthcore.Keys) string { return enc(r.misfit.Key) + "&" + enc(r.misfit.Token) }
		}},
	{"key-for-consumer-secret", "use the Consumer Key instead of the Consumer Secret", "The key is made of the secrets.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret = r.misfit.Key }) }},
	{"token-for-token-secret", "use the token instead of the Token Secret", "The key is made of the secrets.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.TokenSecret = r.misfit.Token }) }},
	{"consumer-secret-twice", "use the Consumer Secret in place of the Token Secret as well", "The second part of the key is the Token Secret.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.TokenSecret = k.ConsumerSecret }) }},
	{"secret-line-end", "keep a line end at the end of the Consumer Secret", "Trim what was read from a file or a variable.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret += "\n" }) }},
	{"token-secret-line-end", "keep a line end at the end of the Token Secret", "Trim what was read from a file or an answer.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.TokenSecret += "\n" }) }},
	{"secret-space", "keep a space at the end of the Consumer Secret", "Trim what was copied from a page.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret += " " }) }},
	{"token-secret-space", "keep a space at the end of the Token Secret", "Trim what was copied from a page.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.TokenSecret += " " }) }},
	{"secret-line-end-windows", "keep a Windows line end at the end of the Consumer Secret", "Trim what was read from a file or a variable.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret += "\r\n" }) }},
	{"token-secret-not-decoded", "use the Token Secret as it stood in the answer, without decoding it", "The answer to a token request is encoded: decode its values once.", "5.3",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.TokenSecret = enc(k.TokenSecret) }) }},
	{"token-secret-decoded", "decode the Token Secret once too often", "Decode the values of an answer once.", "5.3",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.TokenSecret = decoded(k.TokenSecret) }) }},
	{"token-secret-twice", "use the Token Secret in place of the Consumer Secret as well", "The first part of the key is the Consumer Secret.", "9.2",
		func(r *recipe) { r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret = k.TokenSecret }) }},
	{"secrets-hex-lowered", "write the hexadecimal digits of the secrets' encoding in lower case", "The digits are upper case: %2F, not %2f.", "5.1",
		func(r *recipe) {
			key := r.key
			r.key = func(k oauthcore.Keys) string { return mapEscapes(key(k), strings.ToLower) }
		}},
	{"secret-quoted", "keep the quotes around the Consumer Secret", "The quotes around a secret in a file are not part of it.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret = `"` + k.ConsumerSecret + `"` })
		}},
	{"secrets-quoted", "keep the quotes around both secrets", "The quotes around a secret in a file are not part of it.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) {
				k.ConsumerSecret, k.TokenSecret = `"`+k.ConsumerSecret+`"`, `"`+k.TokenSecret+`"`
			})
		}},
	{"secret-lowered", "write the Consumer Secret in lower case", "Secrets are case sensitive.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret = strings.ToLower(k.ConsumerSecret) })
		}},
	{"secret-raised", "write the Consumer Secret in upper case", "Secrets are case sensitive.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret = strings.ToUpper(k.ConsumerSecret) })
		}},
	{"secret-base64", "base64-encode the Consumer Secret", "The secret is used as it is.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) { k.ConsumerSecret = base64of(k.ConsumerSecret) })
		}},
	{"secret-unbase64", "base64-decode the Consumer Secret", "The secret is used as it is, even where it looks like base64.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) {
				if plain, err := base64.StdEncoding.DecodeString(k.ConsumerSecret); err == nil {
					k.ConsumerSecret = string(plain)
				}
			})
		}},
	{"secret-unhex", "hex-decode the Consumer Secret", "The secret is used as it is, even where it looks like hexadecimal digits.", "9.2",
		func(r *recipe) {
			r.changeKeys(func(k *oauthcore.Keys) {
				if plain, err := hex.DecodeString(k.ConsumerSecret); err == nil {
					k.ConsumerSecret = string(plain)
				}
			})
		}},
	{"token-secret-null", "write null for a Token Secret that does not exist", "Where there is no token the second part of the key is empty.", "9.2",
		missingSecret("null")},
	{"token-secret-undefined", "write undefined for a Token Secret that does not exist", "Where there is no token the second part of the key is empty.", "9.2",
		missingSecret("undefined")},
	{"token-secret-nil", "write nil for a Token Secret that does not exist", "Where there is no token the second part of the key is empty.", "9.2",
		missingSecret("nil")},
	{"token-secret-none", "write None for a Token Secret that does not exist", "Where there is no token the second part of the key is empty.", "9.2",
		missingSecret("None")},
	{"key-empty", "sign with an empty key", "The key is the Consumer Secret, an &, and the Token Secret.", "9.2",
		keyOf(func(oauthcore.Keys) string { return "" })},
}

func enc(text string) string { return oauthcore.Encode(text) }

func base64of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// keyOf makes the mistake of putting the key together in another way.
func keyOf(key func(oauthcore.Keys) string) func(*recipe) {
	return func(r *recipe) { r.key = key }
}

// changeKeys makes the mistake of having a secret otherwise.
func (r *recipe) changeKeys(change func(*oauthcore.Keys)) {
	key := r.key
	r.key = func(k oauthcore.Keys) string {
		change(&k)
		return key(k)
	}
}

// missingSecret writes what a language prints for nothing.
func missingSecret(text string) func(*recipe) {
	return func(r *recipe) {
		r.changeKeys(func(k *oauthcore.Keys) {
			if k.TokenSecret == "" {
				k.TokenSecret = text
			}
		})
	}
}
