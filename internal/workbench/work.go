package workbench

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
)

// A Work is a Draft put together, with every step (OAuth Core 1.0a section 9).
type Work struct {
	Method, URL string   // as signed
	AsTyped     string   // the address before section 9.1.2
	Notes       []Note   // what happened on the way that a reader may not expect
	Params      []Param  // in the order in which they are signed
	Normalized  string   // section 9.1.1
	BaseString  string   // section 9.1.3
	Pieces      []Piece  // of BaseString, one after the other
	SignedBy    string   // the name of the signature method
	Secrets     [2]Text  // Consumer Secret and Token Secret, for HMAC and PLAINTEXT
	Key         string   // HMAC and PLAINTEXT: the two encoded and joined with &
	Digest      []string // the bytes of the signature, two digits each; none for PLAINTEXT
	Signature   string   // the value of oauth_signature
	Sent        Text     // the same as it is encoded for the header

	Header  string // the Authorization header, where the parameters travel there
	Request string // the whole request
	Curl    string // the same as a command

	Verdict    *Verdict                // on Draft.Signature
	Difference *oauthdoctor.Difference // of Draft.Theirs from BaseString
}

// RSA tells whether a private key signs instead of the two secrets.
func (w *Work) RSA() bool { return strings.HasPrefix(w.SignedBy, "RSA") }

// Plaintext tells whether the secrets themselves are sent, and nothing is signed (OAuth Core 1.0a section 9.4).
func (w *Work) Plaintext() bool { return w.SignedBy == oauthcore.Plaintext.Name() }

// A Verdict is about a signature that was made elsewhere.
type Verdict struct {
	Right  bool
	Blank  bool   // it is not right, but no secret was given to make it with
	Advice string // what made it wrong, as far as that can be found out
}

// doctor looks for pairs of mistakes in one signature at a time.
var doctor = oauthdoctor.New(1)

// Rebuild makes every step of signing the Draft. A *Refusal says what is missing.
func (d *Draft) Rebuild() (*Work, error) {
	if err := d.bounded(); err != nil {
		return nil, err
	}
	t, err := readTarget(strings.TrimSpace(d.URL))
	if err != nil {
		return nil, err
	}
	method := oauthcore.MethodByName(cmp.Or(d.Get("oauth_signature_method"), oauthcore.HMACSHA1.Name()))
	if method == nil {
		return nil, refuse("There is no signature method %q. The names are case-sensitive.", d.Get("oauth_signature_method"))
	}
	keys, err := d.keys(method)
	if err != nil {
		return nil, err
	}
	return d.rebuild(t, method, keys)
}

func (d *Draft) rebuild(t target, method oauthcore.SignatureMethod, keys oauthcore.Keys) (*Work, error) {
	protocol := d.protocol(method)
	m, err := d.message(t, protocol)
	if err != nil {
		return nil, err
	}
	w := &Work{Method: strings.ToUpper(m.Method), URL: m.URL, AsTyped: strings.TrimSpace(d.URL), SignedBy: method.Name(), Params: params(m)}
	w.Normalized, w.BaseString = m.Params().Normalize(), m.BaseString()
	w.Pieces = pieces(w)
	if w.Signature, err = method.Sign(w.BaseString, keys); err != nil {
		return nil, refuse("This cannot be signed: %v.", err)
	}
	w.showKey(d)
	w.Notes = d.notes(t, m)
	w.Sent = explain(w.Signature)
	if err := w.write(d, t, protocol); err != nil {
		return nil, err
	}
	d.judge(w, t, protocol, method, keys)
	return w, nil
}

// protocol completes the protocol parameters with what is computed.
func (d *Draft) protocol(method oauthcore.SignatureMethod) oauthcore.Params {
	whole := *d
	whole.Set("oauth_signature", "")
	if whole.Get("oauth_signature_method") == "" {
		whole.Set("oauth_signature_method", method.Name())
	}
	if d.BodyHash && !isForm(d.Type) {
		whole.Set("oauth_body_hash", oauthcore.BodyHash(method, []byte(d.Body)))
	}
	return whole.Protocol
}

