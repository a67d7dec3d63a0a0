-- What the inspector has recorded: the newest messages of each customer. A message is sealed, since tokens stand in it.
CREATE TABLE messages (
	owner   TEXT NOT NULL,               -- a customer
	id      TEXT NOT NULL,               -- sorts by time
	step    TEXT NOT NULL,
	time    BIGINT NOT NULL,
	message BLOB NOT NULL,               -- JSON, sealed
	PRIMARY KEY (owner, id)
);
CREATE INDEX messages_by_id ON messages (id);
CREATE INDEX messages_by_time ON messages (time);
