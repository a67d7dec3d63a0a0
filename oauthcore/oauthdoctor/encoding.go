package oauthdoctor

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"example.net/oauth1/oauthcore"
)

// encodingMistakes are made where text is percent-encoded (OAuth Core 1.0a
// section 5.1): the first time each name and value by itself, the second time
// each piece of the base string.
var encodingMistakes = []Mistake{
	{"space-as-plus", "write a space as + in the normalized parameters", "A space is %20; the plus sign belongs to HTML forms.", "5.1",
		encodeThen("%20", "+")},
	{"tilde-encoded", "encode the tilde as %7E", "The tilde is unreserved: it stays as it is.", "5.1",
		encodeThen("~", "%7E")},
	{"star-left", "leave * as it is", "* is encoded as %2A.", "5.1",
		encodeThen("%2A", "*")},
	{"javascript", "leave ! ' ( ) * as they are in names and values", "Encode ! ' ( ) * too: %21 %27 %28 %29 %2A.", "5.1",
		encodeThen("%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")},
	{"javascript-throughout", "encode with a function that leaves ! ' ( ) * as they are, such as JavaScript's encodeURIComponent or the EscapeDataString of .NET before 4.5", "Encode ! ' ( ) * too: %21 %27 %28 %29 %2A.", "5.1",
		throughout("%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")},
	{"javascript-escape", "encode with JavaScript's escape, which is older than UTF-8 and leaves @ * + / as they are", "Use encodeURIComponent, and encode ! ' ( ) * too.", "5.1",
		func(r *recipe) { r.encode, r.again = jsEscape, jsEscape }},
	{"star-left-throughout", "leave * as it is, also where the pieces are encoded", "* is encoded as %2A. Java's URLEncoder leaves it, beside making a space + and a tilde %7E.", "5.1",
		throughout("%2A", "*")},
	{"java-urlencoder", "encode with Java's URLEncoder, which is made for forms: + for a space, %7E for the tilde and a bare *", "Replace + by %20, * by %2A and %7E by ~ afterwards.", "5.1",
		throughout("%20", "+", "~", "%7E", "%2A", "*")},
	{"dotnet-urlencode", "encode with .NET's HttpUtility.UrlEncode: digits in lower case, + for a space, and a bare ! ( ) *", "Use Uri.EscapeDataString of .NET 4.5 or later.", "5.1",
		func(r *recipe) { r.encode, r.again = dotnetEncode, dotnetEncode }},
	{"tilde-encoded-throughout", "encode the tilde as %7E, in the URL too", "The tilde is unreserved: it stays as it is. Old versions of PHP, Python and Ruby encode it.", "5.1",
		throughout("~", "%7E")},
	{"form-encoded", "encode as HTML forms do, with + for a space, %7E for the tilde and a bare *", "Encode as section 5.1 says, not as forms do.", "5.1",
		encodeThen("%20", "+", "~", "%7E", "%2A", "*")},
	{"php-urlencode", "encode as HTML forms do, with + for a space and %7E for the tilde", "Use rawurlencode or its like.", "5.1",
		encodeThen("%20", "+", "~", "%7E")},
	{"slash-left", "leave / as it is in names and values", "/ is encoded as %2F.", "5.1",
		encodeThen("%2F", "/")},
	{"uri-characters-left", "leave characters as they are that a URL allows, such as : / ? & = + $ , ; @", "Everything but letters, digits and - . _ ~ is encoded.", "5.1",
		encodeThen("%3A", ":", "%2F", "/", "%3F", "?", "%26", "&", "%3D", "=", "%2B", "+", "%24", "$", "%2C", ",", "%3B", ";", "%40", "@", "%23", "#", "%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")},
	{"slash-left-throughout", "leave / as it is, in the URL too, as Python's quote does", "/ is encoded as %2F: in Python, quote(text, safe='~').", "5.1",
		throughout("%2F", "/")},
	{"uri-characters-left-throughout", "encode with a function for whole addresses, such as encodeURI or Ruby's URI.escape, which leaves : / ? & = + $ , ; @", "Use a function for one component of an address, such as encodeURIComponent.", "5.1",
		throughout("%3A", ":", "%2F", "/", "%3F", "?", "%26", "&", "%3D", "=", "%2B", "+", "%24", "$", "%2C", ",", "%3B", ";", "%40", "@", "%23", "#", "%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")},
	{"path-escaped", "encode as for the path of a URL, which leaves : @ & = + $ as they are", "Everything but letters, digits and - . _ ~ is encoded.", "5.1",
		encodeThen("%3A", ":", "%40", "@", "%26", "&", "%3D", "=", "%2B", "+", "%24", "$")},
	{"minus-encoded", "encode - . _ as well", "- . _ ~ are unreserved: they stay as they are.", "5.1",
		encodeThen("-", "%2D", ".", "%2E", "_", "%5F")},
	{"hex-lowered", "write the hexadecimal digits in lower case", "The digits are upper case: %2F, not %2f.", "5.1",
		func(r *recipe) { r.encode, r.again = lowerHex(r.encode), lowerHex(r.again) }},
	{"hex-lowered-first", "write the hexadecimal digits of names and values in lower case", "The digits are upper case: %2F, not %2f.", "5.1",
		func(r *recipe) { r.encode = lowerHex(r.encode) }},
	{"hex-lowered-second", "write the hexadecimal digits of the base string in lower case", "The digits are upper case: %2F, not %2f.", "5.1",
		func(r *recipe) { r.again = lowerHex(r.again) }},
	{"latin-1", "encode text as Latin-1", "Text becomes UTF-8 before it is encoded.", "5.1",
		func(r *recipe) { encode := r.encode; r.encode = func(s string) string { return encode(latin1(s)) } }},
	{"utf-8-twice", "turn text into UTF-8 that was UTF-8 already", "Text becomes UTF-8 once; in PHP, leave utf8_encode out.", "5.1",
		func(r *recipe) { encode := r.encode; r.encode = func(s string) string { return encode(asLatin1(s)) } }},
	{"not-encoded-first", "encode names and values only once, with the whole", "Names and values are encoded by themselves first, and then again with the whole.", "9.1.1",
		func(r *recipe) { r.encode = func(s string) string { return s } }},
	{"encoded-thrice", "encode names and values once too often", "Names and values are encoded once by themselves, and once with the whole.", "9.1.1",
		func(r *recipe) { encode := r.encode; r.encode = func(s string) string { return encode(encode(s)) } }},
	{"not-encoded-again", "join the normalized parameters without encoding them again", "Each of the three pieces is encoded before they are joined.", "9.1.3",
		func(r *recipe) { r.join = func(m, u, p string) string { return m + "&" + u + "&" + decoded(p) } }},
	{"nothing-encoded-again", "join the pieces of the base string without encoding any of them", "Each of the three pieces is encoded before they are joined.", "9.1.3",
		func(r *recipe) { r.again = func(s string) string { return s } }},
	{"url-not-encoded", "join the base string without encoding the URL", "Each of the three pieces is encoded before they are joined.", "9.1.3",
		func(r *recipe) { r.join = func(m, u, p string) string { return m + "&" + decoded(u) + "&" + p } }},
	{"again-slash-left", "leave / as it is when the pieces are encoded", "/ is encoded as %2F, in the URL too.", "9.1.3",
		func(r *recipe) {
			again := r.again
			r.again = func(s string) string { return strings.ReplaceAll(again(s), "%2F", "/") }
		}},
	{"separators-encoded", "encode the & between the pieces as well", "The two & between the pieces stay as they are.", "9.1.3",
		func(r *recipe) { r.join = func(m, u, p string) string { return m + "%26" + u + "%26" + p } }},
	{"pieces-glued", "join the pieces without & between them", "The pieces are joined by &.", "9.1.3",
		func(r *recipe) { r.join = func(m, u, p string) string { return m + u + p } }},
	{"base-encoded", "encode the finished base string once more", "The base string is signed as it is.", "9.1.3",
		func(r *recipe) {
			join := r.join
			r.join = func(m, u, p string) string { return oauthcore.Encode(join(m, u, p)) }
		}},
	{"bom", "sign the base string with a byte order mark before it", "The base string begins with the method.", "9.1.3",
		func(r *recipe) {
			join := r.join
			r.join = func(m, u, p string) string { return "\ufeff" + join(m, u, p) }
		}},
	{"line-end", "sign the base string with a line end after it", "The base string ends with the last parameter; echo needs -n.", "9.1.3",
		func(r *recipe) { join := r.join; r.join = func(m, u, p string) string { return join(m, u, p) + "\n" } }},
	{"utf-16", "sign the base string as UTF-16", "The base string is ASCII, one byte a character.", "9.1.3",
		func(r *recipe) { join := r.join; r.join = func(m, u, p string) string { return wide(join(m, u, p)) } }},
}

