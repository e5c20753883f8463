"""`python -m statusgen` is `statusgen`."""

from statusgen.cli import main

main()
