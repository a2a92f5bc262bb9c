#include "pages/brand.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>

namespace foyer {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

char lower(char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 0x20) : c; }

/// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
double luminance_of(std::string_view color) {
  constexpr std::array weights{0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    unsigned part = 0;
    const std::string_view digits = color.substr(1 + 2 * i, 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), part, 16);
    const double value = part / 255.0;
    sum += weights.at(i) * (value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
  }
  return sum;
}

/// An SVG begins with its root element, behind a declaration, comments and white space at most.
bool is_svg(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const bool comment = text.starts_with("<!--");
    if (!comment && !text.starts_with("<?") && !text.starts_with("<!DOCTYPE")) break;
    const std::string_view closing = comment ? "-->" : ">";
    const std::size_t end = text.find(closing);
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + closing.size());
  }
  constexpr std::string_view root = "<svg";
  return text.starts_with(root) && text.size() > root.size() &&
         std::string_view{" \t\r\n>"}.contains(text[root.size()]);
}

/// By the bytes, whatever the file is called: browsers are told not to guess.
std::string_view kind_of(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  return is_svg(bytes) ? "image/svg+xml" : "";
}

}  // namespace

std::optional<std::string> parse_color(std::string_view text) {
  if (text.size() != 7 || text.front() != '#' || !std::ranges::all_of(text.substr(1), is_hex)) return std::nullopt;
  std::string color{text};
  std::ranges::transform(color, color.begin(), lower);
  return color;
}

std::string_view text_on(std::string_view color) {
  const double luminance = luminance_of(color) + 0.05;
  return luminance / 0.05 >= 1.05 / luminance ? "#000000" : "#ffffff";
}

bool fits_mail(const Picture& picture) {
  const bool shown = picture.content_type == "image/png" || picture.content_type == "image/jpeg";
  return shown && picture.bytes->size() <= max_mail_logo;
}

std::expected<Picture, std::string> read_picture(const std::filesystem::path& path, std::size_t max_bytes) {
  std::ifstream file{path, std::ios::binary};
  if (!std::filesystem::is_regular_file(path) || !file) {
    return std::unexpected(fmt::format("'{}' is no file that can be read", path.string()));
  }
  std::string bytes(max_bytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  bytes.shrink_to_fit();
  if (bytes.size() > max_bytes) {
    return std::unexpected(fmt::format("'{}' is larger than {} kB", path.string(), max_bytes / 1024));
  }
  const std::string_view kind = kind_of(bytes);
  if (kind.empty()) return std::unexpected(fmt::format("'{}' is no SVG, PNG, WebP or JPEG picture", path.string()));
  return Picture{std::make_shared<const std::string>(std::move(bytes)), kind};
}

}  // namespace foyer