func (d *Draft) message(t target, protocol oauthcore.Params) (*oauthcore.Message, error) {
	origin, err := oauthcore.ParseOrigin(t.scheme + "://" + t.authority)
	if err != nil {
		return nil, refuse("The address has no host that can be read.")
	}
	r, err := d.request(t, protocol)
	if err != nil {
		return nil, err
	}
	m, err := oauthcore.ParseMessage(r, origin, oauthcore.Limits{HeadBytes: maxText, BodyBytes: 2 * maxText})
	if err != nil {
		return nil, refuse("This request cannot be read: %v.", err)
	}
	return m, nil
}

func (w *Work) showKey(d *Draft) {
	if !w.RSA() {
		w.Secrets = [2]Text{explain(d.ConsumerSecret), explain(d.TokenSecret)}
		w.Key = w.Secrets[0].Encoded + "&" + w.Secrets[1].Encoded
	}
	if w.Plaintext() {
		return
	}
	digest, _ := base64.StdEncoding.DecodeString(w.Signature)
	for _, b := range digest {
		w.Digest = append(w.Digest, hex.EncodeToString([]byte{b}))
	}
}

// write prints the request as it is sent.
func (w *Work) write(d *Draft, t target, protocol oauthcore.Params) error {
	r, err := d.request(t, append(protocol[:len(protocol):len(protocol)], oauthcore.Param{Name: "oauth_signature", Value: w.Signature}))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	w.Header = r.Header.Get("Authorization")
	lines := []string{r.Method + " " + r.RequestURI + " HTTP/1.1", "Host: " + r.Host}
	command := []string{"curl"}
	if r.Method != http.MethodGet || len(body) > 0 {
		command = append(command, "-X", r.Method)
	}
	for _, name := range []string{"Authorization", "Content-Type"} {
		if value := r.Header.Get(name); value != "" {
			lines = append(lines, name+": "+value)
			command = append(command, "-H", shell(name+": "+value))
		}
	}
	if len(body) > 0 {
		lines = append(lines, "Content-Length: "+strconv.Itoa(len(body)))
		command = append(command, "--data-binary", shell(string(body)))
	}
	w.Request = strings.Join(lines, "\n") + "\n\n" + string(body)
	w.Curl = strings.Join(append(command, shell(t.scheme+"://"+t.authority+r.RequestURI)), " ")
	return nil
}

// judge looks at what was made elsewhere.
func (d *Draft) judge(w *Work, t target, protocol oauthcore.Params, method oauthcore.SignatureMethod, keys oauthcore.Keys) {
	if theirs := strings.TrimSpace(d.Theirs); theirs != "" {
		difference := oauthdoctor.Compare(w.BaseString, theirs)
		w.Difference = &difference
	}
	signature := strings.TrimSpace(d.Signature)
	if signature == "" {
		return
	}
	w.Verdict = &Verdict{Right: method.Check(w.BaseString, signature, keys)}
	if w.Verdict.Blank = !w.Verdict.Right && !w.RSA() && d.ConsumerSecret+d.TokenSecret == ""; w.Verdict.Right || w.Verdict.Blank {
		return
	}
	m, err := d.message(t, append(protocol[:len(protocol):len(protocol)], oauthcore.Param{Name: "oauth_signature", Value: signature}))
	if err != nil {
		return
	}
	w.Verdict.Advice = doctor.Advice(oauthcore.Misfit{Message: m, Method: method, Keys: keys, Token: m.Get("oauth_token"), Key: m.Get("oauth_consumer_key")})
}

func (d *Draft) bounded() error {
	for _, text := range []string{d.Method, d.URL, d.Type, d.Body, d.Realm, d.ConsumerSecret, d.TokenSecret, d.PrivateKey, d.Signature, d.Theirs} {
		if len(text) > maxText {
			return refuse("One of the fields is longer than 64 KB.")
		}
	}
	if method := d.method(); !isToken(method) {
		return refuse("%q is no HTTP method: GET and POST are.", method)
	}
	if strings.ContainsAny(d.Type+d.Realm, "\r\n") {
		return refuse("A header field stands on one line.")
	}
	return nil
}

func isToken(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7F || strings.IndexByte(`()<>@,;:\"/[]?={}`, c) >= 0 {
			return false
		}
	}
	return text != ""
}
