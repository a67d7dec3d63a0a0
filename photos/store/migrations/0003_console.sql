-- What a developer's console keeps.

-- The secret before the last change, sealed, and until when it counts beside the present one.
ALTER TABLE registrations ADD COLUMN previous_secret BLOB;
ALTER TABLE registrations ADD COLUMN previous_until BIGINT;

-- Sandbox behaviour: what a developer has switched on to see how her Consumer takes it.
CREATE TABLE faults (
	consumer TEXT PRIMARY KEY,
	faults   TEXT NOT NULL -- JSON
);

-- The signed requests that have reached photos, the newest of each Consumer. An id is the moment and a number, so that
-- ids sort by time.
CREATE TABLE requests (
	consumer TEXT NOT NULL,
	id       TEXT NOT NULL,
	time     BIGINT NOT NULL,
	status   BIGINT NOT NULL,
	problem  TEXT NOT NULL,
	path     TEXT NOT NULL,
	nonce    TEXT NOT NULL,
	entry    TEXT NOT NULL, -- JSON
	PRIMARY KEY (consumer, id)
);
CREATE INDEX requests_by_age ON requests (time);
