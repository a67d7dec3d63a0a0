-- What whoever runs photos has barred, whatever its developer says: apart from suspended, which is the developer's own.
ALTER TABLE registrations ADD COLUMN barred BOOLEAN NOT NULL DEFAULT FALSE;
