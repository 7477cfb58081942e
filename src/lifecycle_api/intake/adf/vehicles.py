"""The vehicles a customer wants, and those they have."""

from collections.abc import Mapping
from typing import Literal

from lifecycle_api.domain.vin import Vin, VinStatus, classify
from lifecycle_api.intake.adf.amounts import read_finance_amount, read_odometer, read_price
from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.contacts import read_ids
from lifecycle_api.intake.adf.numbers import read_whole, read_year
from lifecycle_api.intake.adf.prospect import Colours, Finance, Interest, Option, Vehicle
from lifecycle_api.intake.adf.tree import Node

_INTERESTS: Mapping[str, Interest] = {
    "buy": "buy",
    "lease": "lease",
    "sell": "sell",
    "trade-in": "trade-in",
    "test-drive": "test-drive",
}
_OTHER_INTERESTS: Mapping[str, Interest] = {
    **dict.fromkeys(("trade", "tradein", "trade in", "trade_in"), "trade-in"),
    **dict.fromkeys(("testdrive", "test drive", "test_drive"), "test-drive"),
    **dict.fromkeys(("purchase", "finance"), "buy"),
}
_STATUSES: Mapping[str, Literal["new", "used"]] = {"new": "new", "used": "used"}


def read_vehicle(node: Node, region: str) -> Vehicle:
    """A vehicle; ADF's default interest is to buy."""
    year = read_year(node.take("year"))
    return Vehicle(
        interest=node.choice("interest", _INTERESTS, _OTHER_INTERESTS) or "buy",
        status=node.choice("status", _STATUSES),
        ids=read_ids(node),
        year=year,
        make=node.take_text("make"),
        model=node.take_text("model"),
        trim=node.take_text("trim"),
        vin=_read_vin(node.take("vin"), year),
        stock=node.take_text("stock"),
        doors=node.take_text("doors"),
        body=node.take_text("bodystyle"),
        transmission=node.take_text("transmission"),
        odometer=read_odometer(node.take("odometer"), region),
        condition=node.take_text("condition"),
        colours=tuple(_read_colours(colours) for colours in node.take_all("colorcombination")),
        image=_read_image(node.take("imagetag")),
        prices=tuple(price for each in node.take_all("price") if (price := read_price(each, region))),
        price_comments=node.take_text("pricecomments"),
        options=tuple(_read_option(option, region) for option in node.take_all("option")),
        finance=_read_finance(node.take("finance"), region),
        comments=node.take_text("comments"),
    )


def _read_vin(node: Node | None, year: int | None) -> Vin | None:
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    vin = classify(raw, year=year)
    if vin is None:
        node.keep(raw, Code.VIN_DOUBTFUL)
    elif vin.status is not VinStatus.VALID:
        node.note(Code.VIN_DOUBTFUL, vin.status)
    return vin


def _read_image(node: Node | None) -> str | None:
    if node is None:
        return None
    node.keep_attributes("width", "height", "alttext")
    return node.text()


def _read_colours(node: Node) -> Colours:
    return Colours(
        interior=node.take_text("interiorcolor"),
        exterior=node.take_text("exteriorcolor"),
        preference=read_whole(node.take("preference")),
    )


def _read_option(node: Node, region: str) -> Option:
    price = node.take("price")
    return Option(
        name=node.take_text("optionname"),
        manufacturer_code=node.take_text("manufacturercode"),
        stock=node.take_text("stock"),
        weighting=read_whole(node.take("weighting")),
        price=read_price(price, region) if price else None,
    )


def _read_finance(node: Node | None, region: str) -> Finance | None:
    if node is None:
        return None
    amounts, balances = node.take_all("amount"), node.take_all("balance")
    return Finance(
        method=node.take_text("method"),
        amounts=tuple(amount for each in amounts if (amount := read_finance_amount(each, region))),
        balances=tuple(balance for each in balances if (balance := read_finance_amount(each, region))),
    )
