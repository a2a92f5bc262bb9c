#pragma once
// The lines of a text file, however long they are, in bounded memory.

#include <cstdint>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace foyer::importing {

struct Line {
  std::int64_t number = 0;  ///< from 1
  std::string text;         ///< without its LF
  bool whole = true;        ///< false: it was longer than LineReader::longest, and the text is only its beginning
};

class LineReader {
 public:
  /// All fields at their longest, every character of them escaped, fit.
  static constexpr std::size_t longest = 128 * 1024;

  /// Throws Unreadable with one sentence. A byte order mark at the beginning is passed over.
  explicit LineReader(const std::filesystem::path&);

  /// Nothing at the end. Throws Unreadable.
  std::optional<Line> next();
  /// The lines that come next again, in this order.
  void put_back(std::vector<Line>);

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  bool fill();

  std::unique_ptr<std::FILE, Close> file_;
  std::string name_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::int64_t number_ = 0;
  std::deque<Line> returned_;
};

}  // namespace foyer::importing
