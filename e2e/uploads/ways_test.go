package uploads

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// A way is one of those in which a picture comes in. It answers the path of the photo once that is acknowledged.
type way func(content []byte) (photo string, err error)

// byForm is the plain form of the album page.
func (p *person) byForm(content []byte) (string, error) {
	status, what, err := p.upload("form.png", content)
	if err == nil && status >= 300 {
		err = fmt.Errorf("answered %d: %s", status, what.Error.Message)
	}
	return what.Photo.Href, err
}

// byAPI is a Consumer that may upload.
func (p *person) byAPI(content []byte) (string, error) {
	r, err := http.NewRequest(http.MethodPost, p.home+"/api"+p.album+"/photos?file=api.png", bytes.NewReader(content))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "image/png")
	answer, err := p.consumer.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var photo struct{ ID string }
	if err := json.NewDecoder(answer.Body).Decode(&photo); err != nil || answer.StatusCode >= 300 {
		return "", fmt.Errorf("answered %d: %v", answer.StatusCode, err)
	}
	return "/photos/" + photo.ID, nil
}

// inPieces is an upload that can be resumed, in three pieces. What is begun and not ended is remembered.
func (p *person) inPieces(content []byte) (string, error) {
	answer, err := p.tus(http.MethodPost, p.album+"/uploads", nil, "Upload-Length", strconv.Itoa(len(content)),
		"Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte("pieces.png")))
	if err != nil {
		return "", err
	}
	upload := strings.TrimPrefix(answer.header.Get("Location"), p.home)
	p.mu.Lock()
	p.unfinished[upload] = content
	p.mu.Unlock()
	return p.goOn(upload, 0, content)
}

// goOn sends the rest of an upload.
func (p *person) goOn(upload string, offset int, content []byte) (photo string, err error) {
	third := len(content)/3 + 1
	for ; ; offset = min(offset+third, len(content)) {
		piece := content[offset:min(offset+third, len(content))]
		answer, err := p.tus(http.MethodPatch, upload, piece, "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
		if err != nil {
			return "", err
		}
		if answer.status == http.StatusNoContent {
			continue
		}
		p.mu.Lock()
		delete(p.unfinished, upload)
		p.mu.Unlock()
		var what outcome
		err = json.Unmarshal(answer.body, &what)
		return what.Photo.Href, err
	}
}

type tusAnswer struct {
	status int
	header http.Header
	body   []byte
}

func (p *person) tus(method, path string, body []byte, header ...string) (tusAnswer, error) {
	r, err := http.NewRequest(method, p.home+path, bytes.NewReader(body))
	if err != nil {
		return tusAnswer{}, err
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("X-CSRF-Token", p.token)
	r.Header.Set("Accept", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return tusAnswer{}, err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s %s is answered %d: %s", method, path, answer.StatusCode, b)
	}
	return tusAnswer{answer.StatusCode, answer.Header, b}, err
}

// noise is a picture that nobody has seen before.
func noise() []byte {
	img := image.NewGray(image.Rect(0, 0, 300, 200))
	rand.Read(img.Pix) // never fails
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}
