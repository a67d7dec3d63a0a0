-- Pictures on their way in, in pieces. A row is there before its first piece, and stays a while after the last one, so
-- that whoever missed the answer can ask again.
CREATE TABLE arrivals (
	id      TEXT PRIMARY KEY,
	owner   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	album   TEXT NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
	file    TEXT NOT NULL,
	sha256  TEXT NOT NULL, -- as announced, or ''
	bytes   BIGINT NOT NULL,
	photo   TEXT NOT NULL, -- what it has become, or ''
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL
);
CREATE INDEX arrivals_of_owner ON arrivals (owner, photo);
CREATE INDEX arrivals_by_age ON arrivals (expires);
