"""The workloads by name; bench/README.md says what each of them is."""

from workloads.cleanup import clean_up
from workloads.growth import growth
from workloads.hashes import login, register
from workloads.mixes import busy_mix, calm_mix
from workloads.reads import check_tokens, read_profiles
from workloads.refreshes import refresh
from workloads.starts import start_and_memory
from workloads.storm import storm

WORKLOADS = {"W1": read_profiles, "W1v": check_tokens, "W2": refresh, "W3": login, "W4": register, "W5a": busy_mix,
             "W5b": calm_mix, "W6": storm, "W7": start_and_memory, "W8": growth, "W9": clean_up}
