"""Makes cars: new ones from the factory, used ones with years and miles behind them."""

from datetime import datetime

from lifecycle_api.simulator.vehicles import vin
from lifecycle_api.simulator.vehicles.car import Car
from lifecycle_api.simulator.vehicles.catalogue import COLOURS, Model
from lifecycle_api.simulator.world import World

CARS_PER_BLOCK = 2_000
MILES_A_YEAR = 11_500
FEWEST_MILES = 12
LAST_MONTH_OF_MODEL_YEAR = 8


def new_car(world: World, model: Model, at: datetime) -> Car:
    """A car of the current model year with delivery miles."""
    return _car(world, model, at.year + (at.month > LAST_MONTH_OF_MODEL_YEAR), world.chance.whole(4, 40), at)


def used_car(world: World, model: Model, at: datetime, age: int | None = None) -> Car:
    """A car some years old; by default two to nine."""
    years = age if age is not None else world.chance.whole(2, 9)
    miles = max(years * MILES_A_YEAR + world.chance.whole(-4000, 9000), FEWEST_MILES)
    car = _car(world, model, at.year - years, miles, at)
    car.daily = world.chance.whole(18, 46)
    return car


def mistype(car: Car) -> None:
    """Every file holds the number with a wrong check digit."""
    car.vin, car.vin_status = vin.with_wrong_check_digit(car.vin), "CHECK_DIGIT_FAILED"


def make_antique(car: Car, serial: int) -> None:
    """The car was built before numbers had 17 characters."""
    car.vin, car.vin_status, car.year, car.trim = vin.short_vin(serial), "SHORT_PRE1981", 1972, ""


def _car(world: World, model: Model, year: int, miles: int, at: datetime) -> Car:
    serial = 100_000 + world.block * CARS_PER_BLOCK + len(world.cars)
    number = vin.make_vin(model.maker_code, model.model_code, year, serial)
    trim, colour = world.chance.pick(model.trims), world.chance.pick(COLOURS)
    car = Car(number, model, year, trim, colour, miles, at, 0)
    world.cars.append(car)
    return car
