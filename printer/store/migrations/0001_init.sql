-- Times are microseconds since 1970, ids are made in Go, money is whole cents.

CREATE TABLE sessions (
	id      TEXT PRIMARY KEY,
	user_id TEXT NOT NULL,
	data    BLOB NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE customers (
	id       TEXT PRIMARY KEY,
	email    TEXT UNIQUE,               -- NULL while anonymous
	name     TEXT NOT NULL,
	password TEXT NOT NULL,             -- argon2id, PHC; '' while anonymous
	account  BOOLEAN NOT NULL,
	created  BIGINT NOT NULL
);

-- Request Tokens on their way through a browser: single use.
CREATE TABLE request_tokens (
	token     TEXT PRIMARY KEY,         -- SHA-256
	browser   TEXT NOT NULL,            -- SHA-256
	secret    BLOB NOT NULL,            -- sealed
	customer  TEXT NOT NULL,
	return_to TEXT NOT NULL,
	created   BIGINT NOT NULL
);
CREATE INDEX request_tokens_created ON request_tokens (created);

CREATE TABLE connections (
	id          TEXT PRIMARY KEY,
	customer    TEXT NOT NULL REFERENCES customers (id),
	user_id     TEXT NOT NULL,
	screen_name TEXT NOT NULL,
	credentials BLOB,                   -- sealed; NULL once closed
	state       TEXT NOT NULL CHECK (state IN ('live', 'replaced', 'closed')),
	created     BIGINT NOT NULL
);
CREATE UNIQUE INDEX connections_live ON connections (customer) WHERE state = 'live';
CREATE INDEX connections_customer ON connections (customer);

-- The orders are the queue as well: the worker takes those in a working state whose next_try has come.
CREATE TABLE orders (
	id          TEXT PRIMARY KEY,
	number      TEXT NOT NULL UNIQUE,
	customer    TEXT NOT NULL REFERENCES customers (id),
	connection  TEXT NOT NULL REFERENCES connections (id),
	key         TEXT NOT NULL,          -- idempotency key
	album       TEXT NOT NULL,
	album_title TEXT NOT NULL,
	paper       TEXT NOT NULL,
	finish      TEXT NOT NULL,
	fit         TEXT NOT NULL,
	copies      BIGINT NOT NULL,
	unit_price  BIGINT NOT NULL,
	state       TEXT NOT NULL,
	reason      TEXT NOT NULL,
	bytes       BIGINT NOT NULL,
	attempts    BIGINT NOT NULL,
	next_try    BIGINT NOT NULL,
	placed      BIGINT NOT NULL,
	updated     BIGINT NOT NULL,
	UNIQUE (customer, key)
);
CREATE INDEX orders_customer ON orders (customer, placed, id);
CREATE INDEX orders_connection ON orders (connection);
CREATE INDEX orders_due ON orders (next_try, id) WHERE state IN ('placed', 'fetching', 'composing', 'waiting');

CREATE TABLE items (
	order_id     TEXT NOT NULL REFERENCES orders (id),
	position     BIGINT NOT NULL,
	photo        TEXT NOT NULL,
	copies       BIGINT NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('wanted', 'fetched', 'missing')),
	reason       TEXT NOT NULL,
	file         TEXT NOT NULL,
	title        TEXT NOT NULL,
	content_type TEXT NOT NULL,
	sha256       TEXT NOT NULL,
	bytes        BIGINT NOT NULL,
	width        BIGINT NOT NULL,
	height       BIGINT NOT NULL,
	PRIMARY KEY (order_id, position)
);
