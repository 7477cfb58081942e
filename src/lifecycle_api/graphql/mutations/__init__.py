"""The mutations, one file per area. Each says what it takes and what it means; `execution` does the rest."""
