-- Who makes the renditions of which original, where several processes serve.
CREATE TABLE making (
	original TEXT PRIMARY KEY, -- SHA-256
	worker   TEXT NOT NULL,    -- a process
	until    BIGINT NOT NULL   -- then it is another's, by the database's clock
);
