#!/usr/bin/env python3
"""Draws the figures of script/bench as SVG: how far each goal was met, and what growth did to requests.

script/bench --json … >rows.json; bench/plot.py rows.json figures.svg
"""

import json
import math
import sys
from xml.sax.saxutils import escape

WIDTH, NAMES, NUMBERS = 940, 270, 230  # of the drawing, of its left column and of its right one
ROW, MARGIN = 24, 20
MOST = 3  # times the goal: longer bars are cut
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #222 }
  .faint { fill: #666; font-size: 12px }
  .head { font-size: 15px; font-weight: 600 }
  .met { fill: #2a7d4f } .missed { fill: #c0392b } .spread { stroke: #222; stroke-width: 1.5 }
  .goal { stroke: #222; stroke-dasharray: 4 3 } .grid { stroke: #ddd }
  .curve { fill: none; stroke-width: 2 } .paper { fill: #fff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e6e6 } .faint { fill: #a0a0a0 } .paper { fill: #16181c } .grid { stroke: #3a3d44 }
    .met { fill: #4fb57e } .missed { fill: #e8705f } .spread, .goal { stroke: #e6e6e6 }
  }
"""
COLORS = ("#2f7fd1", "#c9742b", "#8a5bc4", "#2f9d8f")


def plot(rows, path):
    parts, height = [], MARGIN
    for draw in (goals, curves):
        more, height = draw(rows, height)
        parts += more
    with open(path, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img">\n'
                   f'<title>Figures of script/bench</title>\n<style>{STYLE}</style>\n'
                   f'<rect class="paper" width="{WIDTH}" height="{height}"/>\n' + "\n".join(parts) + "\n</svg>\n")


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")


def share_of_goal(bound, value):
    """1 is the goal, more is better."""
    direction, limit = bound.split()
    if direction == ">=":
        return value / float(limit)
    return float(limit) / value if value else math.inf


def goals(rows, top):
    """A bar for each figure with a goal; its line is how far the rounds lay apart."""
    rows = [row for row in rows if row["bound"]]
    if not rows:
        return [], top
    unit = (WIDTH - NAMES - NUMBERS - 2 * MARGIN) / MOST
    left = MARGIN + NAMES
    parts = [text(MARGIN, top + 12, "Goals: the broken line is the goal, longer is better", "head")]
    first = top + ROW
    for place, row in enumerate(rows):
        middle = first + place * ROW + ROW / 2
        shares = [min(MOST, share_of_goal(row["bound"], value)) for value in (row["value"], row["least"], row["most"])]
        kind = "met" if row["verdict"] == "met" else "missed"
        parts += [text(left - 8, middle + 4, row["figure"].strip(), anchor="end"),
                  f'<rect x="{left}" y="{middle - 8:.1f}" width="{shares[0] * unit:.1f}" height="16" rx="2" class="{kind}"/>',
                  line(left + shares[1] * unit, middle, left + shares[2] * unit, middle, "spread"),
                  text(WIDTH - MARGIN, middle + 4, told(row), "faint", "end")]
    bottom = first + len(rows) * ROW
    return parts + [line(left + unit, first, left + unit, bottom, "goal")], bottom + MARGIN


def told(row):
    direction, limit = row["bound"].split()
    unit = " × its probe" if row["ratio"] is not None else f" {row['unit']}"
    sign = {">=": "≥", "<=": "≤"}[direction]
    return f"{number(row['value'])}{unit}; goal {sign} {number(float(limit))}"


def curves(rows, top):
    """Each figure of a growing database, relative to the smallest, over the number of accounts."""
    lines = {}
    for row in rows:
        if "curve" in row:
            lines.setdefault(row["curve"], []).append((row["users"], row["ratio"] or 1.0))
    lines = {name: points for name, points in lines.items() if len(points) > 1}
    if not lines:
        return [], top
    height, left, right = 240, MARGIN + 60, WIDTH - 220
    sizes = sorted({users for points in lines.values() for users, _ in points})
    highest = max(1.5, *(value for points in lines.values() for _, value in points)) * 1.05

    def x(users):
        return left + (right - left) * math.log(users / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def y(value):
        return top + ROW + height * (1 - value / highest)

    parts = [text(MARGIN, top + 12, f"Growth: relative to {sizes[0]:,} accounts", "head")]
    gap = next(gap for gap in (0.5, 1, 2, 5, 10, 100, 1000) if highest / gap <= 8 or gap == 1000)
    for at in (step * gap for step in range(int(highest / gap) + 1)):
        parts += [line(left, y(at), right, y(at), "grid"), text(left - 8, y(at) + 4, f"{at:g}", "faint", "end")]
    parts += [text(x(users), y(0) + 18, f"{users:,}", "faint", "middle") for users in sizes]
    ends = []
    for color, (name, points) in zip(COLORS, lines.items()):
        path = " ".join(f"{x(users):.1f},{y(value):.1f}" for users, value in sorted(points))
        parts.append(f'<polyline points="{path}" class="curve" stroke="{color}"/>')
        ends.append([y(sorted(points)[-1][1]), name, color])
    ends.sort()
    for above, below in zip(ends, ends[1:]):
        below[0] = max(below[0], above[0] + 16)  # names stand one below the other
    for at, name, color in ends:
        parts.append(f'<circle cx="{right + 12}" cy="{at:.1f}" r="5" fill="{color}"/>' + text(right + 22, at + 4, name))
    return parts, top + 2 * ROW + height + MARGIN


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1]) as source:
        plot(json.load(source), sys.argv[2])
