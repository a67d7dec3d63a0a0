package photosapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"example.net/oauth1/printer/orders"
)

// Requests asks the Service Provider what it has seen of one of our registrations, named by its Consumer Key: its signed requests, the newest first, and what
// Users decided about it. It is asked as any Consumer may, in the Consumer's own name, without a token (RFC 5849 section
// 3.1). Each entry is given as it came.
func (c *Client) Requests(ctx context.Context, consumer string, limit int) ([]json.RawMessage, error) {
	query := url.Values{"limit": {strconv.Itoa(limit)}, "include": {"decisions"}}
	address, err := c.address(ctx, query, "consumer", "requests")
	if err != nil {
		return nil, err
	}
	body, err := c.get(ctx, c.signed(orders.Connection{Signing: orders.Signing{Consumer: consumer}}), address, "application/json", maxJSON)
	if err != nil {
		return nil, err
	}
	var answer struct{ Requests []json.RawMessage }
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, notAnAnswer(http.StatusOK, "", body, "it is not the JSON that was expected")
	}
	return answer.Requests, nil
}
