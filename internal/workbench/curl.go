package workbench

import (
	"net/http"
	"strings"

	"example.net/oauth1/oauthcore"
)

// readCurl reads a curl command as a shell would, without running anything.
func readCurl(text string, d Draft) (Draft, error) {
	words, err := shellWords(text)
	if err != nil {
		return d, err
	}
	c := command{header: http.Header{}}
	if err := c.read(words[1:]); err != nil {
		return d, err
	}
	if c.url == "" {
		return d, refuse("There is no address in this curl command.")
	}
	d.Method, d.URL, d.Type, d.Body = c.method, c.url, c.header.Get("Content-Type"), strings.Join(c.data, "&")
	if !strings.Contains(d.URL, "://") {
		d.URL = "http://" + d.URL
	}
	if len(c.data) > 0 && c.get {
		d.URL, d.Body = withQuery(d.URL, d.Body), ""
	}
	if d.Body != "" && d.Type == "" {
		d.Type = formType // curl says so by itself
	}
	if d.Method == "" {
		d.Method = map[bool]string{false: http.MethodGet, true: http.MethodPost}[d.Body != ""]
	}
	return d, d.unpack(c.header.Get("Authorization"))
}

func withQuery(address, query string) string {
	if strings.Contains(address, "?") {
		return address + "&" + query
	}
	return address + "?" + query
}

// command is what matters of a curl command.
type command struct {
	method, url string
	header      http.Header
	data        []string
	get         bool // -G
}

// read walks the words. An option's value stands in the next word, or behind = or right behind a single letter.
func (c *command) read(words []string) error {
	for i := 0; i < len(words); i++ {
		name, value, needs := option(words[i])
		if needs && value == "" {
			if i++; i == len(words) {
				return refuse("The last option of this curl command, %s, has no value.", name)
			}
			value = words[i]
		}
		if err := c.take(name, value, words[i]); err != nil {
			return err
		}
	}
	return nil
}

// option tells an option's long name, and whether a value belongs to it.
func option(word string) (name, value string, needs bool) {
	switch {
	case strings.HasPrefix(word, "--"):
		name, value, _ = strings.Cut(word, "=")
	case len(word) > 1 && word[0] == '-':
		if name = shortOptions[word[1]]; name == "" {
			name = word
		}
		value = word[2:]
	}
	return name, value, withValue[name]
}

var shortOptions = map[byte]string{
	'X': "--request", 'H': "--header", 'd': "--data", 'G': "--get", 'F': "--form", 'o': "--output", 'A': "--user-agent",
	'u': "--user", 'b': "--cookie", 'e': "--referer", 'm': "--max-time", 'x': "--proxy", 'T': "--upload-file", 'I': "--head",
}

var withValue = map[string]bool{
	"--request": true, "--header": true, "--data": true, "--data-raw": true, "--data-binary": true, "--data-ascii": true,
	"--data-urlencode": true, "--url": true, "--form": true, "--output": true, "--user-agent": true, "--user": true,
	"--cookie": true, "--referer": true, "--max-time": true, "--proxy": true, "--upload-file": true, "--cacert": true,
	"--connect-timeout": true, "--write-out": true, "--json": true,
}

func (c *command) take(name, value, word string) error {
	switch name {
	case "":
		c.url = word
	case "--url":
		c.url = value
	case "--request":
		c.method = value
	case "--head":
		c.method = http.MethodHead
	case "--get":
		c.get = true
	case "--header":
		if key, text, found := strings.Cut(value, ":"); found {
			c.header.Set(strings.TrimSpace(key), strings.TrimSpace(text))
		}
	case "--json":
		c.header.Set("Content-Type", "application/json")
		c.data = append(c.data, value)
	case "--data", "--data-raw", "--data-binary", "--data-ascii":
		return c.addData(name, value)
	case "--data-urlencode":
		key, text, found := strings.Cut(value, "=")
		if !found {
			key, text = "", value
		}
		c.data = append(c.data, strings.TrimPrefix(key+"="+oauthcore.Encode(text), "="))
	case "--form", "--upload-file":
		return refuse("%s sends a body that is no form in OAuth’s sense, so nothing of it is signed: leave it out here.", name)
	}
	return nil
}

func (c *command) addData(name, value string) error {
	if strings.HasPrefix(value, "@") && name != "--data-raw" {
		return refuse("This curl command reads its body from the file %s: put the text in its place.", value[1:])
	}
	c.data = append(c.data, value)
	return nil
}
