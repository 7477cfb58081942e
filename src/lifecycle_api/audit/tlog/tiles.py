"""The tree cut into tiles of height 8, as C2SP tlog-tiles stores and serves it."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from lifecycle_api.audit.tlog.merkle import EMPTY_ROOT, HASH_BYTES, Perfect, node_hash, perfect_root
from lifecycle_api.errors import LifecycleError

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
ENTRIES: Final = -1  # the level under which bundles of entries are named, as `tile/entries/…`
_TOP_LEVEL: Final = 7
_DIGITS: Final = 3


class TileUnknown(LifecycleError):
    """There is no tile of that name in this log yet."""

    code = "TILE_UNKNOWN"


class Tile(NamedTuple):
    """A tile's place: its level, its number from the left, and how many hashes (or entries) of it are meant."""

    level: int
    number: int
    width: int = WIDTH


Tiles = Mapping[tuple[int, int], bytes]


def path_of(tile: Tile) -> str:
    """`tile/0/x001/x234/067`, `tile/1/000.p/17` or `tile/entries/000`."""
    level = "entries" if tile.level == ENTRIES else str(tile.level)
    number, groups = tile.number, []
    while True:
        groups.append(f"{number % 1000:03}")
        number //= 1000
        if not number:
            break
    name = "/".join([*(f"x{group}" for group in groups[:0:-1]), groups[0]])
    return f"tile/{level}/{name}" + ("" if tile.width == WIDTH else f".p/{tile.width}")


def parse_path(path: str) -> Tile:
    """The tile that a path names; only the one spelling counts. Raises TileUnknown."""
    name, _, width = path.partition(".p/")
    kind, _, rest = name.removeprefix("tile/").partition("/")
    level = ENTRIES if kind == "entries" else int(kind) if kind.isdecimal() else _TOP_LEVEL + 1
    digits = rest.replace("x", "").replace("/", "")
    if digits.isdecimal() and level <= _TOP_LEVEL and len(digits) <= 6 * _DIGITS:
        tile = Tile(level, int(digits), int(width) if width.isdecimal() else WIDTH)
        if 0 < tile.width <= WIDTH and path_of(tile) == path:
            return tile
    raise TileUnknown(path=path)


def all_tiles(size: int, *, from_level: int = 0) -> list[Tile]:
    """Every tile of a tree of `size` leaves, partial ones at the right edge included."""
    tiles = []
    for level in range(from_level, _TOP_LEVEL + 1):
        count = size >> HEIGHT * level
        tiles += [Tile(level, number) for number in range(count // WIDTH)]
        if count % WIDTH:
            tiles.append(Tile(level, count // WIDTH, count % WIDTH))
    return tiles


def hashes_in(tile: bytes) -> list[bytes]:
    """The hashes of a tile, one by one."""
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def reader(tiles: Tiles) -> Perfect:
    """Hashes of whole subtrees out of tiles. Raises TileUnknown where one is missing or too short."""

    def perfect(height: int, number: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        first = number << inside
        tile = tiles.get((level, first // WIDTH), b"")
        at = first % WIDTH * HASH_BYTES
        part = tile[at : at + (HASH_BYTES << inside)]
        if len(part) != HASH_BYTES << inside:
            raise TileUnknown(level=level, number=first // WIDTH)
        return perfect_root(hashes_in(part))

    return perfect


class Recorder:
    """Stands in for :func:`reader` to find out which tiles a computation will want."""

    def __init__(self) -> None:
        self.wanted: set[tuple[int, int]] = set()

    def __call__(self, height: int, number: int) -> bytes:
        """Note the tile; the answer means nothing."""
        level, inside = divmod(height, HEIGHT)
        self.wanted.add((level, (number << inside) // WIDTH))
        return EMPTY_ROOT


class Edge:
    """The right edge of a growing tree: of each level, the hashes that do not fill a tile yet."""

    def __init__(self, size: int = 0, tiles: Tiles | None = None) -> None:
        """The edge of a tree of `size` leaves out of its tiles. Raises TileUnknown."""
        self.size = size
        self._levels = [_partial(size, level, tiles or {}) for level in range(_TOP_LEVEL + 1)]

    def append(self, leaves: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
        """Grow by leaf hashes; the tiles that are new or longer, by level and number."""
        changed: dict[tuple[int, int], bytes] = {}
        bottom, touched = self._levels[0], {0}
        for leaf in leaves:
            bottom.append(leaf)
            self.size += 1
            if len(bottom) == WIDTH:
                touched |= self._carry(changed)
        for level in touched:
            if self._levels[level]:
                changed[level, (self.size >> HEIGHT * level) // WIDTH] = b"".join(self._levels[level])
        return changed

    def root(self) -> bytes:
        """The root over everything so far."""
        root = None
        for hashes in self._levels:
            end = len(hashes)
            while end:
                start = end & (end - 1)
                part = perfect_root(hashes[start:end])
                root = part if root is None else node_hash(part, root)
                end = start
        return EMPTY_ROOT if root is None else root

    def _carry(self, changed: dict[tuple[int, int], bytes]) -> set[int]:
        level = 0
        while len(full := self._levels[level]) == WIDTH:
            changed[level, (self.size >> HEIGHT * level) // WIDTH - 1] = b"".join(full)
            self._levels[level + 1].append(perfect_root(full))
            full.clear()
            level += 1
        return set(range(level + 1))


def edge_tiles(size: int) -> list[tuple[int, int]]:
    """Level and number of the partial tiles of a tree of `size` leaves."""
    counts = ((level, size >> HEIGHT * level) for level in range(_TOP_LEVEL + 1))
    return [(level, count // WIDTH) for level, count in counts if count % WIDTH]


def _partial(size: int, level: int, tiles: Tiles) -> list[bytes]:
    number, width = divmod(size >> HEIGHT * level, WIDTH)
    tile = tiles.get((level, number), b"")[: width * HASH_BYTES]
    if len(tile) != width * HASH_BYTES:
        raise TileUnknown(level=level, number=number)
    return hashes_in(tile)
