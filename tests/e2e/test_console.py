"""The console in a real browser: it asks as whom one chooses, and calls nobody but this service."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecycle_api.http.app import create_app
from tests.http.toy import toy
from tests.support.chromium import Page, chromium, opened
from tests.support.serving import serving

pytestmark = pytest.mark.browser

LOADED = """document.querySelector(".CodeMirror")?.CodeMirror.getValue().includes("WhoAmI")
  && performance.getEntriesByType("resource").some(each => each.name.endsWith("/graphql"))"""

CHOOSE = """(label, value) => {
  const labels = [...document.querySelectorAll(".console-bar label")]
  const select = labels.find(each => each.textContent.startsWith(label)).querySelector("select")
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(select, value)
  select.dispatchEvent(new Event("change", { bubbles: true }))
}"""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The console of the toy application, opened and loaded."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium is installed (on Debian: apt-get install chromium)")
    (tmp_path / "issuer").mkdir()
    app = create_app(toy(tmp_path / "issuer").services)
    with serving(app) as address, opened(program, tmp_path / "profile") as page:
        page.call("Page.navigate", url=f"{address}/graphql")
        page.wait_for(LOADED)
        assert page.run("location.pathname") == "/console"
        yield page
        assert [url for url in page.requested if not url.startswith((address, "data:"))] == []
        assert page.complaints == []


def answered(page: Page) -> str:
    """The text of the answer pane after pressing the button."""
    page.run('document.querySelector(".graphiql-execute-button").click()')
    page.wait_for("""document.querySelector(".result-window")?.textContent.includes('"data"')""")
    text: str = page.run('document.querySelector(".result-window").textContent')
    return text


def test_the_first_operation_is_asked_as_the_first_persona(page: Page) -> None:
    """One click from the address to an answer, without a request to anyone else and without a complaint."""
    assert "Sam, service advisor" in answered(page)


def test_another_persona_gets_their_own_answer(page: Page) -> None:
    """To what was typed meanwhile; the token goes with it, and the schema is asked for again."""
    page.run('document.querySelector(".CodeMirror").CodeMirror.setValue("{ mine: name }")')
    asked = len(page.requested)
    page.run(f'({CHOOSE})("Ask as", "marketplace")')
    page.wait_for('document.querySelector(".console-description").textContent.startsWith("Sends leads")')
    assert '"mine": "Carfinder, a marketplace"' in answered(page)
    assert len(page.requested) - asked == 2


def test_anyone_is_told_to_bring_a_token(page: Page) -> None:
    """The refusal stands where the answer would, and says what is missing."""
    page.run(f'({CHOOSE})("Ask as", "")')
    page.wait_for('document.querySelector(".console-description").textContent === ""')
    page.run('document.querySelector(".graphiql-execute-button").click()')
    page.wait_for("""document.querySelector(".result-window")?.textContent.includes("UNAUTHENTICATED")""")
    assert [each for each in page.complaints if "status of 400" not in each] == []
    page.complaints.clear()


def test_a_persona_brings_their_operations(page: Page) -> None:
    """Whoever is chosen is offered what is saved for them, and the first of it stands in the editor."""
    page.run(f'({CHOOSE})("Ask as", "consumer")')
    page.wait_for('document.querySelector(".CodeMirror").CodeMirror.getValue().includes("WhatIsMine")')
    offered = page.run("""[...document.querySelectorAll(".console-bar label")]
      .find(each => each.textContent.startsWith("Operation")).querySelectorAll("option").length""")
    assert offered == 2
    page.run(f'({CHOOSE})("Operation", "echo")')
    page.wait_for('document.querySelector(".CodeMirror").CodeMirror.getValue().includes("Echo")')
