#pragma once
// Bytes that must not leak: wiped when they go, never printed, never serialised, never copied by accident.

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace foyer {

/// Overwrites memory in a way the optimiser may not drop.
void wipe(void* bytes, std::size_t size) noexcept;
/// Wipes the whole capacity, then empties.
void wipe(std::string&) noexcept;
/// Compares in time that depends on the lengths alone.
bool equal_in_constant_time(std::string_view, std::string_view) noexcept;

class Secret {
 public:
  Secret() = default;
  /// Wipes the source: a short string's move copies it and leaves the bytes behind.
  explicit Secret(std::string&& bytes) noexcept : bytes_{std::move(bytes)} { wipe(bytes); }
  explicit Secret(std::string_view bytes) : bytes_{bytes} {}
  Secret(Secret&& other) noexcept : bytes_{std::move(other.bytes_)} { wipe(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe(bytes_);
      bytes_ = std::move(other.bytes_);
      wipe(other.bytes_);
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes_); }

  /// The one way to the bytes: searchable, and valid only while this object lives.
  std::string_view reveal() const noexcept { return bytes_; }
  Secret copy() const { return Secret{std::string_view{bytes_}}; }
  bool empty() const noexcept { return bytes_.empty(); }

  friend bool operator==(const Secret& a, const Secret& b) noexcept {
    return equal_in_constant_time(a.bytes_, b.bytes_);
  }

 private:
  std::string bytes_;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace foyer
