"""The documents of one delivery, read one after the other, and the leads in them."""

import msgspec

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.extensions import leftovers
from lifecycle_api.intake.adf.keys import LeadKeys, lead_keys
from lifecycle_api.intake.adf.limits import LeadTooComplex, LeadTooLarge, Limits
from lifecycle_api.intake.adf.load import load
from lifecycle_api.intake.adf.prolog import Root, check_around, check_prolog, find_root
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.adf.prospects import read_prospect
from lifecycle_api.intake.adf.shape import check_shape
from lifecycle_api.intake.adf.tree import Node

_STAR = "processsaleslead"


class Documents:
    """Reads the texts of one delivery; a lead that stands in it twice is found once."""

    def __init__(self, region: str, findings: Findings, limits: Limits) -> None:
        self.region = region
        self.findings = findings
        self.limits = limits
        self.prospects: list[Prospect] = []
        self._seen: set[LeadKeys] = set()
        self._documents = 0

    @property
    def any(self) -> bool:
        """Whether there was any document, readable or not."""
        return self._documents > 0

    def read(self, text: str, *, is_bare: bool) -> bool:
        """Read the documents of a text, in which `is_bare` expects nothing else; False if there is none."""
        root = find_root(text, 0)
        if root is None:
            check_prolog(text, 0, len(text), self.findings)
            return False
        if len(text) > self.limits.document_bytes:
            raise LeadTooLarge(limit=self.limits.document_bytes)
        end = self._read_all(text, root)
        if is_bare:
            check_around(text[: root.start], text[end:], self.findings)
        return True

    def _read_all(self, text: str, root: Root) -> int:
        """Read the documents from `root` on; where the last one ends."""
        end = 0
        following: Root | None = root
        while following is not None:
            check_prolog(text, end, following.start, self.findings)
            end = self._read_one(text, following)
            following = find_root(text, end)
        return end

    def _read_one(self, text: str, root: Root) -> int:
        self._documents += 1
        if self._documents > self.limits.documents:
            raise LeadTooComplex(documents=self.limits.documents)
        path = "" if self._documents == 1 else f"/document[{self._documents}]"
        if root.name == _STAR:
            self.findings.add(Code.STAR_BOD_SET_ASIDE, path or "/")
            return len(text)
        loaded = load(text, root.start, path, self.findings, self.limits)
        if loaded.root:
            self._collect(loaded.root)
        return loaded.end

    def _collect(self, root: Node) -> None:
        check_shape(root)
        nodes = self._nodes(root)
        prospects = [read_prospect(node, self.region) for node in nodes]
        beside = {} if root in nodes else _beside(root)
        for prospect in prospects:
            self._add(msgspec.structs.replace(prospect, extensions={**prospect.extensions, **beside}))

    def _nodes(self, root: Node) -> list[Node]:
        """The prospects of a document, also of one whose sender left out `adf` or `prospect`."""
        if root.name == "prospect":
            root.note(Code.ROOT_MISSING)
            return [root]
        root.attribute("version")
        prospects = root.take_all("prospect")
        if not prospects and {"customer", "vehicle"} & {child.name for child in root.children}:
            root.name = "prospect"
            return [root]
        return prospects

    def _add(self, prospect: Prospect) -> None:
        keys = lead_keys(prospect)
        if keys in self._seen:
            self.findings.add(Code.LEAD_REPEATED, prospect.path)
            return
        if len(self.prospects) >= self.limits.prospects:
            raise LeadTooComplex(prospects=self.limits.prospects)
        self._seen.add(keys)
        self.prospects.append(prospect)


def _beside(root: Node) -> dict[str, str]:
    """What stands in `adf` beside its prospects, seen from any of them."""
    root.content = [part for part in root.content if isinstance(part, str) or not part.taken]
    return {f"../{path}": text for path, text in leftovers(root).items()}
