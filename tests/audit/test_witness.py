"""A witness over HTTP: it cosigns what goes on from what it saw, refuses every other story, and remembers both."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lifecycle_api.audit.cosigning import QuorumMissed
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint
from lifecycle_api.audit.tlog.keys import ED25519, NoteKey, Signer, signer
from lifecycle_api.audit.tlog.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, perfect_root, range_hash
from lifecycle_api.audit.tlog.policy import Policy, Witness
from lifecycle_api.audit.tlog.text import encoded
from lifecycle_api.audit.trees import NoCheckpoint
from lifecycle_api.audit.witness import folder
from lifecycle_api.audit.witness.service import application
from lifecycle_api.audit.witness.witness import origin_hash
from tests.audit.conftest import Audited, audited
from tests.support.log import bare, open_log
from tests.support.serving import serving
from tests.support.waiting import PATIENCE_SECONDS

ORIGIN = "log.example/audit/1"
LOG = signer(ORIGIN, ED25519, bytes([1]) * 32)
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
FORK = [*LEAVES[:3], leaf_hash(b"another"), *LEAVES[4:]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of a witness that watches the log."""
    folder.create(tmp_path, "w.example/w1")
    folder.watch(tmp_path, LOG.key.vkey)
    return tmp_path


@contextmanager
def witness(place: Path) -> Iterator[tuple[httpx.Client, NoteKey]]:
    """The witness, served."""
    served, own, _ = folder.opened(place)
    with serving(application(served)) as address, httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
        yield client, own.key


def perfect(leaves: list[bytes], height: int, number: int) -> bytes:
    """A whole subtree."""
    return perfect_root(leaves[number << height : (number + 1) << height])


def request(old: int, size: int, leaves: list[bytes] = LEAVES, *, by: Signer = LOG, root: bytes | None = None) -> str:
    """What a log asks: the checkpoint over its first `size` leaves, and the proof from `old` on."""
    found = root or range_hash(0, size, lambda height, number: perfect(leaves, height, number))
    text = Checkpoint(by.key.name, size, found).text
    proof = consistency_proof(old, size, lambda height, number: perfect(leaves, height, number))
    return "\n".join([f"old {old}", *map(encoded, proof), "", f"{text}\n{by.sign(text)}"])


def ask(client: httpx.Client, body: str) -> tuple[int, str]:
    """Status and text of the answer."""
    answer = client.post("/add-checkpoint", content=body.encode())
    return answer.status_code, answer.text


def test_what_goes_on_is_cosigned(place: Path) -> None:
    """From nothing, then further, also the same again; and the newest can be had by anyone."""
    with witness(place) as (client, key):
        for old, size in ((0, 5), (5, 12), (12, 12), (12, 20)):
            body = request(old, size)
            status, line = ask(client, body)
            note = body.partition("\n\n")[2]
            assert status == 200
            assert key in notes.signed_by(notes.parse(note + line), [key])
        kept = client.get(f"/{origin_hash(ORIGIN)}/checkpoint").text
    assert set(notes.signed_by(notes.parse(kept), [key, LOG.key])) == {key, LOG.key}
    assert kept.split("\n")[1] == "20"


def test_a_fork_is_refused_and_kept_as_evidence(place: Path) -> None:
    """It is well signed, and it is another story."""
    with witness(place) as (client, _):
        assert ask(client, request(0, 5))[0] == 200
        status, why = ask(client, request(5, 12, FORK))
        assert (status, "does not begin with" in why) == (422, True)
        assert ask(client, request(5, 5, FORK))[0] == 422
        assert ask(client, request(5, 12))[0] == 200
    assert [(row[0], row[1]) for row in folder.memory(place).refused()] == [(ORIGIN, 5)] * 2


def test_a_rollback_is_refused_after_a_restart_too(place: Path) -> None:
    """The memory is a file, and the answer says how far the log was seen."""
    with witness(place) as (client, _):
        assert ask(client, request(0, 12))[0] == 200
    with witness(place) as (client, _):
        answer = client.post("/add-checkpoint", content=request(0, 5).encode())
        assert (answer.status_code, answer.text) == (409, "12\n")
        assert answer.headers["content-type"].startswith("text/x.tlog.size")
    assert "12 were seen before" in folder.memory(place).refused()[0][3]


STRANGER = signer(ORIGIN, ED25519, bytes([2]) * 32)
ELSEWHERE = signer("elsewhere.example", ED25519, bytes([1]) * 32)
BAD = {
    "unknown log": (request(0, 5, by=ELSEWHERE), 404),
    "unknown key": (request(0, 5, by=STRANGER), 403),
    "broken signature": (request(0, 5).replace("\n5\n", "\n6\n"), 403),
    "no size": (request(0, 5).replace("old 0", "old"), 400),
    "leading zero": (request(0, 5).replace("old 0", "old 00"), 400),
    "not base64": (request(0, 5).replace("old 0", "old 0\n!"), 400),
    "no note": ("old 0\n\nx", 400),
    "no UTF-8": ("old 0\n\n\udcff", 400),
    "old above new": (request(0, 5).replace("old 0", "old 6"), 400),
    "a proof of nothing": (request(0, 5).replace("old 0", f"old 0\n{encoded(EMPTY_ROOT)}"), 422),
    "an empty tree with a root": (request(0, 0, root=LEAVES[0]), 422),
    "a long proof": (request(0, 5).replace("old 0", "old 0" + f"\n{encoded(EMPTY_ROOT)}" * 64), 400),
    "too much": ("old 0" + "\n" * 70_000, 413),
}


