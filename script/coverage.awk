# An lcov report in, a table out: per file the share of lines and branches run, and the lines never run; per folder of
# `folders`, and for all of them, the sums.
#
# Not counted: what a description (BOOST_DESCRIBE_STRUCT, BOOST_DESCRIBE_ENUM, FOYER_DESCRIBE) expands to. Its functions
# are asked for their types at compile time and have no body to run, and because their regions are empty llvm-cov draws
# them out, at zero, over everything up to the next function: members and comments as well. So whether run or not, no
# line counts from a description to the line where the next function of ours begins.
function flush_range() {
  if (first == "") return
  missing = missing (missing == "" ? "" : " ") (first == last ? first : first "-" last)
  first = ""
}
function share(hit, all) { return all ? sprintf("%.1f%%", 100 * hit / all) : "-" }
function row(name, lines, lines_hit, branches, branches_hit, missing) {
  printf "%-52s %7d %8s %9s  %s\n", name, lines, share(lines_hit, lines), share(branches_hit, branches), missing
}
function folder_of(file,   i) {
  for (i = 1; i <= count; i++) if (index(file, wanted[i]) == 1) return i
  return 0
}

BEGIN {
  count = split(folders, wanted, " ")
  # src/auth is not src/authority; a file stands for itself.
  for (i = 1; i <= count; i++) if (wanted[i] !~ /\.(cpp|h)$/) sub(/\/*$/, "/", wanted[i])
  printf "%-52s %7s %8s %9s  %s\n", "file", "lines", "run", "branches", "never run"
}

/^SF:/ {
  file = substr($0, 4)
  lines = hits = branches = branch_hits = 0
  missing = first = ""
  describing = 0
  delete described
  delete begun
}
/^FN:/ {
  split(substr($0, 4), field, ",")
  if (field[2] ~ /boost_[a-z_]*descriptor_fn/) described[field[1]] = 1
  else begun[field[1]] = 1
}
/^DA:/ {
  split(substr($0, 4), field, ",")
  if (field[1] in described) describing = 1
  else if (field[1] in begun) describing = 0
  if (describing) { flush_range(); next }
  lines++
  if (field[2] > 0) { hits++; flush_range(); next }
  if (first == "") first = field[1]
  last = field[1]
}
/^BRDA:/ {
  split(substr($0, 6), field, ",")
  branches++
  if (field[4] != "-" && field[4] > 0) branch_hits++
}
/^end_of_record/ {
  flush_range()
  at = folder_of(file)
  if (!at) next
  row(file, lines, hits, branches, branch_hits, missing)
  sum_lines[at] += lines; sum_hits[at] += hits; sum_branches[at] += branches; sum_branch_hits[at] += branch_hits
  all_lines += lines; all_hits += hits; all_branches += branches; all_branch_hits += branch_hits
}

END {
  if (count > 1) {
    for (i = 1; i <= count; i++) row(wanted[i], sum_lines[i], sum_hits[i], sum_branches[i], sum_branch_hits[i], "")
  }
  row("total", all_lines, all_hits, all_branches, all_branch_hits, "")
  exit !all_lines || all_hits * 100 < all_lines * least_lines || all_branch_hits * 100 < all_branches * least_branches
}
