-- Workshop mode: workshops, and the seats of their participants. A seat's id is the address of its page, so it is kept as
-- a hash, like a session's.

CREATE TABLE workshops (
	code    TEXT PRIMARY KEY,
	owner   TEXT NOT NULL REFERENCES users (id),
	name    TEXT NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX workshops_by_owner ON workshops (owner);

CREATE TABLE seats (
	id       TEXT PRIMARY KEY,
	workshop TEXT NOT NULL REFERENCES workshops (code),
	name     TEXT NOT NULL,
	language TEXT NOT NULL,
	consumer TEXT NOT NULL,
	taken    BIGINT NOT NULL
);
CREATE INDEX seats_by_workshop ON seats (workshop, taken, id);
