"""The figures of a run against their goals, as a table or as rows for JSON."""

import statistics


class Table:
    def __init__(self, rows=()):
        self.rows = list(rows)

    def add(self, figure, unit, values, bound=None, of=None, note="", **more):
        """`bound` is (">=" or "<=", limit); with `of`, a list of probe values, it limits the ratio of each pair. What
        else is said of a row stands in its JSON alone."""
        compared = [value / probe for value, probe in zip(values, of)] if of else values
        got = statistics.median(compared)
        met = bound is None or (got >= bound[1] if bound[0] == ">=" else got <= bound[1])
        self.rows.append({"figure": figure, "unit": unit, "median": statistics.median(values),
                          "low": min(values), "high": max(values), "probe": statistics.median(of) if of else None,
                          "ratio": got if of else None, "value": got, "least": min(compared), "most": max(compared),
                          "bound": " ".join(map(str, bound)) if bound else "",
                          "verdict": "" if bound is None else "met" if met else "MISSED", "note": note} | more)

    def missed(self):
        return [row["figure"] for row in self.rows if row["verdict"] == "MISSED"]

    def print(self):
        head = ("figure", "median", "low", "high", "unit", "probe", "ratio", "goal", "", "")
        lines = [head] + [(row["figure"], number(row["median"]), number(row["low"]), number(row["high"]), row["unit"],
                           number(row["probe"]), number(row["ratio"]), row["bound"], row["verdict"], row["note"])
                          for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*lines)]
        for line in lines:
            cells = [cell.rjust(width) if 0 < place < 4 or 4 < place < 7 else cell.ljust(width)
                     for place, (cell, width) in enumerate(zip(line, widths))]
            print("  ".join(cells).rstrip())


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
