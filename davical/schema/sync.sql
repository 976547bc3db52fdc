-- A sync never misses a committed change (RFC 6578 3.2). DAViCal compares the time at which a writing transaction began
-- with the time at which a token was made, and so loses what began before and was committed after. Here a change knows
-- its transaction and a token what was committed when it was made; clocks decide nothing.
--
-- May be run again and again. Tokens from before these columns cannot be completed: they are forgotten, and each client
-- starts once anew (DAV:valid-sync-token).

ALTER TABLE sync_changes ADD COLUMN IF NOT EXISTS writer xid8;
ALTER TABLE sync_tokens ADD COLUMN IF NOT EXISTS snapshot pg_snapshot;
ALTER TABLE sync_tokens ADD COLUMN IF NOT EXISTS tag TEXT;
DELETE FROM sync_changes WHERE writer IS NULL;
DELETE FROM sync_tokens WHERE snapshot IS NULL OR tag IS NULL;
-- Set apart from ADD COLUMN, which would give the rows that are there the transaction of this script.
ALTER TABLE sync_changes ALTER COLUMN writer SET DEFAULT pg_current_xact_id(), ALTER COLUMN writer SET NOT NULL;
ALTER TABLE sync_tokens ALTER COLUMN snapshot SET DEFAULT pg_current_snapshot(), ALTER COLUMN snapshot SET NOT NULL;
-- After a restored backup the numbers of tokens are given out a second time; the tag tells them apart.
ALTER TABLE sync_tokens ALTER COLUMN tag SET DEFAULT left(md5(gen_random_uuid()::text), 12), ALTER COLUMN tag SET NOT NULL;
CREATE INDEX IF NOT EXISTS sync_changes_writer_idx ON sync_changes (collection_id, writer);


-- Always: also while nobody has a token, for one may be made before this transaction is committed.
CREATE or REPLACE FUNCTION write_sync_change( INT8, INT, TEXT ) RETURNS BOOLEAN AS $$
  INSERT INTO sync_changes ( collection_id, sync_status, dav_id, dav_name )
       VALUES ( $1, $2, (SELECT dav_id FROM caldav_data WHERE dav_name = $3), $3 )
    RETURNING TRUE;
$$ LANGUAGE sql VOLATILE STRICT;


-- The names that were written since a token. An unseen transaction is not older than the snapshot's xmin, which the
-- index knows; pg_visible_in_snapshot() tells it from those that the snapshot has seen.
CREATE or REPLACE FUNCTION sync_changed_names( INT8, pg_snapshot ) RETURNS SETOF TEXT AS $$
  SELECT DISTINCT dav_name FROM sync_changes
   WHERE collection_id = $1 AND writer >= pg_snapshot_xmin($2) AND NOT pg_visible_in_snapshot(writer, $2);
$$ LANGUAGE sql STABLE STRICT;


-- What no client can need: of the tokens that are older than a week all but the newest, and changes that every token has
-- seen. Only a token of last week vouches for the changes: others may be made at this moment, uncommitted, with an older
-- snapshot than any that is visible here, but none is a week older. The token in use stays.
CREATE or REPLACE FUNCTION forget_sync_tokens( INT8, INT8 ) RETURNS VOID AS $$
DECLARE
  in_collection_id ALIAS FOR $1;
  in_token_in_use ALIAS FOR $2;
  newest_old_token sync_tokens.sync_token%TYPE;
BEGIN
  SELECT sync_token INTO newest_old_token FROM sync_tokens
   WHERE collection_id = in_collection_id AND modification_time < current_timestamp - '7 days'::interval
   ORDER BY sync_token DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  DELETE FROM sync_tokens
   WHERE collection_id = in_collection_id AND sync_token < newest_old_token AND sync_token <> in_token_in_use;
  DELETE FROM sync_changes
   WHERE collection_id = in_collection_id
     AND writer < (SELECT pg_snapshot_xmin(snapshot) FROM sync_tokens WHERE collection_id = in_collection_id ORDER BY 1 LIMIT 1);
END
$$ LANGUAGE plpgsql VOLATILE STRICT;


-- The collection's newest token, or a new one if something was written that it has not seen. To be asked before the
-- collection is read: the token may stand for less than what is read then, never for more. NULL for a token to start
-- from ($1, 0 for none) that is not this collection's.
CREATE or REPLACE FUNCTION new_sync_token( INT8, INT8 ) RETURNS INT8 AS $$
DECLARE
  in_old_sync_token ALIAS FOR $1;
  in_collection_id ALIAS FOR $2;
  newest sync_tokens%ROWTYPE;
  new_token sync_tokens.sync_token%TYPE;
BEGIN
  IF in_old_sync_token > 0 THEN
    PERFORM FROM sync_tokens WHERE sync_token = in_old_sync_token AND collection_id = in_collection_id;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;

  SELECT * INTO newest FROM sync_tokens WHERE collection_id = in_collection_id ORDER BY sync_token DESC LIMIT 1;
  IF FOUND THEN
    PERFORM FROM sync_changed_names(in_collection_id, newest.snapshot) LIMIT 1;
    IF NOT FOUND THEN
      RETURN newest.sync_token;
    END IF;
  END IF;

  INSERT INTO sync_tokens ( collection_id ) VALUES ( in_collection_id ) RETURNING sync_token INTO new_token;
  PERFORM forget_sync_tokens(in_collection_id, in_old_sync_token);
  RETURN new_token;
END
$$ LANGUAGE plpgsql VOLATILE STRICT;


-- A token as clients see it.
CREATE or REPLACE FUNCTION sync_token_text( sync_tokens ) RETURNS TEXT AS $$
  SELECT 'data:,' || $1.sync_token || '-' || $1.tag;
$$ LANGUAGE sql IMMUTABLE;

-- new_sync_token() for clients.
CREATE or REPLACE FUNCTION current_sync_token( INT8, INT8 ) RETURNS TEXT AS $$
DECLARE
  number INT8;
BEGIN
  -- A statement of its own, so that the next one sees the row that it makes.
  number := new_sync_token($1, $2);
  RETURN (SELECT sync_token_text(sync_tokens) FROM sync_tokens WHERE sync_token = number);
END
$$ LANGUAGE plpgsql VOLATILE STRICT;

-- The number of a client's token; NULL for one that this server has not given out for this collection.
CREATE or REPLACE FUNCTION known_sync_token( TEXT, INT8 ) RETURNS INT8 AS $$
  SELECT sync_token FROM sync_tokens
   WHERE sync_token = substring($1 from '^data:,([0-9]{1,9})-')::INT8 AND collection_id = $2 AND sync_token_text(sync_tokens) = $1;
$$ LANGUAGE sql STABLE STRICT;
