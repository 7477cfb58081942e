"""Limits of documents, which hold before anything is validated."""

from typing import Any

import pytest
from graphql import get_introspection_query, parse

from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.limits import (
    DocumentTooDeep,
    DocumentTooLong,
    Limits,
    TooManyAliases,
    TooManyDirectives,
    TooManyFields,
    TooManyRootFields,
    VariablesTooDeep,
)
from lifecycle_api.http.operations import operations_folder, saved_operations

SMALL = Limits(characters=60, tokens=24, depth=3, aliases=2, root_fields=3, fields=6, directives=1, variables_depth=2)


def refusal(text: str) -> type[LifecycleError] | None:
    """How a document is refused, if it is."""
    try:
        SMALL.check_text(text)
        SMALL.check_document(parse(text))
    except LifecycleError as refused:
        return type(refused)
    return None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("{a{b{c}}}", None),
        ("{a{b{c{d}}}}", DocumentTooDeep),
        ("{a{b{...on T{c}}}}", None),
        ("{a{...F}} fragment F on T{b{c{d}}}", DocumentTooDeep),
        ("{x:a y:b}", None),
        ("{x:a y:b z:c}", TooManyAliases),
        ("{a b c d}", TooManyRootFields),
        ("{...F a b} fragment F on T{c d}", TooManyRootFields),
        ("{a @x b @x}", TooManyDirectives),
        ("{a{b c d} e{f g}}", TooManyFields),
        ("{a{...F} b{...F}} fragment F on T{c d e}", TooManyFields),
        ("{a#" + "x" * 60 + "\n}", DocumentTooLong),
        ("{a(b:[1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8])}", DocumentTooLong),
        ("{a}query B{a{b{c{d}}}}", DocumentTooDeep),
    ],
)
def test_a_document_beyond_a_limit_is_refused_by_name(text: str, refused: type[LifecycleError] | None) -> None:
    """Each limit has a refusal of its own, whichever of the document's operations is meant."""
    assert refusal(text) is refused


def test_a_refusal_names_the_limit() -> None:
    """So that a program can tell how much to leave out."""
    with pytest.raises(TooManyAliases) as refused:
        SMALL.check_document(parse("{x:a y:b z:c}"))
    assert refused.value.data == {"limit": 2, "of": "aliases"}


def test_a_bomb_of_fragments_is_counted_without_setting_it_off() -> None:
    """Sixty fragments that each spread the next one twice are more fields than there is time for."""
    doubled = "".join(
        f"fragment F{number} on T {{ a {{ ...F{number + 1} ...F{number + 1} }} }} " for number in range(15)
    )
    with pytest.raises(TooManyFields):
        Limits().check_document(parse("{...F0}" + doubled + "fragment F15 on T {a}"))


def test_a_circle_of_fragments_is_left_to_validation() -> None:
    """It is measured in finite time, and refused for what it is."""
    Limits().check_document(parse("{...A} fragment A on T {a ...B} fragment B on T {b ...A ...Nothing}"))


@pytest.mark.parametrize("text", ["{a", '{a(b: "', "\0"])
def test_what_is_no_document_is_left_to_the_parser(text: str) -> None:
    """It says what is wrong with it."""
    Limits(tokens=6).check_text(text)


@pytest.mark.parametrize(("variables", "fits"), [({"a": {"b": 1}}, True), ({"a": [{"b": 1}]}, False), ({}, True)])
def test_variables_are_nested_so_deep_and_no_deeper(variables: dict[str, Any], *, fits: bool) -> None:
    """Lists and objects alike."""
    if fits:
        SMALL.check_variables(variables)
    else:
        with pytest.raises(VariablesTooDeep):
            SMALL.check_variables(variables)


def test_the_standard_limits_have_room_for_what_is_asked() -> None:
    """The saved operations, and the introspection query that tools send."""
    limits = Limits()
    asked = [each.query for each in saved_operations(operations_folder())]
    for text in [*asked, get_introspection_query(specified_by_url=True, input_value_deprecation=True)]:
        limits.check_text(text)
        limits.check_document(parse(text))
