#include "profiles/schema.h"

#include <algorithm>

namespace foyer {
namespace {

constexpr std::size_t max_length = 2048;

bool is_url_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && byte != '"' && byte != '<' && byte != '>' && byte != '\\';
}

}  // namespace

std::expected<AvatarUrl, Violation> AvatarUrl::from(std::string text) {
  const auto refused = [](std::string why) {
    return std::unexpected(Violation{"url_parsing", "Input should be a valid http or https URL, " + std::move(why)});
  };
  if (code_points(text) > max_length) return std::unexpected(too_long(max_length));
  if (!std::ranges::all_of(text, is_url_text)) return refused("without spaces or control characters");
  if (misleads_readers(text)) return std::unexpected(holds_controls());
  const std::string_view url{text};
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return refused("starting with http:// or https://");
  const std::string_view host = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
  if (host.empty()) return refused("with a host name");
  // user@host is how a link pretends to lead elsewhere.
  if (host.contains('@')) return refused("without a user name");
  return AvatarUrl{std::move(text)};
}

namespace schema {

std::optional<AvatarUrl> Codec<AvatarUrl>::read(const json::value& value, Binder& binder) {
  return read_text<AvatarUrl>(value, binder);
}

json::object Codec<AvatarUrl>::schema(Definitions&) {
  return {{"type", "string"},
          {"format", "iri"},
          {"maxLength", max_length},
          {"pattern", R"x(^https?://[^\u0000-\u0020\u007f"<>\\/?#@]+([/?#][^\u0000-\u0020\u007f"<>\\]*)?$)x"},
          {"examples", {"https://images.example.com/olena.webp"}}};
}

}  // namespace schema
}  // namespace foyer
