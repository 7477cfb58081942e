"""The models the group sells and services."""

from dataclasses import dataclass

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import Rooftop


@dataclass(frozen=True, slots=True)
class Model:
    """A model as one maker sells it; the price is in whole dollars when new."""

    make: str
    name: str
    body: str
    maker_code: str
    model_code: str
    price: int
    trims: tuple[str, ...]


MODELS = (
    Model("Honda", "Accord", "SEDAN", "1HG", "CV1F3", 31_200, ("LX", "EX", "Sport", "Touring")),
    Model("Honda", "Civic", "SEDAN", "19X", "FE2F5", 26_400, ("LX", "Sport", "EX")),
    Model("Honda", "CR-V", "SUV", "7FA", "RS4H4", 33_900, ("LX", "EX", "EX-L", "Sport Touring")),
    Model("Honda", "Pilot", "SUV", "5FN", "YG1H4", 42_500, ("Sport", "EX-L", "Elite")),
    Model("Mazda", "CX-5", "SUV", "JM3", "KFBCM", 31_800, ("Select", "Preferred", "Premium")),
    Model("Mazda", "Mazda3", "HATCHBACK", "JM1", "BPAML", 26_100, ("Select", "Preferred", "Premium")),
    Model("Mazda", "CX-90", "SUV", "JM3", "KKCHA", 43_700, ("Select", "Preferred", "Premium Plus")),
    Model("Ford", "F-150", "PICKUP", "1FT", "FW1E5", 48_900, ("XL", "XLT", "Lariat")),
    Model("Ford", "Escape", "SUV", "1FM", "CU9GN", 31_500, ("Active", "ST-Line", "Platinum")),
    Model("Ford", "Explorer", "SUV", "1FM", "SK8DH", 42_900, ("Active", "ST-Line", "Platinum")),
    Model("Ford", "Maverick", "PICKUP", "3FT", "TW8E3", 29_400, ("XL", "XLT", "Lariat")),
    Model("Chevrolet", "Silverado 1500", "PICKUP", "3GC", "UDAED", 46_800, ("WT", "LT", "RST")),
    Model("Chevrolet", "Equinox", "SUV", "3GN", "AXKEV", 30_900, ("LS", "LT", "RS")),
    Model("Chevrolet", "Malibu", "SEDAN", "1G1", "ZD5ST", 27_300, ("LS", "RS", "LT")),
    Model("Toyota", "Camry", "SEDAN", "4T1", "G11AK", 29_800, ("LE", "SE", "XLE")),
    Model("Subaru", "Outback", "WAGON", "4S4", "BTACC", 32_400, ("Premium", "Limited")),
    Model("Jeep", "Grand Cherokee", "SUV", "1C4", "RJKBG", 45_600, ("Laredo", "Limited")),
)
COLOURS = ("White", "Black", "Grey", "Silver", "Blue", "Red", "Green")
_BY_NAME = {(model.make, model.name): model for model in MODELS}
_BY_BRAND = {brand: tuple(model for model in MODELS if model.make == brand) for brand in {m.make for m in MODELS}}


def new_model(rooftop: Rooftop, chance: Chance) -> Model:
    """A model the rooftop sells new."""
    return chance.pick(_BY_BRAND[chance.pick(rooftop.brands)])


def any_model(rooftop: Rooftop, chance: Chance) -> Model:
    """A model somebody drives; the rooftop's own brands are likelier."""
    return new_model(rooftop, chance) if chance.happens(0.6) else chance.pick(MODELS)


def model(make: str, name: str) -> Model:
    """The model of that name. Raises KeyError for a model nobody sells."""
    return _BY_NAME[make, name]
