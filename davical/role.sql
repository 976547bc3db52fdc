-- Run once by the owner of the database (any role with CREATEROLE and CREATE on the database), and again at will.
-- The password is set by the caller, who knows it:  ALTER ROLE davical PASSWORD '...'
-- DAViCal gets its own schema and nothing in any other.

DO $$
BEGIN
  CREATE ROLE davical LOGIN;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;   -- unique_violation: two at the same moment
END
$$;

-- A role that is no superuser may only give a schema to a role that it is a member of.
DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'davical', 'MEMBER') THEN
    EXECUTE format('GRANT davical TO %I', current_user);
  END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS davical AUTHORIZATION davical;

DO $$
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO davical', current_database());
END
$$;