// encodeThen makes the mistake of encoding some texts otherwise: pairs of what
// is right and what is written instead.
func encodeThen(pairs ...string) func(*recipe) {
	replacer := strings.NewReplacer(pairs...)
	return func(r *recipe) {
		encode := r.encode
		r.encode = func(s string) string { return replacer.Replace(encode(s)) }
	}
}

// throughout makes the mistake both times: where names and values are encoded,
// and where the pieces are.
func throughout(pairs ...string) func(*recipe) {
	replacer := strings.NewReplacer(pairs...)
	return func(r *recipe) {
		encode, again := r.encode, r.again
		r.encode = func(s string) string { return replacer.Replace(encode(s)) }
		r.again = func(s string) string { return replacer.Replace(again(s)) }
	}
}

// dotnetEncode is HttpUtility.UrlEncode of .NET.
func dotnetEncode(text string) string {
	encoded := strings.NewReplacer("%20", "+", "%21", "!", "%28", "(", "%29", ")", "%2A", "*", "~", "%7E").Replace(oauthcore.Encode(text))
	return mapEscapes(encoded, strings.ToLower)
}

// jsEscape is the global function escape of JavaScript.
func jsEscape(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c > 0xff:
			for _, unit := range utf16.Encode([]rune{c}) {
				fmt.Fprintf(&b, "%%u%04X", unit)
			}
		case c < 0x80 && (c == '~' || oauthcore.Encode(string(c)) != string(c)) && !strings.ContainsRune("@*+/", c), c >= 0x80:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func lowerHex(encode func(string) string) func(string) string {
	return func(s string) string { return mapEscapes(encode(s), strings.ToLower) }
}

// latin1 is text in ISO 8859-1, as far as that can hold it.
func latin1(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r > 0xff {
			r = '?'
		}
		b.WriteByte(byte(r))
	}
	return b.String()
}

// asLatin1 reads bytes as if they were ISO 8859-1, one character each.
func asLatin1(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		b.WriteRune(rune(text[i]))
	}
	return b.String()
}

// fromLatin1 reads as ISO 8859-1 what is no UTF-8.
func fromLatin1(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return asLatin1(text)
}

// wide writes ASCII text in two bytes a character, the small one first.
func wide(text string) string {
	out := make([]byte, 0, 2*len(text))
	for i := 0; i < len(text); i++ {
		out = append(out, text[i], 0)
	}
	return string(out)
}
