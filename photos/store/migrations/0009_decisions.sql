-- The log also has what Users decided about a Consumer, which is no request of the Consumer's own.
ALTER TABLE requests ADD COLUMN kind TEXT NOT NULL DEFAULT '';
