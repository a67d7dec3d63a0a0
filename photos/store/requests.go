package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/requestlog"
)

var _ requestlog.Store = (*Store)(nil)

// AddRequests implements [requestlog.Store].
func (s *Store) AddRequests(ctx context.Context, entries []requestlog.Entry, newest int) error {
	rows, consumers, err := requestRows(entries)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, row := range rows {
			_, err := tx.Exec(`INSERT INTO requests (consumer, id, time, status, problem, path, nonce, entry, kind)
				SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE EXISTS (SELECT 1 FROM registrations WHERE consumer_key = $1)
				ON CONFLICT DO NOTHING`, row...)
			if err != nil {
				return err
			}
		}
		for _, consumer := range consumers {
			_, err := tx.Exec(`DELETE FROM requests WHERE consumer = $1 AND id <=
				(SELECT id FROM requests WHERE consumer = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, consumer, newest)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func requestRows(entries []requestlog.Entry) (rows [][]any, consumers []string, err error) {
	for _, e := range entries {
		var text strings.Builder
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false) // so that a search finds the & of a base string
		if err := encoder.Encode(e); err != nil {
			return nil, nil, fmt.Errorf("writing a request down: %w", err)
		}
		consumer := legible(e.Consumer)
		rows = append(rows, []any{consumer, e.ID, e.Time.UnixMicro(), e.Status, legible(e.Problem), legible(e.Path),
			legible(e.Param("oauth_nonce")), text.String(), e.Kind})
		if !slices.Contains(consumers, consumer) {
			consumers = append(consumers, consumer)
		}
	}
	return rows, consumers, nil
}

// Requests implements [requestlog.Store].
func (s *Store) Requests(ctx context.Context, consumer string, f requestlog.Filter) ([]requestlog.Entry, error) {
	query, args := `SELECT entry FROM requests WHERE consumer = $1`, []any{consumer}
	where := func(condition string, value any) {
		args = append(args, value)
		query += " AND " + strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args)))
	}
	if low, high := statusRange(f.Status); high > 0 {
		where(`status >= ?`, low)
		where(`status <= ?`, high)
	}
	if !f.Decisions {
		where(`kind = ?`, "")
	}
	if f.Problem != "" {
		where(`problem = ?`, f.Problem)
	}
	if f.Nonce != "" {
		where(`nonce = ?`, f.Nonce)
	}
	if f.Path != "" {
		where(`lower(path) LIKE ? ESCAPE '\'`, like(f.Path))
	}
	if f.Text != "" {
		where(`lower(entry) LIKE ? ESCAPE '\'`, like(f.Text))
	}
	if f.After != "" {
		where(`id > ?`, f.After)
	}
	if f.Before != "" {
		where(`id < ?`, f.Before)
	}
	args = append(args, max(f.Limit, 1))
	list, err := all(ctx, s, scanRequest, query+` ORDER BY id DESC LIMIT $`+strconv.Itoa(len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading the request log: %w", err)
	}
	return list, nil
}

// statusRange reads "404" or "4xx".
func statusRange(status string) (low, high int) {
	if len(status) == 3 && status[1:] == "xx" && status[0] >= '1' && status[0] <= '5' {
		low = int(status[0]-'0') * 100
		return low, low + 99
	}
	n, err := strconv.Atoi(status)
	if err != nil {
		return 0, 0
	}
	return n, n
}

// like is a pattern that finds a text anywhere.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(text)) + "%"
}

func scanRequest(row scanner) (e requestlog.Entry, err error) {
	var text string
	if err := row.Scan(&text); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(text), &e)
}

// Request implements [requestlog.Store].
func (s *Store) Request(ctx context.Context, consumer, id string) (requestlog.Entry, error) {
	e, err := one(ctx, s, scanRequest, `SELECT entry FROM requests WHERE consumer = $1 AND id = $2`, consumer, id)
	return e, notFound(err, "reading the request log")
}

// ForgetRequests implements [requestlog.Store].
func (s *Store) ForgetRequests(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM requests WHERE time < $1`, before.UnixMicro())
	if err != nil {
		return fmt.Errorf("forgetting old requests: %w", err)
	}
	return nil
}
