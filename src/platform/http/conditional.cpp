#include "platform/http/conditional.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>

#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

/// Without the mark of a weak tag: If-None-Match compares weakly.
std::string_view opaque_part(std::string_view tag) noexcept { return tag.starts_with("W/") ? tag.substr(2) : tag; }

/// True if the list holds the tag. Tags may hold commas, so the list is read tag by tag; what is malformed ends it.
bool lists(std::string_view list, std::string_view wanted) noexcept {
  for (;;) {
    while (list.starts_with(',') || list.starts_with(' ') || list.starts_with('\t')) list.remove_prefix(1);
    const std::string_view tag = opaque_part(list);
    if (!tag.starts_with('"')) return false;
    const std::size_t end = tag.find('"', 1);
    if (end == std::string_view::npos) return false;
    const std::string_view rest = tag.substr(end + 1);
    const std::string_view behind = trimmed(rest);
    if (!behind.empty() && !behind.starts_with(',')) return false;
    if (tag.substr(0, end + 1) == wanted) return true;
    list = rest;
  }
}

bool holds(const Request& request, std::string_view etag) noexcept {
  return std::ranges::any_of(request.fields, [&](const Field& field) {
    if (!same_word(field.name, "If-None-Match")) return false;
    return trimmed(field.value) == "*" || lists(field.value, opaque_part(etag));
  });
}

}  // namespace

Response conditional(const Request& request, Response response) {
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (!reads || response.status != 200) return response;
  const auto etag =
      std::ranges::find_if(response.headers, [](const Header& one) { return same_word(one.name, "ETag"); });
  if (etag == response.headers.end() || !holds(request, etag->value)) return response;
  // All headers stay: a client puts them in the place of the ones it holds, and a page would lose its own policy to the
  // default one (https://www.rfc-editor.org/rfc/rfc9111#section-3.2).
  response.status = 304;
  response.body.clear();
  response.static_body = {};
  return response;
}

std::string etag_of(std::string_view content) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  std::string etag = "\"";
  for (const unsigned char byte : std::span{digest}.first(16)) etag += fmt::format("{:02x}", byte);
  return etag + '"';
}

}  // namespace foyer::http
