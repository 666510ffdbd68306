"""Run `benchmarks.capacity.cases`."""

from benchmarks.capacity.cases import main

main()
