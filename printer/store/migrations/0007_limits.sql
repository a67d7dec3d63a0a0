-- How often somebody may try to sign in or to guess a code, where several processes serve: see sqldb.Limit.
CREATE TABLE limits (
	id   TEXT PRIMARY KEY, -- a hash of what is limited and for whom
	back BIGINT NOT NULL   -- when all tries are back, by the database's clock
);
CREATE INDEX limits_by_age ON limits (back);
