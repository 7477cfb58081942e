-- A cursor of a keyset page holds sort values, so it is encrypted where it is made: the keyed hash of the values
-- (HMAC-SHA-256, its two pads are the key's first 128 bytes) authenticates them and starts the key stream, which is
-- SHA-256 of the key's last 32 bytes, that hash and a counter. pgcrypto is not part of every PostgreSQL; sha256 is.
-- `lifecycle_api.planner.cursors` opens it.
CREATE FUNCTION lifecycle.cursor(p_values text, p_key bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
  v_plain  bytea := convert_to(p_values, 'UTF8');
  v_vector bytea := substring(
    sha256(substring(p_key FROM 65 FOR 64) || sha256(substring(p_key FROM 1 FOR 64) || v_plain)) FROM 1 FOR 16
  );
  v_secret bytea := substring(p_key FROM 129) || v_vector;
  v_stream bytea := '';
  v_sealed bytea;
BEGIN
  FOR v_block IN 0 .. (length(v_plain) - 1) / 32 LOOP
    v_stream := v_stream || sha256(v_secret || int4send(v_block));
  END LOOP;
  -- Bytes have no XOR, but bits have one. They are sent as the number of them, in four bytes, and the bytes they make.
  v_sealed := substring(varbit_send(
    ('x' || encode(v_plain, 'hex'))::varbit
    # ('x' || encode(substring(v_stream FROM 1 FOR length(v_plain)), 'hex'))::varbit
  ) FROM 5);
  RETURN rtrim(translate(encode(v_vector || v_sealed, 'base64'), E'+/\n', '-_'), '=');
END
$$;

REVOKE ALL ON FUNCTION lifecycle.cursor(text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.cursor(text, bytea) TO lifecycle_service;
