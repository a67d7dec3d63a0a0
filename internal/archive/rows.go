package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"example.net/oauth1/internal/sqldb"
)

// odd is a text that is not UTF-8, which JSON cannot say.
type odd struct {
	Base64 []byte `json:"base64"`
}

// AppendRow appends a row as a line: a JSON array, bytes in base64. Equal rows
// are equal lines.
func AppendRow(line []byte, row []any) ([]byte, error) {
	cells := make([]any, len(row))
	for i, v := range row {
		if text, ok := v.(string); ok && !utf8.ValidString(text) {
			v = odd{[]byte(text)}
		}
		cells[i] = v
	}
	b := bytes.NewBuffer(line)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(cells); err != nil {
		return line, err
	}
	return b.Bytes(), nil
}

// readRow reads what AppendRow has written.
func readRow(t sqldb.Table, line []byte) ([]any, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil {
		return nil, err
	}
	if len(cells) != len(t.Columns) {
		return nil, fmt.Errorf("a row of %d values for %d columns", len(cells), len(t.Columns))
	}
	row := make([]any, len(cells))
	for i, c := range t.Columns {
		var err error
		if row[i], err = readCell(c.Kind, cells[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return row, nil
}

func readCell(kind sqldb.Kind, cell json.RawMessage) (any, error) {
	if string(cell) == "null" {
		return nil, nil
	}
	switch kind {
	case sqldb.Text:
		return readText(cell)
	case sqldb.Int:
		return as[int64](cell)
	case sqldb.Real:
		return as[float64](cell)
	case sqldb.Bool:
		return as[bool](cell)
	case sqldb.Bytes:
		return as[[]byte](cell)
	}
	return nil, fmt.Errorf("no column is %q", kind)
}

func readText(cell json.RawMessage) (any, error) {
	if !bytes.HasPrefix(cell, []byte("{")) {
		return as[string](cell)
	}
	o, err := as[odd](cell)
	if err != nil {
		return nil, err
	}
	return string(o.(odd).Base64), nil
}

func as[T any](cell json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(cell, &v)
	return v, err
}
