"""Prove what is in the log: checkpoints, keys, bundles for auditors, and the program that verifies them."""

import click

from lifecycle_api.cli.audit.checkpoint import checkpoint
from lifecycle_api.cli.audit.export import export
from lifecycle_api.cli.audit.keys import keys, rotate_key
from lifecycle_api.cli.audit.replay import replay
from lifecycle_api.cli.audit.verifier import verifier


@click.group()
def audit() -> None:
    """Prove what is in the log: checkpoints, keys, bundles for auditors."""


for each in (checkpoint, export, keys, replay, rotate_key, verifier):
    audit.add_command(each)
