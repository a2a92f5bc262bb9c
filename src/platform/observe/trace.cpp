#include "platform/observe/trace.h"

#include <algorithm>
#include <cstddef>

namespace foyer::trace {
namespace {

constexpr std::size_t id_at = 3;
constexpr std::size_t id_size = 32;
constexpr std::size_t span_at = 36;
constexpr std::size_t span_size = 16;
constexpr std::size_t flags_at = 53;
constexpr std::size_t size_of_00 = 55;

bool is_hex(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) noexcept { return is_hex(text) && text.find_first_not_of('0') != text.npos; }

bool is_sampled(std::string_view traceparent) noexcept {
  constexpr std::string_view odd = "13579bdf";
  return odd.contains(traceparent[flags_at + 1]);
}

void write_hex(char* at, std::uint64_t number) noexcept {
  for (std::size_t i = 16; i-- > 0; number >>= 4U) at[i] = "0123456789abcdef"[number & 15U];
}

}  // namespace

bool is_traceparent(std::string_view text) noexcept {
  if (text.size() < size_of_00 || text[2] != '-' || text[span_at - 1] != '-' || text[flags_at - 1] != '-') return false;
  const std::string_view version = text.substr(0, 2);
  if (!is_hex(version) || version == "ff") return false;
  if (text.size() > size_of_00 && (version == "00" || text[size_of_00] != '-')) return false;
  return is_id(text.substr(id_at, id_size)) && is_id(text.substr(span_at, span_size)) &&
         is_hex(text.substr(flags_at, 2));
}

void begin(std::string& out, std::string_view incoming, const std::array<std::uint64_t, 3>& random) {
  const bool goes_on = is_traceparent(incoming);
  out = "00-00000000000000000000000000000000-0000000000000000-00";
  if (goes_on) {
    std::ranges::copy(incoming.substr(id_at, id_size), out.begin() + id_at);
    if (is_sampled(incoming)) out.back() = '1';
  } else {
    write_hex(out.data() + id_at, random[0]);
    write_hex(out.data() + id_at + id_size / 2, std::max<std::uint64_t>(random[1], 1));
  }
  write_hex(out.data() + span_at, std::max<std::uint64_t>(random[2], 1));
}

std::string_view id_of(std::string_view traceparent) noexcept {
  return traceparent.size() < size_of_00 ? std::string_view{} : traceparent.substr(id_at, id_size);
}

}  // namespace foyer::trace
