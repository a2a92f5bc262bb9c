#pragma once
// A queue in which each source has a line of its own and the lines are served in turn, one item each: who asks a
// thousand times waits for their thousand, everybody else for one of them. A full queue drops from the longest line
// (McKenney, "Stochastic Fairness Queueing", INFOCOM 1990). Finding a line is linear: queues here are short.
// Not thread-safe.

#include <algorithm>
#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace foyer::crypto {

template <class Item>
class FairQueue {
 public:
  std::size_t size() const noexcept { return size_; }

  void push(std::string_view source, Item item) {
    auto line = find(source);
    if (line == lines_.end()) line = lines_.insert(line, Line{std::string{source}, {}});
    line->items.push_back(std::move(item));
    ++size_;
  }
  /// There must be one.
  Item pop() {
    const auto line = lines_.begin();
    Item item = std::move(line->items.front());
    line->items.pop_front();
    if (line->items.empty()) {
      lines_.erase(line);
    } else {
      lines_.splice(lines_.end(), lines_, line);
    }
    --size_;
    return item;
  }
  /// How many would be served before another item of this source.
  std::size_t ahead_of(std::string_view source) const {
    const auto own = std::ranges::find(lines_, source, &Line::source);
    const std::size_t turns = own == lines_.end() ? 0 : own->items.size();
    std::size_t ahead = turns;
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
      if (line != own) ahead += std::min(line->items.size(), turns + 1);
    }
    return ahead;
  }
  /// The youngest item of the longest line, if that line is longer than this source's would be.
  std::optional<Item> drop_for(std::string_view source) {
    const auto longest = std::ranges::max_element(lines_, {}, [](const Line& line) { return line.items.size(); });
    const auto own = find(source);
    const std::size_t wanted = own == lines_.end() ? 1 : own->items.size() + 1;
    if (longest == lines_.end() || longest->items.size() <= wanted) return std::nullopt;
    Item dropped = std::move(longest->items.back());
    longest->items.pop_back();
    --size_;
    return dropped;
  }

 private:
  struct Line {
    std::string source;
    std::deque<Item> items;
  };
  typename std::list<Line>::iterator find(std::string_view source) {
    return std::ranges::find(lines_, source, &Line::source);
  }

  std::list<Line> lines_;  // none is empty
  std::size_t size_ = 0;
};

}  // namespace foyer::crypto
