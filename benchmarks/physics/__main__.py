"""Run `benchmarks.physics.checks`."""

from benchmarks.physics.checks import main

main()
