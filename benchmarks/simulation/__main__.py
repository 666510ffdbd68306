"""Run `benchmarks.simulation.checks`."""

from benchmarks.simulation.checks import main

main()
