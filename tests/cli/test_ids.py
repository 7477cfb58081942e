"""Ids that the API gives are taken on the command line as they are."""

from uuid import UUID

import click
import pytest

from lifecycle_api.cli.ids import GlobalId

ID = UUID("02293abb-17e1-56c3-a072-ecf6942b6c4f")


@pytest.mark.parametrize("written", [f"customer:{ID}", str(ID), str(ID).upper(), ID])
def test_a_global_id_and_the_uuid_in_it_mean_the_same(written: object) -> None:
    """So what was copied from an answer need not be cut."""
    assert GlobalId("customer").convert(written, None, None) == ID


@pytest.mark.parametrize("written", [f"vehicle:{ID}", "customer:", "Dana", f"customer:customer:{ID}"])
def test_anything_else_is_refused_with_what_it_should_be(written: str) -> None:
    """An id of another kind, too."""
    with pytest.raises(click.BadParameter, match="customer:0190"):
        GlobalId("customer").convert(written, None, None)
