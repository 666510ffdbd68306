"""Run `benchmarks.attack.inputs`."""

from benchmarks.attack.inputs import main

main()
