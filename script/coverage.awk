# An lcov report in, a table out: per file the share of lines and branches run, and the lines never run.
function flush_range() {
  if (first == "") return
  missing = missing (missing == "" ? "" : " ") (first == last ? first : first "-" last)
  first = ""
}
function share(hit, all) { return all ? sprintf("%.1f%%", 100 * hit / all) : "-" }
function row(file, lines, lines_hit, branches, branches_hit, missing) {
  printf "%-52s %7d %8s %9s  %s\n", file, lines, share(lines_hit, lines), share(branches_hit, branches), missing
}

BEGIN { printf "%-52s %7s %8s %9s  %s\n", "file", "lines", "run", "branches", "never run" }

/^SF:/ {
  file = substr($0, 4)
  lines = hits = branches = branch_hits = 0
  missing = first = ""
}
/^DA:/ {
  split(substr($0, 4), field, ",")
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
  if (index(file, folder) != 1) next
  row(file, lines, hits, branches, branch_hits, missing)
  all_lines += lines; all_hits += hits; all_branches += branches; all_branch_hits += branch_hits
}

END {
  row("total", all_lines, all_hits, all_branches, all_branch_hits, "")
}
