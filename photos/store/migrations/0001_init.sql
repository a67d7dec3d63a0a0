-- Identifiers are made in Go; times are microseconds since 1970, and NULL where
-- there is none. What is sealed (AES-GCM, under the key beside the database) is a BLOB.

CREATE TABLE users (
	id          TEXT PRIMARY KEY,
	screen_name TEXT NOT NULL UNIQUE,
	name        TEXT NOT NULL,
	password    TEXT NOT NULL, -- Argon2id, PHC string
	created     BIGINT NOT NULL
);

CREATE TABLE albums (
	id      TEXT PRIMARY KEY,
	owner   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	title   TEXT NOT NULL,
	private BOOLEAN NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX albums_of_owner ON albums (owner, created, id);

CREATE TABLE photos (
	id           TEXT PRIMARY KEY,
	album        TEXT NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
	owner        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	file         TEXT NOT NULL,
	title        TEXT NOT NULL,
	alt          TEXT NOT NULL,
	sha256       TEXT NOT NULL, -- of the original, which is kept under it
	content_type TEXT NOT NULL,
	bytes        BIGINT NOT NULL,
	width        BIGINT NOT NULL, -- as displayed
	height       BIGINT NOT NULL,
	taken        BIGINT,
	created      BIGINT NOT NULL,
	renditions   TEXT NOT NULL CHECK (renditions IN ('pending', 'made', 'unreadable')),
	UNIQUE (album, file),
	UNIQUE (album, sha256)
);
CREATE INDEX photos_of_album ON photos (album, created, id);
CREATE INDEX photos_by_file ON photos (owner, file, created, id);
CREATE INDEX photos_by_original ON photos (sha256);
CREATE INDEX photos_pending ON photos (sha256) WHERE renditions = 'pending';

CREATE TABLE registrations (
	consumer_key   TEXT PRIMARY KEY,
	secret         BLOB NOT NULL, -- sealed
	name           TEXT NOT NULL,
	description    TEXT NOT NULL,
	url            TEXT NOT NULL,
	owner          TEXT NOT NULL,
	callbacks      TEXT NOT NULL, -- JSON
	out_of_band    BOOLEAN NOT NULL,
	methods        TEXT NOT NULL, -- JSON
	public_key     BLOB,          -- PKIX
	verified       BOOLEAN NOT NULL,
	suspended      BOOLEAN NOT NULL,
	debug          BOOLEAN NOT NULL,
	body_hash      BOOLEAN NOT NULL,
	token_lifetime BIGINT NOT NULL, -- microseconds
	created        BIGINT NOT NULL
);
CREATE INDEX registrations_of_owner ON registrations (owner, created, consumer_key);

CREATE TABLE request_tokens (
	token         TEXT PRIMARY KEY,
	secret        BLOB NOT NULL, -- sealed
	consumer      TEXT NOT NULL,
	callback      TEXT NOT NULL,
	state         TEXT NOT NULL CHECK (state IN ('issued', 'authorized', 'exchanged', 'denied')),
	extra         TEXT NOT NULL, -- form-encoded
	grant_user    TEXT NOT NULL,
	grant_scope   TEXT NOT NULL,
	grant_expires BIGINT,
	verifier      BLOB, -- sealed
	tries         BIGINT NOT NULL,
	issued        BIGINT NOT NULL,
	expires       BIGINT NOT NULL
);
CREATE INDEX request_tokens_by_age ON request_tokens (expires);
CREATE INDEX request_tokens_of_consumer ON request_tokens (consumer, grant_user);

CREATE TABLE access_tokens (
	token         TEXT PRIMARY KEY,
	secret        BLOB NOT NULL, -- sealed
	consumer      TEXT NOT NULL,
	grant_user    TEXT NOT NULL,
	grant_scope   TEXT NOT NULL,
	grant_expires BIGINT,
	issued        BIGINT NOT NULL,
	expires       BIGINT,
	session       BLOB, -- the session handle, sealed
	revoked       BIGINT, -- when
	last_used     BIGINT
);
CREATE INDEX access_tokens_of_user ON access_tokens (grant_user, consumer);
CREATE INDEX access_tokens_of_consumer ON access_tokens (consumer);

-- One row for each correctly signed request (OAuth Core 1.0a section 8). The timestamp stands first, so that the old
-- ones are one range. WITHOUT ROWID, which only SQLite knows, saves the second tree.
CREATE TABLE nonces (
	timestamp BIGINT NOT NULL, -- seconds, as sent
	consumer  TEXT NOT NULL,
	token     TEXT NOT NULL,
	nonce     TEXT NOT NULL,
	PRIMARY KEY (timestamp, consumer, token, nonce)
) WITHOUT ROWID;

CREATE TABLE marks (
	name  TEXT PRIMARY KEY,
	value BIGINT NOT NULL
);
-- Nonces with a timestamp below this one have been forgotten: none of them is fresh, whatever the clock says.
INSERT INTO marks (name, value) VALUES ('nonce_floor', 0);

CREATE TABLE sessions (
	id      TEXT PRIMARY KEY,
	user_id TEXT NOT NULL,
	data    BLOB NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL
);
CREATE INDEX sessions_by_age ON sessions (expires);
CREATE INDEX sessions_of_user ON sessions (user_id);
