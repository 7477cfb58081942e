"""Whatever is changed in a bundle is found, and named: by strangers, and by those who hold the log's own key."""

import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.lines import body_line, parse_header
from lifecycle_api.audit.entry import Entry
from lifecycle_api.audit.tlog.keys import ED25519, Signer, signer
from lifecycle_api.audit.verify.program import main
from tests.audit.tampering import Loose, loose

Shuffle = Callable[[list[bytes], int], list[bytes]]

DISCLOSED = 14  # the index of Ann's disclosure
CONCERN = 8  # of an event with a body


def stranger(good: Loose) -> Signer:
    """Somebody else, under the name of the log."""
    return signer(good.policy.logs[0].name, ED25519, bytes([7]) * 32)


def line_of(good: Loose, name: str, index: int) -> tuple[int, int]:
    """Where the line of an event stands in a file."""
    start = 0
    for line in good.lines(name):
        if int(line.split(b" ")[0]) == index + 1:
            return start, start + len(line)
        start += len(line)
    raise AssertionError(name)


def entry_of(good: Loose, index: int) -> tuple[int, int]:
    """Where an entry stands."""
    sizes = [2 + len(entry.data) for entry in good.entries()]
    return sum(sizes[:index]), sum(sizes[: index + 1])


PLACES: dict[str, Callable[[Loose], tuple[str, range]]] = {
    "an entry": lambda good: (files.ENTRIES, range(*entry_of(good, DISCLOSED))),
    "a leaf": lambda _: (files.tiles(0), range(32 * DISCLOSED, 32 * DISCLOSED + 32)),
    "an upper tile": lambda _: (files.tiles(1), range(32)),
    "the checkpoint": lambda good: (files.CHECKPOINT, range(len(good.parts[files.CHECKPOINT]))),
    "a header": lambda good: (files.HEADERS, range(*line_of(good, files.HEADERS, CONCERN))),
    "a decision": lambda good: (files.HEADERS, range(*line_of(good, files.HEADERS, DISCLOSED))),
    "a body": lambda good: (files.BODIES, range(*line_of(good, files.BODIES, CONCERN))),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_byte_counts_even_for_who_holds_the_key(good: Loose, place: str) -> None:
    """Any changed byte is found although the manifest is signed anew by the log's own key."""
    name, places = PLACES[place](good)
    assert places
    step = max(1, len(places) // 150)
    missed = [at for at in places[::step] if good.flipped(name, at).signed().verified().passed]
    assert missed == []


@pytest.mark.parametrize("name", [files.ENTRIES, files.tiles(0), files.HEADERS, files.BODIES, files.POLICY])
def test_a_changed_file_is_named(good: Loose, name: str) -> None:
    """Whatever else is found, the manifest tells which file it is in."""
    assert (None, name) in good.flipped(name, 40).failures()["files"]


def test_index_and_field_are_named(good: Loose) -> None:
    """Of the one event that was changed, and of no other."""
    entry = good.flipped(files.ENTRIES, entry_of(good, DISCLOSED)[0] + 12).signed().failures()
    header = good.flipped(files.HEADERS, line_of(good, files.HEADERS, DISCLOSED)[0] + 120).signed().failures()
    other = good.parts[files.BODIES].replace(good.lines(files.BODIES)[2], body_line(CONCERN + 1, b"other"))
    body = good.changed(**{files.BODIES: other}).signed().failures()
    assert entry["tree"][0] == (DISCLOSED, "entry")
    assert set(header["headers"]) == {(DISCLOSED, "header")}
    assert body == {"bodies": [(CONCERN, "body")]}
    leaf = good.flipped(files.tiles(0), 32 * DISCLOSED).signed().failures()
    assert leaf == {"tree": [(DISCLOSED, "entry")]}


def without(lines: list[bytes], at: int) -> list[bytes]:
    """A line is deleted."""
    return lines[:at] + lines[at + 1 :]


def twice(lines: list[bytes], at: int) -> list[bytes]:
    """A line is repeated."""
    return lines[: at + 1] + lines[at:]


def swapped(lines: list[bytes], at: int) -> list[bytes]:
    """Two lines change places."""
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def cut(lines: list[bytes], at: int) -> list[bytes]:
    """The file ends early."""
    return lines[: at + 1]


@pytest.mark.parametrize("how", [without, twice, swapped, cut])
@pytest.mark.parametrize("name", [files.HEADERS, files.BODIES])
def test_deleted_repeated_and_reordered_lines_are_found(good: Loose, name: str, how: Shuffle) -> None:
    """With a manifest that was signed for them."""
    forged = good.changed(**{name: b"".join(how(good.lines(name), 2))}).signed()
    found = forged.failures()
    assert found[name][0][0] is not None
    assert set(found) <= {name, "decisions", "permits"}


@pytest.mark.parametrize("how", [without, twice, swapped, cut])
def test_deleted_repeated_and_reordered_entries_are_found(good: Loose, how: Shuffle) -> None:
    """By the tree they do not lead to any more, and by their positions."""
    places: dict[Shuffle, int] = {without: 20, twice: 21, swapped: 20}
    packed = [len(entry.data).to_bytes(2, "big") + entry.data for entry in good.entries()]
    found = good.changed(**{files.ENTRIES: b"".join(how(packed, 20))}).signed().failures()
    assert "tree" in found
    if how in places:
        assert found["positions"][0] == (places[how], "position")


def test_the_same_log_under_another_key_is_not_trusted(good: Loose) -> None:
    """Everything fits together, and no key that was pinned has signed it."""
    found = good.rebuilt(good.entries(), [stranger(good)]).failures()
    assert found == {"checkpoint": [(None, "signature")], "manifest": [(None, "signature")]}


def test_another_key_in_the_bundles_own_policy_changes_nothing(good: Loose) -> None:
    """What the bundle says about keys is not asked when a policy is given."""
    other = good.policy._replace(logs=(stranger(good).key,), pinned=None)
    forged = good.changed(**{files.POLICY: other.text.encode()}).rebuilt(good.entries(), [stranger(good)])
    assert forged.verified().passed is False
    assert forged.verified(other).passed is True


def test_a_log_rewritten_by_its_own_key_is_a_fork(good: Loose) -> None:
    """The whole tree fits, but not to the checkpoint that was seen before."""
    entries = good.entries()
    forged = good.rebuilt([*entries[:-1], retold(entries[-1])])
    assert forged.failures()["last tree"] == [(None, "root")]
    unpinned = good.policy._replace(pinned=None)
    assert "last tree" not in forged.failures(unpinned)


def retold(entry: Entry) -> Entry:
    """Another event in the same place."""
    return entry._replace(type="y")


def test_a_log_cut_short_by_its_own_key_is_stale(good: Loose) -> None:
    """Whoever has seen more does not take less."""
    assert good.rebuilt(good.entries()[:200]).failures()["last seen"] == [(None, "size")]


def test_a_bundle_of_another_log_is_refused(good: Loose) -> None:
    """Its origin is not the one that is trusted."""
    elsewhere = signer("other.example/audit", ED25519, bytes([8]) * 32)
    other = good.policy._replace(logs=(elsewhere.key,), pinned=None)
    assert good.failures(other)["checkpoint"] == [(None, "origin")]


@pytest.mark.parametrize("seed", range(40))
def test_noise_in_the_zip_is_never_verified_and_never_breaks_the_verifier(
    good: Loose, tmp_path: Path, seed: int
) -> None:
    """Flipped, cut, doubled anywhere: refused or failed, unless no file in it is touched."""
    chance = random.Random(seed)  # noqa: S311  # reproducible noise
    data, at = bytearray(good.zipped()), 0
    for _ in range(chance.choice([1, 3, 30])):
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
    if seed % 4 == 0:
        data = data[:at]
    (tmp_path / "noise.zip").write_bytes(data)
    (tmp_path / "policy").write_text(good.policy.text, encoding="utf-8")
    code = main([str(tmp_path / "noise.zip"), "--policy", str(tmp_path / "policy")])
    assert code in {0, 1, 3}
    if code == 0:
        assert loose(tmp_path / "noise.zip", good.policy, []).parts == good.parts


BROKEN_HEADERS = {
    "no JSON": b"{",
    "a list": b"[]",
    "no tags": b'{"type":"x"}',
    "tags that are none": b'{"type":"x","tags":7}',
    "data that is none": b'{"type":"x","tags":[],"data":[]}',
    "an id that is none": b'{"type":"x","tags":[],"envelope":{"id":"x"}}',
    "a decision about nothing": b'{"type":"data.disclosed","tags":[],"data":{"decided_on":0}}',
    "a consent without end": b'{"type":"consent.granted","tags":[],"data":{"consent":{}}}',
    "a well": b"[" * 100_000,
}


@pytest.mark.parametrize("what", BROKEN_HEADERS)
def test_a_header_that_is_none_is_named(good: Loose, what: str) -> None:
    """Even in a tree that was built over it by the log's own key."""
    clear = BROKEN_HEADERS[what]
    entries, lines = good.entries(), good.lines(files.HEADERS)
    kind = "data.disclosed" if b"disclosed" in clear else "consent.granted" if b"consent" in clear else "x"
    header = parse_header(lines[DISCLOSED])._replace(clear=clear, digest=sha256(clear).digest())
    entries[DISCLOSED] = entries[DISCLOSED]._replace(type=kind, header=header.committed)
    lines[DISCLOSED] = header.line
    forged = good.changed(**{files.HEADERS: b"".join(lines)}).rebuilt(entries)
    found = forged.failures(good.policy._replace(pinned=None))
    assert DISCLOSED in {index for check in ("headers", "decisions") for index, _ in found.get(check, [])}


def test_a_file_that_nobody_signed_for_is_found(good: Loose) -> None:
    """Added to the zip, or missing from it."""
    assert good.changed(extra=b"x").failures() == {"files": [(None, "extra")]}
    fewer = replace(good, parts={name: data for name, data in good.parts.items() if name != files.POLICY})
    assert fewer.failures() == {"files": [(None, files.POLICY)]}
