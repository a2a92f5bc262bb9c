#pragma once
// Which kind of request comes next: shares such as profile=90,refresh=8,login=1.5,register=0.5. No dice are thrown:
// every stretch of a run holds each kind by its share, rare ones evenly spread, and two runs ask for the same.

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace load {

enum class Kind : std::uint8_t { profile, jwks, refresh, login, sign_up };
inline constexpr std::array kinds{Kind::profile, Kind::jwks, Kind::refresh, Kind::login, Kind::sign_up};
/// As the mix and the report spell them.
std::string_view name_of(Kind) noexcept;

class Mix {
 public:
  /// What is wrong, else.
  static std::expected<Mix, std::string> parse(std::string_view text);

  Kind pick(std::uint64_t index) const noexcept;
  bool has(Kind) const noexcept;

 private:
  std::array<double, kinds.size()> up_to_{};  ///< sums of the shares, the last is 1
};

}  // namespace load