def test_bad_requests_are_told_why(place: Path) -> None:
    """With the status of the specification, and nothing is remembered."""
    with witness(place) as (client, _):
        for what, (body, expected) in BAD.items():
            answer = client.post("/add-checkpoint", content=body.encode("utf-8", "surrogateescape"))
            assert (what, answer.status_code) == (what, expected)
        assert client.get(f"/{origin_hash(ORIGIN)}/checkpoint").status_code == 404


def test_a_witness_is_made_once(place: Path) -> None:
    """One that lost its memory is given up; its key would vouch for nothing."""
    with pytest.raises(folder.WitnessExists):
        folder.create(place, "w.example/w1")
    (place / "witness.sqlite").unlink()
    with pytest.raises(folder.NoWitness):
        folder.opened(place)
    with pytest.raises(folder.NoWitness):
        folder.opened(place / "nowhere")


@pytest.mark.anyio
async def test_a_log_counts_once_its_witnesses_have_seen_it(here: Audited, tmp_path: Path) -> None:
    """The served checkpoint waits for the quorum; who is asked later is shown the way from where it was."""
    await here.log.journal.write_in_order(here.log.tenant, [bare("x") for _ in range(3)])
    origin = await here.audit.begin(here.log.tenant)
    (log_key,), _ = await here.audit.signing.published(here.log.tenant, origin)
    keys = []
    for name in ("w1", "w2"):
        keys.append(folder.create(tmp_path / name, name))
        folder.watch(tmp_path / name, log_key.vkey)
    with serving(application(folder.opened(tmp_path / "w1")[0])) as first:
        alone = policy(keys, first, "http://127.0.0.1:1")
        with pytest.raises(QuorumMissed) as missed:
            await here.with_policy(alone).audit.checkpoint(here.log.tenant)
        assert list(missed.value.data["witnesses"]) == ["w2"]
        await here.log.journal.write_in_order(here.log.tenant, [bare("x") for _ in range(300)])
        with serving(application(folder.opened(tmp_path / "w2")[0])) as second:
            signed = await here.with_policy(policy(keys, first, second)).audit.checkpoint(here.log.tenant)
    assert signed.size == 303
    assert set(notes.signed_by(notes.parse(signed.note), keys)) == set(keys)


@pytest.mark.anyio
async def test_the_background_asks_witnesses(here: Audited, tmp_path: Path) -> None:
    """Nobody calls for it: what is recorded is signed, cosigned, and counts."""
    origin = await here.audit.begin(here.log.tenant)
    (log_key,), _ = await here.audit.signing.published(here.log.tenant, origin)
    key = folder.create(tmp_path, "w1")
    folder.watch(tmp_path, log_key.vkey)
    with serving(application(folder.opened(tmp_path)[0])) as address:
        asking = here.with_policy(Policy(witnesses={"w1": Witness(key, address)}, quorum="w1"))
        running = asyncio.create_task(asking.audit.integrator.run_forever())
        await here.log.journal.write_in_order(here.log.tenant, [bare("x")])
        note = await counted(here)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert key in notes.signed_by(notes.parse(note), [key])


async def counted(here: Audited) -> str:
    """The first checkpoint that counts."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                return (await here.audit.trees.checkpoint(here.log.tenant)).note
            except NoCheckpoint:
                await here.log.store.wakeup().wait(0.05)


@pytest.mark.anyio
async def test_a_log_that_lost_events_finds_no_witness(here: Audited, tmp_path: Path, shared_dsn: str) -> None:
    """After a restore from an old backup the log is shorter: the witness says so, and nothing counts."""
    await here.log.journal.write_in_order(here.log.tenant, [bare("x") for _ in range(9)])
    origin = await here.audit.begin(here.log.tenant)
    (log_key,), _ = await here.audit.signing.published(here.log.tenant, origin)
    key = folder.create(tmp_path, "w1")
    folder.watch(tmp_path, log_key.vkey)
    with serving(application(folder.opened(tmp_path)[0])) as address:
        asking = Policy(witnesses={"w1": Witness(key, address)}, quorum="w1")
        await here.with_policy(asking).audit.checkpoint(here.log.tenant)
        async with open_log(shared_dsn) as restored:
            other = audited(restored, asking)
            await restored.journal.write_in_order(restored.tenant, [bare("x") for _ in range(2)])
            other.audit.integrator._origin = lambda _: origin
            await other.audit.begin(restored.tenant)
            ((fresh,), _) = await other.audit.signing.published(restored.tenant, origin)
            folder.watch(tmp_path, fresh.vkey)
    with serving(application(folder.opened(tmp_path)[0])) as address:
        asking = Policy(witnesses={"w1": Witness(key, address)}, quorum="w1")
        async with open_log(shared_dsn, tenant=restored.tenant) as again:
            with pytest.raises(QuorumMissed) as missed:
                await audited(again, asking).audit.checkpoint(again.tenant)
    assert missed.value.data["witnesses"] == {"w1": "w1 has seen 9 leaves, and this log has 2."}


def policy(keys: list[NoteKey], *addresses: str) -> Policy:
    """Both witnesses have to cosign."""
    names = [key.name for key in keys]
    witnesses = {key.name: Witness(key, address) for key, address in zip(keys, addresses, strict=True)}
    return Policy(witnesses=witnesses, groups={"both": (2, tuple(names))}, quorum="both")
