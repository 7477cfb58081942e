"""`lifecycle-api partner` where it is refused."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifecycle_api.access.oauth import keyfile
from lifecycle_api.cli.main import main
from tests.support.commands import Call, calling

SCOPE = ("--scope", "vehicles:read")


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


@pytest.fixture
def call(deployed_dsn: str) -> Call:
    """What runs commands on a database with one dealer group."""
    run = calling(deployed_dsn)
    assert run("group", "add", "Pinecrest Group").exit_code == 0
    return run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rooftop", "NOPE", *SCOPE), "no rooftop 'NOPE'"),
        (("--until", "2020-01-31", *SCOPE), "today or later"),
        ((), "at least one scope of: "),
    ],
)
def test_a_client_that_could_do_nothing_is_refused(
    call: Call, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """In the words that were given; and no key is left."""
    key = tmp_path / "key.jwk"
    refused = call("partner", "register", "--party", "Carfair", "--new-key", key, *words)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert not key.exists()


def test_a_client_that_is_revoked_gets_no_new_key(call: Call, tmp_path: Path) -> None:
    """It would never count; and none is left."""
    first, second = tmp_path / "first.jwk", tmp_path / "second.jwk"
    made = call("partner", "register", "--party", "Carfair", "--new-key", first, *SCOPE, "--json")
    client = json.loads(made.stdout)["clientId"]
    assert call("partner", "revoke", client, "--reason", "They left.").exit_code == 0
    refused = call("partner", "rotate", client, "--new-key", second, "--json")
    assert (refused.exit_code, json.loads(refused.stderr)["error"]["code"]) == (1, "POLICY_REFUSED")
    assert not second.exists()
