"""`lifecycle-api partner` where it is refused."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifecycle_api.access.oauth import keyfile
from lifecycle_api.cli.main import main
from tests.support.log import MASTER_KEY


class _Answering(BaseHTTPRequestHandler):
    """Gives a token at the right path, and below `/other` what another program might."""

    def do_POST(self) -> None:
        found = self.requestline.split()[1] == "/oauth/token"  # `path` would hide that there are two slashes
        body = json.dumps({"access_token": "t"} if found else {"status": "not a server of tokens"}).encode()
        self.send_response(200 if found or self.path.startswith("/fine") else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where somebody answers."""
    with HTTPServer(("127.0.0.1", 0), _Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def asked(url: str, folder: Path) -> Result:
    """What is said to somebody who asks there for a token."""
    keyfile.make(folder / "key.jwk")
    return CliRunner().invoke(
        main, ["partner", "token", "--url", url, "--client", "c", "--key", str(folder / "key.jwk")]
    )


def test_an_address_may_end_with_a_slash(address: str, tmp_path: Path) -> None:
    """As browsers write it."""
    assert asked(f"{address}/", tmp_path).stdout == "t\n"


@pytest.mark.parametrize("place", ["/other", "/fine"])
def test_another_program_is_no_authorization_server(address: str, tmp_path: Path, place: str) -> None:
    """Whatever it answers, and with which status."""
    refused = asked(address + place, tmp_path)
    assert refused.exit_code == 1
    assert refused.stderr == f"Error: There is no authorization server at {address}{place}.\n"


def test_an_unknown_rooftop_is_named_as_it_was_written(deployed_dsn: str, tmp_path: Path) -> None:
    """By its code; and no key is left."""
    call = CliRunner(env={"DATABASE_URL": deployed_dsn, "LIFECYCLE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode()})
    assert call.invoke(main, ["group", "add", "Pinecrest Group"]).exit_code == 0
    key = tmp_path / "key.jwk"
    words = ["partner", "register", "--party", "Carfair", "--rooftop", "NOPE", "--new-key", str(key)]
    refused = call.invoke(main, words)
    assert refused.exit_code == 1
    assert "no rooftop 'NOPE'" in refused.stderr
    assert not key.exists()
