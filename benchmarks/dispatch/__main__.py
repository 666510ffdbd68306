"""Run `benchmarks.dispatch.instances`."""

from benchmarks.dispatch.instances import main

main()
