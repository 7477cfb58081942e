"""Run the command line as ``python -m lifecycle_api``."""

from lifecycle_api.cli.main import main

if __name__ == "__main__":
    main()
