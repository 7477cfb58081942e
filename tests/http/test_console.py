"""The console is a page of our own, and gives tokens to nobody but this machine."""

import re
from pathlib import Path

import httpx
import pytest

from lifecycle_api.http.app import create_app
from lifecycle_api.http.console import Console
from lifecycle_api.http.operations import OperationUnusable, operations_folder, saved_operations
from tests.http.toy import Toy
from tests.support.serving import serving
from tests.support.waiting import PATIENCE_SECONDS

STATIC = Path(__file__).parents[2] / "src" / "lifecycle_api" / "http" / "static"


def test_a_browser_that_opens_the_endpoint_gets_the_console(anyone: httpx.Client) -> None:
    """And a program that asks without a query is told what is missing."""
    response = anyone.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (303, "/console")
    assert anyone.get("/graphql").status_code == 400


def test_a_browser_that_opens_the_bare_address_gets_the_console(anyone: httpx.Client) -> None:
    """And a program, or somebody who posts there, is told where to ask."""
    response = anyone.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (303, "/console")
    for refused in (anyone.get("/"), anyone.post("/", json={"query": "{name}"}, headers={"Accept": "text/html"})):
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["extensions"]["code"]) == (404, "NOT_FOUND")
        assert "/graphql" in error["message"]


def test_the_page_names_only_files_of_ours(anyone: httpx.Client) -> None:
    """Each of them is served, with the policy that keeps everything else out."""
    page = anyone.get("/console")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert addresses == ["data:,", "/console/assets/console.css", "/console/assets/console.js"]
    for response in (page, *(anyone.get(address) for address in addresses[1:])):
        assert response.status_code == 200
        assert response.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert response.headers["x-content-type-options"] == "nosniff"


def test_an_asset_is_sent_once(anyone: httpx.Client) -> None:
    """A browser that has it is told that nothing changed."""
    etag = anyone.get("/console/assets/console.js").headers["etag"]
    assert anyone.get("/console/assets/console.js", headers={"If-None-Match": etag}).status_code == 304


def test_the_built_files_load_nothing_from_elsewhere() -> None:
    """No address in a stylesheet, no source map, no font."""
    style = (STATIC / "console.css").read_text(encoding="utf-8")
    assert re.findall(r"url\((?!\"?data:image)|@import|@font-face", style) == []
    assert "sourceMappingURL" not in (STATIC / "console.js").read_text(encoding="utf-8")


def test_personas_bring_tokens_that_work(anyone: httpx.Client) -> None:
    """Fresh ones, never kept by the browser."""
    response = anyone.get("/console/personas.json")
    assert response.headers["cache-control"] == "no-store"
    (manager,) = [each for each in response.json() if each["key"] == "sales-manager"]
    headers = {"Authorization": f"Bearer {manager['token']}"}
    answer = anyone.post("/graphql", json={"query": "{name}"}, headers=headers)
    assert answer.json()["data"]["name"] == manager["name"]


@pytest.mark.parametrize("host", ["rebound.example", "192.168.1.5:8000", "localhost.evil.example"])
def test_a_name_pointed_at_this_machine_gets_no_token(anyone: httpx.Client, host: str) -> None:
    """A page elsewhere can rebind its own name to loopback, and still sends that name."""
    assert anyone.get("/console/personas.json", headers={"Host": host}).status_code == 404


@pytest.mark.anyio
async def test_a_caller_from_another_machine_gets_no_token(app: Toy) -> None:
    """Whatever host it names."""
    transport = httpx.ASGITransport(create_app(app.services), client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as elsewhere:
        assert (await elsewhere.get("/console/personas.json")).status_code == 404


def test_without_the_dev_issuer_there_are_no_personas(app: Toy) -> None:
    """The page then asks for a token."""
    with serving(create_app(app.with_(console=Console()).services)) as address:
        assert httpx.get(f"{address}/console/personas.json", timeout=PATIENCE_SECONDS).status_code == 404
        assert httpx.get(f"{address}/console/operations.json", timeout=PATIENCE_SECONDS).json() == []


def test_without_a_console_there_is_no_page(app: Toy) -> None:
    """And nothing leads to one."""
    with serving(create_app(app.with_(console=None).services)) as address:
        assert httpx.get(f"{address}/console", timeout=PATIENCE_SECONDS).status_code == 404
        assert (
            httpx.get(f"{address}/graphql", timeout=PATIENCE_SECONDS, headers={"Accept": "text/html,*/*"}).status_code
            == 400
        )


def test_operations_are_read_from_a_folder(tmp_path: Path) -> None:
    """By persona and name; the first comment is the title, and variables are a file beside."""
    for persona in ("ann", "bob"):
        (tmp_path / persona).mkdir()
    (tmp_path / "bob" / "b.graphql").write_text("query B { name }", encoding="utf-8")
    (tmp_path / "ann" / "a.graphql").write_text("# What is told to Ann?\nquery A($id: ID!) { name }", encoding="utf-8")
    (tmp_path / "ann" / "a.variables.json").write_text('{"id": "customer:1"}', encoding="utf-8")
    first, second = saved_operations(tmp_path)
    assert (first.persona, first.name, first.title) == ("ann", "a", "What is told to Ann?")
    assert first.variables == {"id": "customer:1"}
    assert (second.persona, second.name, second.title, second.variables) == ("bob", "b", "b", {})


@pytest.mark.parametrize("content", ["{", "[]"])
def test_broken_variables_are_named(tmp_path: Path, content: str) -> None:
    """At start, not when somebody picks the operation."""
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "a.graphql").write_text("{ name }", encoding="utf-8")
    (tmp_path / "ann" / "a.variables.json").write_text(content, encoding="utf-8")
    with pytest.raises(OperationUnusable, match=r"a\.variables\.json"):
        saved_operations(tmp_path)


def test_the_folder_is_the_clients_own_in_a_checkout() -> None:
    """One list of operations for clients, documentation and console."""
    assert operations_folder().parts[-2:] == ("clients", "operations")
