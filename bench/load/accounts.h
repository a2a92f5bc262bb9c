#pragma once
// Numbered addresses, such as viewer{}@cinema.example:0-999.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace load {

class Accounts {
 public:
  Accounts() = default;
  /// What is wrong, else. Without an end the numbers just go on.
  static std::expected<Accounts, std::string> parse(std::string_view text);

  /// Where there is an end, indexes go up and down the whole range, each number once before any comes again.
  std::string address(std::uint64_t index) const;
  bool empty() const noexcept { return before_.empty() && after_.empty(); }
  bool ends() const noexcept { return count_ > 0; }

 private:
  std::string before_;
  std::string after_;
  std::uint64_t first_ = 0;
  std::uint64_t count_ = 0;   ///< 0: no end
  std::uint64_t stride_ = 1;  ///< shares no divisor with count_
};

}  // namespace load
