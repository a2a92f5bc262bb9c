#include "platform/http/client_facts.h"

#include <algorithm>

#include "core/text.h"
#include "platform/http/accept.h"
#include "platform/http/ascii.h"
#include "platform/observe/trace.h"

namespace foyer::http {

std::uint64_t RequestIds::draw() noexcept {
  // splitmix64: one odd step, then two rounds of mixing.
  std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
  return mixed ^ mixed >> 31;
}

void RequestIds::next(std::string& id) {
  std::uint64_t mixed = draw();
  id.resize(16);
  for (char& digit : id) {
    digit = "0123456789abcdef"[mixed & 15];
    mixed >>= 4;
  }
}

bool is_request_id(std::string_view text) noexcept {
  return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

void clean_user_agent(std::string_view raw, std::string& clean) {
  constexpr std::size_t longest = 256;
  clean.clear();
  if (!is_utf8(raw)) return;
  for (std::string_view rest = raw.substr(0, longest); !rest.empty();) {
    const std::size_t misleading = misleading_prefix(rest);
    const char c = rest.front();
    if (misleading == 0 && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) clean += c;
    rest.remove_prefix(std::max<std::size_t>(misleading, 1));
  }
  // The cut may have split the last character.
  while (raw.size() > longest && !is_utf8(clean)) clean.pop_back();
}

void fill_client(Request& request, RequestIds& ids) {
  std::string_view user_agent;
  std::string_view accept;
  std::string_view id;
  std::string_view caller;
  std::string_view language;
  unsigned callers = 0;
  for (const Field& field : request.fields) {
    if (same_word(field.name, "User-Agent"))
      user_agent = field.value;
    else if (same_word(field.name, "Accept") && accept.empty())
      accept = field.value;
    else if (same_word(field.name, "Accept-Language") && language.empty())
      language = field.value;
    else if (same_word(field.name, "X-Request-Id"))
      id = field.value;
    else if (same_word(field.name, "traceparent")) {
      caller = field.value;
      ++callers;
    }
  }
  clean_user_agent(user_agent, request.client.user_agent);
  request.client.wants_html = prefers_html(accept);
  request.client.language = preferred_language(language);
  if (is_request_id(id))
    request.client.request_id = id;
  else
    ids.next(request.client.request_id);
  // Two of them name two traces, so neither counts.
  trace::begin(request.client.trace, callers == 1 ? caller : std::string_view{}, {ids.draw(), ids.draw(), ids.draw()});
}

}  // namespace foyer::http
