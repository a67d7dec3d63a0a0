-- Where several processes serve, the used nonces are in a table that has a part for every few minutes. Parts are made ahead
-- of time, and dropped when no clock accepts their timestamps any more. What identifies a nonce is kept as a hash, which
-- is shorter, and the same for any bytes. Where one process serves they are kept beside the database.
-- only postgres
DROP TABLE nonces;
CREATE TABLE nonces (
	timestamp BIGINT NOT NULL, -- seconds, as sent
	digest    BYTEA NOT NULL,  -- SHA-256 of Consumer, token and nonce
	PRIMARY KEY (timestamp, digest)
) PARTITION BY RANGE (timestamp);
ALTER TABLE nonces ALTER COLUMN digest SET STORAGE PLAIN; -- so short that no part needs a second table
-- end only
