package programs

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// ReadAll reads the body of a good answer; any other is an error that shows what came.
func ReadAll(answer *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s answered %s: %s", answer.Request.URL, answer.Status, body)
	}
	return body, err
}

// Decode reads a JSON answer into a value.
func Decode(answer *http.Response, err error) func(into any) error {
	body, err := ReadAll(answer, err)
	return func(into any) error {
		if err != nil {
			return err
		}
		return json.Unmarshal(body, into)
	}
}
