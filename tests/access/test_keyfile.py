"""The file in which a partner's program keeps its private key."""

from pathlib import Path

import pytest

from lifecycle_api.access.oauth import keyfile


def test_a_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    """The public half has the same name; a file that is there is left alone."""
    path = tmp_path / "carfinder.jwk"
    public = keyfile.make(path)
    assert keyfile.load(path).kid == public["kid"]
    with pytest.raises(keyfile.KeyFileUnusable, match="Name a new file"):
        keyfile.make(path)


@pytest.mark.parametrize("content", [None, b"# A readme", b'{"kty": "EC"}'])
def test_what_is_no_key_is_named(tmp_path: Path, content: bytes | None) -> None:
    """With the file, and with how to get one."""
    path = tmp_path / "README.md"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(keyfile.KeyFileUnusable, match=r"no private P-256 key .*README\.md; make one with --new-key"):
        keyfile.load(path)
