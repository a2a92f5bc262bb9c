-- Prints what a run came to as one line of JSON, which load.py reads.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "refused": %d, "broken": %d, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end

-- Gives each thread its share of the lines of a file: `index` is this thread's, of `threads`.
local started = 0
function setup(thread)
  thread:set("index", started)
  started = started + 1
end

function share_of(file, threads)
  local lines, n = {}, 0
  for line in io.lines(file) do
    if n % threads == index then lines[#lines + 1] = line end
    n = n + 1
  end
  return lines
end
