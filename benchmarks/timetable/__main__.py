"""Run `benchmarks.timetable.days`."""

from benchmarks.timetable.days import main

main()
