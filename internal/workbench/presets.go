package workbench

import "example.net/oauth1/oauthcore"

// A Preset is a request to begin with.
type Preset struct {
	ID, Group, Name string
	Why             string // what it shows
	Draft           Draft
}

// Presets are the published examples and the vectors that trip people up. The first one is the specification's own. The
// RSA preset has its private key only when PresetByID gives it.
func Presets() []Preset {
	return presets()
}

// PresetByID finds a preset.
func PresetByID(id string) (Preset, bool) {
	for _, p := range presets() {
		if p.ID == id {
			if p.ID == "rsa" {
				p.Draft.PrivateKey = throwaway()
			}
			return p, true
		}
	}
	return Preset{}, false
}

const published, nasty, other = "Published examples", "Where signatures go wrong", "Other methods and places"

func presets() []Preset {
	return []Preset{
		{"core", published, "Core 1.0a, Appendix A.5", "Jane’s vacation photo, the specification’s own example.", vacation("tR3+Ty81lMeYAr/Fid0kMTYa/WM=")},
		{"rfc", published, "RFC 5849, section 3.4.1.1", "A form body, repeated names, empty values and escapes in one request. The signature is the one of erratum 2550.", rfcExample("r6/TJjbCOr97/+UU0NsvSne7s5g=")},
		{"rfc-misprint", published, "RFC 5849, as it was printed", "The same request with the signature that the RFC prints. It is wrong: erratum 2550 corrects it.", rfcExample("bYT5CMsGcbgUdFHObYMEfcx6bsw=")},
		{"rfc-initiate", published, "RFC 5849, section 1.2, first request", "The printer asks for a Request Token. The signature is right for https only.", initiate()},
		{"twitter", published, "Twitter’s example", "From its developer documentation: a form body, a comma, an exclamation mark, a plus sign.", twitter()},

		{"port", nasty, "A port in the address", "Any port but the scheme’s own is signed.", photos("http://localhost:8080/photos?file=vacation.jpg&size=original")},
		{"default-port", nasty, "Capital letters and the default port", "Scheme and host in lower case, :80 left out.", photos("HTTP://PHOTOS.Example.NET:80/photos?file=vacation.jpg")},
		{"plus", nasty, "Plus or space", "+ in a query is a space, %2B is a plus sign.", photos("http://photos.example.net/photos?a=x+y&b=x%2By")},
		{"characters", nasty, "* ! ' ( ) ~", "All are encoded but the tilde; JavaScript’s encodeURIComponent leaves five of them.", photos("http://photos.example.net/photos?q=~*!'()")},
		{"utf8", nasty, "Letters beyond ASCII", "Bytes of UTF-8, escaped one by one, with upper-case digits.", photos("http://photos.example.net/photos?q=caf%c3%a9&title=%E2%98%83")},
		{"percent", nasty, "A percent sign", "Encoded in the query, in the list of parameters, and once more in the base string.", photos("http://photos.example.net/photos?q=100%25")},
		{"repeated", nasty, "Names that repeat", "None is dropped; equal names are sorted by their values.", photos("http://photos.example.net/photos?z=t&f=a&f=50&a=1&f=25&c=hi%20there&z=p")},
		{"order", nasty, "Encode first, then sort", "c%40 comes before c2, though @ comes after 2.", photos("http://photos.example.net/photos?c2=&c%40=&name10=y&name1=x&name=z")},
		{"empty", nasty, "No value, no name", "A name without = is signed with one.", photos("http://photos.example.net/photos?size=&large&=v")},
		{"path", nasty, "Escapes in the path", "The path is signed as it is sent.", photos("http://photos.example.net/%7Ejane/a%2fb")},
		{"ipv6", nasty, "An IPv6 address", "Colons within brackets are no port.", photos("http://[::1]:8080/photos")},
		{"secrets", nasty, "Secrets with special characters", "Each is encoded before they are joined with &.", specialSecrets()},
		{"json", nasty, "A body that is no form", "It is not signed; oauth_body_hash is.", jsonBody()},

		{"rsa", other, "RSA-SHA256", "Signed with a private key that was made for this page; no secret is shared.", withRSA()},
		{"sha256", other, "HMAC-SHA256", "The same steps with another hash.", withMethod("HMAC-SHA256", photos("http://photos.example.net/photos?file=vacation.jpg&size=original"))},
		{"plaintext", other, "PLAINTEXT", "No base string: the two secrets themselves, for https only.", withMethod("PLAINTEXT", photos("https://photos.example.net/photos?file=vacation.jpg"))},
		{"approval", other, "A signed approval address", "All parameters in the query: a link that a User follows.", approval()},
	}
}

