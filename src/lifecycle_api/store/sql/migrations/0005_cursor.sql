-- A cursor of a keyset page holds sort values, so it is encrypted where it is made: the keyed hash of the values
-- (HMAC-SHA-256, its two pads are the key's first 128 bytes) authenticates them and starts the key stream, which is
-- SHA-256 of the key's last 32 bytes, that hash and a counter. pgcrypto is not part of every PostgreSQL; sha256 is.
-- `lifecycle_api.planner.cursors` opens it.
CREATE FUNCTION lifecycle.cursor(p_values text, p_key bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog
AS $$
DECLARE
  v_plain  bytea := convert_to(p_values, 'UTF8');
  v_vector bytea := substring(
    sha256(substring(p_key FROM 65 FOR 64) || sha256(substring(p_key FROM 1 FOR 64) || v_plain)) FROM 1 FOR 16
  );
  v_sealed bytea := v_vector;
  v_bits   bit(256);
BEGIN
  FOR v_block IN 0 .. (length(v_plain) - 1) / 32 LOOP
    v_bits := ('x' || encode(sha256(substring(p_key FROM 129) || v_vector || int4send(v_block)), 'hex'))::bit(256)
            # ('x' || rpad(encode(substring(v_plain FROM v_block * 32 + 1 FOR 32), 'hex'), 64, '0'))::bit(256);
    v_sealed := v_sealed
      || int8send(v_bits::bit(64)::bigint) || int8send((v_bits << 64)::bit(64)::bigint)
      || int8send((v_bits << 128)::bit(64)::bigint) || int8send((v_bits << 192)::bit(64)::bigint);
  END LOOP;
  RETURN rtrim(
    translate(encode(substring(v_sealed FROM 1 FOR 16 + length(v_plain)), 'base64'), E'+/\n', '-_'), '='
  );
END
$$;

REVOKE ALL ON FUNCTION lifecycle.cursor(text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.cursor(text, bytea) TO lifecycle_service;
