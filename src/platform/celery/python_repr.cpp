#include "platform/celery/python_repr.h"

#include <fmt/format.h>

#include <iterator>

namespace foyer::celery {
namespace {

namespace json = boost::json;

class Printer {
 public:
  explicit Printer(std::size_t longest) : longest_{longest} {}

  void print(const json::value& value) {
    if (full()) return;
    switch (value.kind()) {
      case json::kind::null:
        return add("None");
      case json::kind::bool_:
        return add(value.get_bool() ? "True" : "False");
      case json::kind::int64:
        return add(fmt::format("{}", value.get_int64()));
      case json::kind::uint64:
        return add(fmt::format("{}", value.get_uint64()));
      case json::kind::double_:
        return add(fmt::format("{}", value.get_double()));
      case json::kind::string:
        return quote(value.get_string());
      case json::kind::array:
        return print(value.get_array());
      case json::kind::object:
        return print(value.get_object());
    }
  }

  void quote(std::string_view text) {
    const char mark =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
    out_ += mark;
    for (const char c : text) {
      if (full()) break;
      if (c == mark || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
        fmt::format_to(std::back_inserter(out_), "\\x{:02x}", static_cast<unsigned>(c));
      } else {
        out_ += c;
      }
    }
    out_ += mark;
  }

  std::string take() {
    if (!full()) return std::move(out_);
    std::size_t end = longest_;
    while (end > 0 && (static_cast<unsigned char>(out_[end]) & 0xC0U) == 0x80U) --end;
    return out_.substr(0, end) + "...";
  }

 private:
  bool full() const { return out_.size() > longest_; }
  void add(std::string_view text) { out_ += text; }

  void print(const json::array& elements) {
    add("[");
    for (std::size_t i = 0; i < elements.size() && !full(); ++i) {
      if (i > 0) add(", ");
      print(elements[i]);
    }
    add("]");
  }

  void print(const json::object& members) {
    add("{");
    bool first = true;
    for (const auto& member : members) {
      if (full()) break;
      if (!first) add(", ");
      first = false;
      quote(member.key());
      add(": ");
      print(member.value());
    }
    add("}");
  }

  const std::size_t longest_;
  std::string out_;
};

}  // namespace

std::string python_repr(const json::value& value, std::size_t longest) {
  Printer printer{longest};
  printer.print(value);
  return printer.take();
}

std::string exception_repr(std::string_view type, std::string_view message) {
  Printer printer{1024};
  printer.quote(message);
  return fmt::format("{}({})", type, printer.take());
}

}  // namespace foyer::celery
