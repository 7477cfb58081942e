"""Objects that are made of each row of a list, written in FROM beside it."""


class Beside:
    """PostgreSQL folds what stands beside a row into the list's own query; a sub-select it would run for each row."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def object(self, columns: str) -> str:
        """The JSON object of these columns, as an expression; it is made only where that is evaluated."""
        name = f"x{len(self._written)}"
        self._written.append(f", LATERAL (SELECT {columns}) {name}")
        return f"row_to_json({name})"

    def __str__(self) -> str:
        return "".join(self._written)
