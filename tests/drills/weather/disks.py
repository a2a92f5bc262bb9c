"""A disk that is full, read-only or standing still, under a server that keeps SQLite on it."""

import time

from shared.program import until
from shared.verdict import expect
from weather import post
from weather.town import RECOVERY


def see_disk(town, disk):
    if not disk.mounted:
        expect("the disk is there to be taken", town.options.patient, "left out: only root may mount one to fill")
        return
    town.storm("the disk is full", disk.fill, disk.clear, bites=True)
    town.storm("the data may not be written", disk.forbid_writing, disk.allow_writing, bites=True)
    town.storm("the disk stands still", disk.stall, disk.go_on)


def see_long_outage(town, disk, office):
    """Who waits longer after each failure must not still wait when all is well."""
    if not disk.mounted:
        return
    office.mood = post.BUSY  # letters that are due make background work try all the time
    time.sleep(2)
    office.mood = post.FINE
    cured = []
    cure = lambda: (disk.allow_writing(), cured.append(time.monotonic()))
    town.storm("the data may not be written for long", disk.forbid_writing, cure, seconds=30, bites=True)
    until("a letter", lambda: office.took and office.took[-1] > cured[0], 60)
    spent = next(moment for moment in office.took if moment > cured[0]) - cured[0]
    expect("background work goes on", town.options.patient or spent <= RECOVERY, f"{spent:.1f} s after the end, of at most 5")
