"""Checks that the auditor was engaged when the bundle was made, and that it reaches no further than that."""

from collections.abc import Mapping
from typing import Any

from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.verify.report import Report


class EngagementCheck:
    """Follows the engagement that the manifest names; without one there is nothing to check."""

    def __init__(self, manifest: Manifest, report: Report) -> None:
        self._manifest = manifest
        self._check = None if manifest.engagement is None else report.check("engagement")
        self._found = False

    def see(self, index: int, header: Mapping[str, Any]) -> None:
        """Take one event in."""
        data = header.get("data", {})
        if self._check is None or data.get("engagement") != self._manifest.engagement:
            return
        match header["type"]:
            case "engagement.opened":
                self._found = True
                self._check_reach(index, data)
            case "engagement.ended":
                self._check.fail("The engagement had ended when the bundle was made.", index=index, part="engagement")

    def end(self) -> None:
        """Say what was seen."""
        if self._check is None:
            return
        if not self._found:
            self._check.fail("The log knows of no such engagement.", part="engagement")
        self._check.fact = f"{self._manifest.engagement} was open, and the bundle keeps within it"

    def _check_reach(self, index: int, data: Mapping[str, Any]) -> None:
        assert self._check is not None  # noqa: S101  # see() has looked
        manifest = self._manifest
        customers = {_tag("customer", each) for each in data.get("customers") or ()}
        rooftops = {_tag("rooftop", each) for each in data.get("rooftops") or ()}
        subjects, scope = customers or rooftops, manifest.scope
        from_on, to_on = (data.get(name) for name in ("from_on", "to_on"))
        wider = {
            "ends_on": manifest.exported_at[:10] > data["ends_on"],
            "subjects": bool(subjects) and not (scope.subjects and subjects.issuperset(scope.subjects)),
            "within": bool(customers and rooftops) and not (scope.within and rooftops.issuperset(scope.within)),
            "from_on": from_on is not None and (scope.from_on is None or str(scope.from_on) < from_on),
            "to_on": to_on is not None and (scope.to_on is None or str(scope.to_on) > to_on),
            "categories": not set(manifest.opened) <= set(data.get("categories") or ()),
            "purpose": manifest.purpose != data.get("purpose", "audit"),
        }
        for part in (part for part, exceeds in wider.items() if exceeds):
            self._check.fail("The bundle reaches beyond the engagement.", index=index, part=part)


def _tag(kind: str, id_: str) -> str:
    return id_ if ":" in id_ else f"{kind}:{id_}"
