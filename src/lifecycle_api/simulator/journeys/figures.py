"""The arithmetic of a deal, in cents."""

from dataclasses import dataclass
from datetime import datetime

from lifecycle_api.simulator.vehicles.car import Car

TERM = 60
APR = "5.90"
DOWN = 250_000
LEAST_FINANCED = 100_000
OVER_ALLOWANCE = 30_000
PAID_OFF_MILES = 60_000


@dataclass(frozen=True, slots=True)
class TradeOffer:
    """What the desk offers for a car: its actual cash value, the allowance in the deal, and what is owed to whom."""

    acv: int
    allowance: int
    payoff: int
    lien_holder: str


def trade_offer(car: Car, at: datetime) -> TradeOffer:
    """The offer for the car; cars with many miles are paid off."""
    acv = car.worth(at.date()) * 78 // 100 // 100 * 100
    payoff = acv * 45 // 100 if car.reading < PAID_OFF_MILES else 0
    return TradeOffer(acv, acv + OVER_ALLOWANCE, payoff, "Prairie Credit Union" if payoff else "")


def financed(price: int, allowance: int) -> int:
    """What is left to be financed."""
    return max(price - allowance - DOWN, LEAST_FINANCED)


def monthly(amount: int) -> int:
    """Monthly payment for an amount over the usual term."""
    rate = float(APR) / 1200
    return round(amount * rate / (1 - (1 + rate) ** -TERM))
