#pragma once
// How the cinema looks: its name, logo, colour and background, set by BRAND_* without a rebuild.

#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace foyer {

/// The bytes of a picture that browsers show, and which kind they are.
struct Picture {
  std::shared_ptr<const std::string> bytes;
  std::string_view content_type;
};

struct Brand {
  std::string name = "Foyer";
  std::string color{};  ///< "#rrggbb"; empty: the product's own
  std::optional<Picture> logo{};
  std::optional<Picture> mail_logo{};  ///< PNG or JPEG
  std::optional<Picture> background{};
};

/// "#rrggbb" in lower case, from either case; nothing for anything else.
std::optional<std::string> parse_color(std::string_view);
/// Black or white, whichever is read better on this colour: at least 4.5 to 1 on any
/// (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
std::string_view text_on(std::string_view color);

inline constexpr std::size_t max_logo = 512 * 1024;
inline constexpr std::size_t max_mail_logo = 100 * 1024;
inline constexpr std::size_t max_background = 2 * 1024 * 1024;

/// Whether mail programs show it inside a letter: a PNG or JPEG that weighs little enough to send each time.
bool fits_mail(const Picture&);

/// An SVG, PNG, WebP or JPEG file, told by its first bytes; or why it is not taken.
std::expected<Picture, std::string> read_picture(const std::filesystem::path&, std::size_t max_bytes);

}  // namespace foyer
