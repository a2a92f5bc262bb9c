#include "importing/line_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "importing/source.h"

namespace foyer::importing {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(const std::filesystem::path& path)
    : file_{std::fopen(path.c_str(), "rbe")}, name_{path.string()}, buffer_(64 * 1024) {
  if (!file_) throw Unreadable{fmt::format("cannot read {}: {}", name_, std::strerror(errno))};
  fill();
  if (std::string_view{buffer_.data(), end_}.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool LineReader::fill() {
  at_ = 0;
  errno = 0;
  end_ = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
  if (end_ == 0 && std::ferror(file_.get()) != 0) {
    throw Unreadable{fmt::format("cannot read {}: {}", name_, std::strerror(errno))};
  }
  return end_ > 0;
}

std::optional<Line> LineReader::next() {
  if (!returned_.empty()) {
    Line line = std::move(returned_.front());
    returned_.pop_front();
    return line;
  }
  if (at_ == end_ && !fill()) return std::nullopt;
  Line line{.number = ++number_, .text = {}};
  do {
    const char* const start = buffer_.data() + at_;
    const char* const stop = std::find(start, std::as_const(buffer_).data() + end_, '\n');
    const auto size = static_cast<std::size_t>(stop - start);
    const std::size_t fits = std::min(size, longest - line.text.size());
    line.text.append(start, fits);
    line.whole = line.whole && fits == size;
    at_ += size;
    if (at_ < end_) {
      ++at_;
      return line;
    }
  } while (fill());
  return line;
}

void LineReader::put_back(std::vector<Line> lines) {
  returned_.insert(returned_.begin(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
}

}  // namespace foyer::importing
