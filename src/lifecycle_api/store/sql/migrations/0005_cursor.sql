-- A cursor of a keyset page holds sort values, so it is encrypted: AES-256-CBC under the first 32 bytes of the key,
-- with the keyed hash of the content (under the other 32) as its initialisation vector, which also authenticates it.
-- `lifecycle_api.planner.cursors` opens it. pgcrypto may be installed in any schema, so that is looked up once here.
DO $do$
DECLARE
  v_crypto text := (
    SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pgcrypto'
  );
BEGIN
  EXECUTE format($create$
    CREATE FUNCTION lifecycle.cursor(p_values text, p_key bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog
    AS $function$
    DECLARE
      v_plain  bytea := convert_to(p_values, 'UTF8');
      v_vector bytea := substring(%1$I.hmac(v_plain, substring(p_key FROM 33), 'sha256') FROM 1 FOR 16);
      v_sealed bytea := %1$I.encrypt_iv(v_plain, substring(p_key FROM 1 FOR 32), v_vector, 'aes-cbc/pad:pkcs');
    BEGIN
      RETURN rtrim(translate(encode(v_vector || v_sealed, 'base64'), E'+/\n', '-_'), '=');
    END
    $function$
  $create$, v_crypto);
END
$do$;

REVOKE ALL ON FUNCTION lifecycle.cursor(text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.cursor(text, bytea) TO lifecycle_service;
