-- What a User is told about each grant: since when it has lasted (before renewals, too), how often it was used, and from
-- where it was used last.
ALTER TABLE access_tokens ADD COLUMN granted BIGINT; -- NULL: when it was issued
ALTER TABLE access_tokens ADD COLUMN uses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE access_tokens ADD COLUMN last_address TEXT NOT NULL DEFAULT '';
