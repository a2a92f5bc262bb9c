// Whatever is logged, a line stays one line, its fields stay its own, and JSON stays JSON.

#include <boost/json.hpp>

#include "fuzz/check.h"
#include "platform/observe/log_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::fuzz::check;
  namespace log = foyer::log;
  const std::string_view text = foyer::fuzz::text_of(data, size);
  const log::Line line{foyer::Time{}, log::Level::info, text.substr(0, size / 2), {{"what", text}, {"seq", 7}}};
  const std::string plain = log::format_text(line);
  check(plain.find_first_of(std::string_view{"\r\n\0\x1b", 4}) == std::string::npos && plain.ends_with(" seq=7"));
  const std::string structured = log::format_json(line);
  check(structured.find_first_of("\r\n") == std::string::npos);
  boost::system::error_code broken;
  const auto parsed = boost::json::parse(structured, broken);
  check(!broken && parsed.at("seq") == 7 && parsed.as_object().size() == 5);
  return 0;
}
