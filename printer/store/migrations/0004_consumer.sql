-- How each connection came about and signs, and what keeps a short-lived token alive. The session handle lies with the
-- credentials, sealed.
ALTER TABLE connections ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN consumer TEXT NOT NULL DEFAULT '';   -- Consumer Key; '' the shop's first
ALTER TABLE connections ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN issued BIGINT NOT NULL DEFAULT 0;    -- of the present token
ALTER TABLE connections ADD COLUMN expires BIGINT NOT NULL DEFAULT 0;   -- of the present token; 0 never
ALTER TABLE connections ADD COLUMN ends BIGINT NOT NULL DEFAULT 0;      -- of the permission; 0 not told
ALTER TABLE connections ADD COLUMN renewals BIGINT NOT NULL DEFAULT 0;

ALTER TABLE request_tokens ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE request_tokens ADD COLUMN consumer TEXT NOT NULL DEFAULT '';
ALTER TABLE request_tokens ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE request_tokens ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE request_tokens ADD COLUMN used BOOLEAN NOT NULL DEFAULT FALSE; -- kept, without its secret, to say so

-- What a customer chose on the settings page.
CREATE TABLE signing (
	customer TEXT PRIMARY KEY REFERENCES customers (id),
	consumer TEXT NOT NULL,
	method   TEXT NOT NULL,
	place    TEXT NOT NULL
);
