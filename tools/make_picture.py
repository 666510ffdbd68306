"""Make the picture of the README: a day of the long-term corridor, drawn by the program itself.

python tools/make_picture.py docs/train-graph.png
"""

import sys

from matplotlib.figure import Figure

import headway as hw


def main() -> None:
    run = hw.simulate(hw.load("gara-djebilet-50mt"), days=2)
    page = Figure(figsize=(16.5, 11.0), layout="constrained", dpi=88)
    hw.report.draw_train_graph(run, day=2, ax=page.add_subplot())
    page.savefig(sys.argv[1])


if __name__ == "__main__":
    main()