func draft(address string, protocol ...string) Draft {
	d := Draft{Method: "GET", URL: address}
	for i := 0; i+1 < len(protocol); i += 2 {
		d.Protocol = append(d.Protocol, oauthcore.Param{Name: protocol[i], Value: protocol[i+1]})
	}
	return d
}

// photos signs an address as Appendix A.5 does.
func photos(address string) Draft {
	d := draft(address, "oauth_consumer_key", "dpf43f3p2l4k3l03", "oauth_token", "nnch734d00sl2jdk",
		"oauth_signature_method", "HMAC-SHA1", "oauth_timestamp", "1191242096", "oauth_nonce", "kllo9940pd9333jh", "oauth_version", "1.0")
	d.ConsumerSecret, d.TokenSecret = "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"
	return d
}

func vacation(signature string) Draft {
	d := photos("http://photos.example.net/photos?file=vacation.jpg&size=original")
	d.Realm, d.Signature = "http://photos.example.net/", signature
	return d
}

func rfcExample(signature string) Draft {
	d := draft("http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", "oauth_consumer_key", "9djdj82h48djs9d2",
		"oauth_token", "kkk9d7dh3k39sjv7", "oauth_signature_method", "HMAC-SHA1", "oauth_timestamp", "137131201", "oauth_nonce", "7d8f3e4a")
	d.Method, d.Type, d.Body, d.Realm = "POST", formType, "c2&a3=2+q", "Example"
	d.ConsumerSecret, d.TokenSecret, d.Signature = "j49sk3j29djd", "dh893hdasih9", signature
	return d
}

func initiate() Draft {
	d := draft("https://photos.example.net/initiate", "oauth_consumer_key", "dpf43f3p2l4k3l03", "oauth_signature_method", "HMAC-SHA1",
		"oauth_timestamp", "137131200", "oauth_nonce", "wIjqoS", "oauth_callback", "http://printer.example.com/ready")
	d.Method, d.Realm, d.ConsumerSecret, d.Signature = "POST", "Photos", "kd94hf93k423kf44", "74KNZJeDHnMBp0EMJ9ZHt/XKycU="
	return d
}

func twitter() Draft {
	d := draft("https://api.twitter.com/1/statuses/update.json?include_entities=true", "oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog",
		"oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "oauth_signature_method", "HMAC-SHA1",
		"oauth_timestamp", "1318622958", "oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", "oauth_version", "1.0")
	d.Method, d.Type, d.Body = "POST", formType, "status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21"
	d.ConsumerSecret, d.TokenSecret = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"
	d.Signature = "tnnArxj06cWHq44gCs1OSKk/jLY="
	return d
}

func specialSecrets() Draft {
	d := photos("http://photos.example.net/photos")
	d.ConsumerSecret, d.TokenSecret = "D+EdQ-gs$-%@2Nu7", "t&k=%20é"
	return d
}

func jsonBody() Draft {
	d := photos("http://localhost:8080/api/albums/1/photos")
	d.Method, d.Type, d.Body, d.BodyHash = "POST", "application/json", "Hello World!", true
	return d
}

func withMethod(name string, d Draft) Draft {
	d.Set("oauth_signature_method", name)
	return d
}

func withRSA() Draft {
	d := withMethod("RSA-SHA256", photos("http://photos.example.net/photos?file=vacation.jpg&size=original"))
	d.ConsumerSecret, d.TokenSecret = "", "" // PresetByID adds the key, which takes a moment to make
	return d
}

func approval() Draft {
	d := draft("http://localhost:8080/oauth/authorize", "oauth_consumer_key", "dpf43f3p2l4k3l03", "oauth_signature_method", "HMAC-SHA1",
		"oauth_timestamp", "1191242096", "oauth_nonce", "kllo9940pd9333jh", "oauth_version", "1.0", "oauth_callback", "http://localhost:8081/callback")
	d.Place, d.ConsumerSecret = oauthcore.InQuery, "kd94hf93k423kf44"
	return d
}
