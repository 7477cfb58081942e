"""Tiles: their names, which of them a tree has, how they grow, and proofs out of nothing else."""

import random

import pytest

from lifecycle_api.audit.tlog.merkle import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    range_hash,
)
from lifecycle_api.audit.tlog.tiles import (
    ENTRIES,
    Edge,
    Recorder,
    Tile,
    TileUnknown,
    all_tiles,
    edge_tiles,
    parse_path,
    path_of,
    reader,
)

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(66_000)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 0, 17), "tile/1/000.p/17"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Tile(ENTRIES, 1000), "tile/entries/x001/000"),
    ],
)
def test_tiles_have_the_names_of_the_specification(tile: Tile, path: str) -> None:
    """Three digits a step, all but the last with an x, the width of partial ones."""
    assert (path_of(tile), parse_path(path)) == (path, tile)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/x000/001",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/../000",
        "tile/64/000",
        "tile/0/",
        "tile/0/x001/x234/06a",
        "tile/entries/-01",
        "checkpoint",
        f"tile/0/{'x001/' * 20}001",
    ],
)
def test_other_spellings_name_nothing(path: str) -> None:
    """There is one address for each tile."""
    with pytest.raises(TileUnknown):
        parse_path(path)


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    """The example of tlog-tiles, and that a full tile has no partial twin."""
    tiles = all_tiles(70_000)
    assert len([tile for tile in tiles if tile.level == 0 and tile.width == 256]) == 273
    assert tiles[273:] == [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert all_tiles(256) == [Tile(0, 0), Tile(1, 0, 1)]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])
def test_growing_in_steps_gives_the_tree_of_one_step(size: int) -> None:
    """Whatever the steps, roots and tiles are the same, and an edge can be taken up from the tiles."""
    chance = random.Random(size)  # noqa: S311  # reproducible steps
    whole = Edge()
    expected = whole.append(LEAVES[:size])
    tiles: dict[tuple[int, int], bytes] = {}
    at = 0
    while at < size:
        step = min(size - at, chance.choice([1, 3, 255, 256, 10_000]))
        edge = Edge(at, {place: tiles[place] for place in edge_tiles(at)})
        for place, hashes in edge.append(LEAVES[at : at + step]).items():
            assert hashes.startswith(tiles.get(place, b""))
            tiles[place] = hashes
        at += step
    assert tiles == expected
    assert {(tile.level, tile.number): 32 * tile.width for tile in all_tiles(size)} == {
        place: len(hashes) for place, hashes in tiles.items()
    }
    assert Edge(size, tiles).root() == whole.root() == range_hash(0, size, reader(tiles))


def test_proofs_are_made_of_the_tiles_that_the_recorder_names() -> None:
    """Nothing but those tiles is needed, and the proofs hold."""
    edge = Edge()
    tiles = edge.append(LEAVES)
    size, root = len(LEAVES), edge.root()
    for index in (0, 255, 256, 65_535, 65_536, 65_999):
        wanted = Recorder()
        inclusion_proof(index, size, wanted)
        few = {place: tiles[place] for place in wanted.wanted}
        assert len(few) <= 5
        check_inclusion(index, size, LEAVES[index], inclusion_proof(index, size, reader(few)), root)
    for old in (1, 256, 300, 65_536, 65_900):
        wanted = Recorder()
        consistency_proof(old, size, wanted)
        few = {place: tiles[place] for place in wanted.wanted}
        before = range_hash(0, old, reader(tiles))
        check_consistency(old, size, before, root, consistency_proof(old, size, reader(few)))


def test_a_missing_tile_is_named() -> None:
    """By level and number."""
    with pytest.raises(TileUnknown) as refused:
        range_hash(0, 300, reader({}))
    assert refused.value.data == {"level": 1, "number": 0}
    with pytest.raises(TileUnknown):
        Edge(300, {})
