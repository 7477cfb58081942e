"""Reads Markdown pages as far as tests need it: fenced code, links and headings."""

import re

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def fenced(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, without their fences."""
    return [body for word, body in _FENCE.findall(text) if word == language]


def links(text: str) -> list[str]:
    """The targets of links inside the repository, anchors included; code holds none."""
    prose = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link]


def anchors(text: str) -> set[str]:
    """The names under which headings can be linked to, as code hosting sites make them."""
    headings = re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
