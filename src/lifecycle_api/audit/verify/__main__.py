"""`python -m lifecycle_api.audit.verify`."""

import sys

from lifecycle_api.audit.verify.program import main

sys.exit(main())
