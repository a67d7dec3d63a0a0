-- Who has tried to sign in as whom. The tries at screen names that nobody has stand under '', so that they cost as much.
CREATE TABLE sign_ins (
	id       TEXT PRIMARY KEY,
	user_id  TEXT NOT NULL,
	time     BIGINT NOT NULL,
	how      TEXT NOT NULL CHECK (how IN ('sign-up', 'password', 'passkey')),
	address  TEXT NOT NULL,
	browser  TEXT NOT NULL,
	accepted BOOLEAN NOT NULL
);
CREATE INDEX sign_ins_of_user ON sign_ins (user_id, accepted, time);

-- The public halves of key pairs that Users' devices keep (Web Authentication Level 2 section 4).
CREATE TABLE passkeys (
	id         TEXT PRIMARY KEY, -- of the credential, base64url
	user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	name       TEXT NOT NULL,
	public_key BLOB NOT NULL,    -- COSE_Key
	flags      BIGINT NOT NULL,
	counter    BIGINT NOT NULL,
	transports TEXT NOT NULL,    -- JSON
	created    BIGINT NOT NULL,
	last_used  BIGINT
);
CREATE INDEX passkeys_of_user ON passkeys (user_id, created);
