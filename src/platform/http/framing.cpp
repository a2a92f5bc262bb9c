#include "platform/http/framing.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

/// What the named fields hold, gathered in one pass.
struct Seen {
  unsigned hosts = 0;
  unsigned lengths = 0;
  unsigned codings = 0;  ///< members of all Transfer-Encoding lists
  unsigned unknown_codings = 0;
  bool empty_coding = false;
  bool transfer_encoding = false;
  bool close = false;
  bool keep_alive = false;
  bool unknown_expectation = false;
  std::string_view length;
};

void read_codings(Seen& seen, std::string_view list) {
  seen.transfer_encoding = true;
  // An empty member ("chunked,") counts too: proxies disagree on it, and two readers must not see two bodies.
  for (bool more = true; more;) {
    more = list.contains(',');
    const std::string_view coding = trimmed(cut(list, ','));
    ++seen.codings;
    seen.empty_coding |= coding.empty();
    if (!coding.empty() && !same_word(coding, "chunked")) ++seen.unknown_codings;
  }
}

void read_connection(Seen& seen, std::string_view list) {
  while (!list.empty()) {
    const std::string_view option = trimmed(cut(list, ','));
    seen.close |= same_word(option, "close");
    seen.keep_alive |= same_word(option, "keep-alive");
  }
}

/// uri-host [":" port]; only bytes that cannot be read as anything but a name
/// (https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2, without percent-encoding, which no server name needs).
bool is_host(std::string_view text) {
  std::string_view name = text;
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos && !text.ends_with(']')) {
    const std::string_view port = text.substr(colon + 1);
    if (port.size() > 5 || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return false;
    name = text.substr(0, colon);
  }
  const bool literal = name.size() > 2 && name.starts_with('[') && name.ends_with(']');
  if (literal) name = name.substr(1, name.size() - 2);
  return !name.empty() && std::ranges::all_of(name, [&](char c) {
    const bool word = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
    return word || c == '.' || (literal ? c == ':' : c == '-' || c == '_' || c == '~');
  });
}

}  // namespace

std::expected<Framing, Refusal> framing_of(const Head& head, std::span<const Field> fields) {
  Framing framing;
  Seen seen;
  for (const Field& field : fields) {
    if (same_word(field.name, "Host")) {
      ++seen.hosts;
      framing.host = field.value;
    } else if (same_word(field.name, "Content-Length")) {
      ++seen.lengths;
      seen.length = field.value;
    } else if (same_word(field.name, "Transfer-Encoding")) {
      read_codings(seen, field.value);
    } else if (same_word(field.name, "Connection")) {
      read_connection(seen, field.value);
    } else if (same_word(field.name, "Expect")) {
      framing.expects_continue = head.http11 && same_word(field.value, "100-continue");
      seen.unknown_expectation |= head.http11 && !framing.expects_continue;
    }
  }

  if (seen.hosts > 1 || (seen.hosts == 0 && head.http11)) return std::unexpected(bad_message);
  if (seen.hosts == 1 && !is_host(framing.host)) return std::unexpected(bad_message);
  if (seen.transfer_encoding) {
    // Two lengths, or a coding HTTP/1.0 does not know, is how a request is smuggled past a neighbour.
    if (seen.lengths > 0 || !head.http11 || seen.empty_coding) return std::unexpected(bad_message);
    if (seen.unknown_codings > 0) return std::unexpected(unknown_coding);
    if (seen.codings > 1) return std::unexpected(bad_message);
    framing.chunked = true;
  }
  if (seen.lengths > 1) return std::unexpected(bad_message);
  if (seen.lengths == 1) {
    const char* const end = seen.length.data() + seen.length.size();
    const auto [stop, failure] = std::from_chars(seen.length.data(), end, framing.length);
    if (failure != std::errc{} || stop != end) return std::unexpected(bad_message);
  }
  if (seen.unknown_expectation) return std::unexpected(unknown_expectation);
  framing.keep_alive = !seen.close && (head.http11 || seen.keep_alive);
  return framing;
}

}  // namespace foyer::http
