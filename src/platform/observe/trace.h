#pragma once
// W3C Trace Context (https://www.w3.org/TR/trace-context/): which request of somebody else's a request of ours belongs
// to. We keep no spans; the trace id stands in log lines and goes along with background work.
//   traceparent = version "-" trace-id "-" parent-id "-" flags      2, 32, 16 and 2 lower-case hexadecimal digits

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace foyer::trace {

/// True for version 00 exactly, and for later versions (not ff) as far as 00 goes; ids of zeros only are none.
bool is_traceparent(std::string_view) noexcept;
/// Writes into `out` the traceparent of what we do for a caller: the caller's trace and flag "sampled" if `incoming` is
/// one, otherwise a new trace that nobody samples; in either case a span of our own. `random` is used for what is new:
/// the trace's two halves, then the span.
void begin(std::string& out, std::string_view incoming, const std::array<std::uint64_t, 3>& random);
/// The 32 digits of the trace id; empty if there is no trace.
std::string_view id_of(std::string_view traceparent) noexcept;

}  // namespace foyer::trace
