-- A collection's etag (also its getctag) is another one after each change of its members. Stock DAViCal makes it from the
-- etag of the member that was written last: it comes back when the same content is written again, whatever else has
-- changed since, and it stays when a member is renamed.
CREATE or REPLACE FUNCTION new_collection_etag( INT8 ) RETURNS VOID AS $$
  UPDATE collection SET modified = current_timestamp, dav_etag = md5(gen_random_uuid()::text) WHERE collection_id = $1;
$$ LANGUAGE sql VOLATILE STRICT;

CREATE or REPLACE FUNCTION caldav_data_modified() RETURNS TRIGGER AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM new_collection_etag(OLD.collection_id);
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.caldav_data = OLD.caldav_data AND NEW.collection_id = OLD.collection_id AND NEW.dav_name = OLD.dav_name THEN
      RETURN NEW;
    END IF;
    IF NEW.collection_id <> OLD.collection_id THEN
      PERFORM new_collection_etag(OLD.collection_id);
    END IF;
  END IF;
  PERFORM new_collection_etag(NEW.collection_id);
  RETURN NEW;
END
$$ LANGUAGE plpgsql VOLATILE;
