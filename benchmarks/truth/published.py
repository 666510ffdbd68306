"""What real lines publish, and why the model says something else where it does.

The scenarios of the lines are in ``benchmarks/lines``; their sources stand there and here. Nothing in the model or in
the practices was chosen for one of them.
"""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["conventional", "best"]


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that is published, as a range of one or several sources.

    Attributes
    ----------
    low, high
        The ends of the range.
    source
        Who says so.
    why
        Why the model may say something else.
    """

    low: float
    high: float
    source: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} - {self.high:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RealLine:
    """A real line.

    Attributes
    ----------
    name
        The name of its scenario.
    kind
        The practice that its operator's kind suggests.
    wagons
        Wagons of the line and of a train, where they are published: so many train sets are in service, at the 95 % of the
        wagons that Cartier says are available. None: it runs as many as carry most.
    figures
        What is published, by what it is: a key of `benchmarks.truth.ours`.
    """

    name: str
    kind: Kind
    wagons: tuple[int, int] | None = None
    figures: dict[str, Published] = field(default_factory=dict[str, Published])


AVAILABLE = 0.95
"""Share of the wagons that is in service: more than 95 % (Cartier, 2023)."""

LINES = (
    RealLine(
        name="orex-1998",
        kind="conventional",
        figures={
            "trains a day": Published(
                27 / 7, 27 / 7, "27 a week with nine loops (Railway Gazette, 1999)",
                "which nine loops there were, and the grades of up to 10 permille, are not published; 27 a week may be what was "
                "asked for, as train sets, port and mine are not published either",
            ),
            "Mt/y": Published(22, 22.5, "capacity and record of 1995-96 (Railway Gazette, 1997)", "as for the trains a day"),
        },
    ),
    RealLine(
        name="orex-2019",
        kind="conventional",
        figures={
            "trains a day": Published(7, 7, "42 ore and 7 manganese slots a week (Miningmx, 2019)"),
            "Mt/y": Published(
                58.5, 67, "58.5 railed in 2017, practical optimum 67 (2022)",
                "a seventh of the slots is manganese, and 78 % of the ore slots ran in the best year: the mine and the port bind",
            ),
            "kWh a tonne": Published(6.3, 7.5, "6.9 +- 8 % billed, 2011-12 (Transnet Sustainability Report 2012)",
                "the bill is for drawn energy, ours is work at the wheel",),
        },
    ),
    RealLine(
        name="roy-hill",
        kind="best",
        wagons=(1_196, 232),  # pilbararailways.com.au/roy/roy.php, 2016
        figures={
            "Mt/y": Published(55, 63.6, "55, then 60 (2018 to 2020); 63.6 by gross tonne-km (2022)"),
            "trains a day": Published(5, 6, "5 (2020); 6.0 on 330 days by gross tonne-km (2022)"),
            "cycle, h": Published(22, 24, "derived: 1,196 wagons are 5.15 train sets, at five trains a day"),
            "L a tonne": Published(
                0.45, 0.45, "Fortescue, a neighbour, 2021, with all use on rail (The Engineer, 2022)",
                "another line whose haul is not stated; an even grade up to the mine is assumed, and the resistance of CN",
            ),
        },
    ),
    RealLine(
        name="snim",
        kind="conventional",
        wagons=(1_200, 205),  # 2025
        figures={
            "Mt/y": Published(17, 17, "capacity (snim.com, 2021)"),
            "loaded run, h": Published(17, 17, "a traveller in an ore wagon (2007)"),
            "trains a day": Published(2.0, 4, "12.6 Mt railed in 2021 are 2.0; four slots (snim.com, 2021)"),
        },
    ),
    RealLine(
        name="malmbanan",
        kind="conventional",
        figures={
            "sets for 25 Mt/y": Published(
                7, 11, "derived: ten pairs a day of 6.8 kt; 750 wagons are eleven sets, which serve Luleå as well",
            ),
            "trains a day": Published(
                10, 12, "10, or 12 (2011 to 2024)",
                "its passenger and goods trains are not in the model, every station is taken as a loop that fits ore trains, "
                "which most did not in 2011, and the mine asks for no more",
            ),
        },
    ),
    RealLine(
        name="cartier",
        kind="conventional",
        wagons=(1_270, 160),  # transformerlavenir.com, 2016
        figures={
            "cycle, h": Published(35, 35, "return run, loading, unloading, preparation (2016)"),
            "trains a day": Published(5, 5, "empty departures (2016)"),
            "Mt/y": Published(25, 27.4, "more than 25; 75,000 t a day (2020)"),
        },
    ),
    RealLine(
        name="carajas",
        kind="conventional",
        wagons=(11_000, 330),  # pt.wikipedia, for 2008
        figures={
            "Mt/y": Published(96.3, 115, "2009, called its most; 2012 (Revista Ferroviária, 2010; Vale)"),
            "cycle, h": Published(70, 70, "up to 70 h (Vale staff, 2012)"),
            "trains a day": Published(10, 10, "loaded at Carajás (Vale staff, 2012)"),
            "L per 1,000 net t-km": Published(
                1.9, 1.9, "Carajás and Vitória - Minas, derived",
                "the profile is not published: level track is assumed, while loaded trains run down from the mine to the sea",
            ),
        },
    ),
)  # fmt: skip
