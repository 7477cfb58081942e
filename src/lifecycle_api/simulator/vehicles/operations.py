"""Labour operations of both service departments; operation codes are each dealer's own."""

from dataclasses import dataclass

from lifecycle_api.simulator.group import IMPORT, Rooftop


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: codes at both rooftops, text, category, price in cents, hours, and what inspection finds it."""

    import_code: str
    domestic_code: str
    text: str
    category: str
    cents: int
    labour_hours: str
    item: str = ""
    unit: str = ""
    red: str = ""
    yellow: str = ""
    safety: bool = False

    def code(self, rooftop: Rooftop) -> str:
        """The rooftop's own code."""
        return self.import_code if rooftop is IMPORT else self.domestic_code

    def measured(self, result: str) -> str:
        """What the technician measured for a red or yellow result."""
        return self.red if result == "RED" else self.yellow


OPERATIONS = {
    "LOF": Operation("LOF", "OILCHG", "Oil and filter service", "MAINTENANCE", 8_490, "0.5"),
    "ROT": Operation("ROT", "TROT", "Rotate tires", "MAINTENANCE", 3_495, "0.4"),
    "MPI": Operation("MPI", "INSP", "Multi-point inspection", "MAINTENANCE", 4_900, "0.5"),
    "SVC30": Operation("SVC30", "30K", "30,000 mile service", "MAINTENANCE", 38_900, "2.4"),
    "DIAG": Operation("DIAG", "DIAGN", "Diagnose customer concern", "DIAGNOSTIC", 17_500, "1.0"),
    "RECALL": Operation("RCL24", "FSA24", "Safety recall: replace fuel pump", "RECALL", 31_000, "1.6"),
    "BRKF": Operation(
        "BRKF",
        "BRF",
        "Front brake pads and rotors",
        "REPAIR",
        41_200,
        "1.8",
        "BRAKE_PADS_FRONT",
        "mm",
        "2",
        "4",
        safety=True,
    ),
    "BRKR": Operation(
        "BRKR",
        "BRR",
        "Rear brake pads and rotors",
        "REPAIR",
        38_900,
        "1.7",
        "BRAKE_PADS_REAR",
        "mm",
        "2",
        "4",
        safety=True,
    ),
    "TIRE": Operation("TIR4", "TIRES4", "Four tires", "REPAIR", 78_000, "1.5", "TIRES", "32nds", "2", "4", safety=True),
    "BATT": Operation("BATT", "BATRPL", "Replace battery", "REPAIR", 21_900, "0.5", "BATTERY", "V", "11.9", "12.2"),
    "CABF": Operation("CABF", "CABAIR", "Cabin air filter", "MAINTENANCE", 6_900, "0.2", "CABIN_FILTER"),
    "WIPE": Operation("WIPE", "WIPERS", "Wiper blades", "MAINTENANCE", 4_400, "0.1", "WIPERS"),
    "COOL": Operation("COOL", "COOLFL", "Coolant exchange", "MAINTENANCE", 16_900, "1.0", "COOLANT"),
    "ALGN": Operation("ALGN", "ALIGN4", "Four-wheel alignment", "REPAIR", 12_900, "1.0", "ALIGNMENT"),
}
INSPECTED = tuple(operation for operation in OPERATIONS.values() if operation.item)
